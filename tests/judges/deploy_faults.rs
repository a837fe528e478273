//! Deployment over a network that throttles, breaks, stalls and loses answers: nothing happens twice, nothing is missed.

use std::collections::BTreeMap;
use std::io::{self, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;
use std::time::Duration;

use stackdraft::deploy::{self, Outcome, Progress, Task};

use crate::deploying::{behind, deploy_stack, listen, queues, target, yes};

/// What happens to one request on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fault {
    None,
    Throttled,
    Unavailable,
    /// The connection breaks before the request has arrived.
    Reset,
    /// It breaks after the request was served.
    LostAnswer,
    Stall,
}

/// The faults in turn; coprime in number to what a deployment repeats, so that in time each meets every call. The SDK
/// tries three times by itself, so no more than two follow each other.
const TURNS: [Fault; 11] = [
    Fault::None,
    Fault::LostAnswer,
    Fault::None,
    Fault::Throttled,
    Fault::None,
    Fault::Reset,
    Fault::Unavailable,
    Fault::None,
    Fault::LostAnswer,
    Fault::Stall,
    Fault::None,
];

/// For how many requests the network is away once something is executed: longer than the SDK tries.
const OUTAGE: u32 = 8;

/// Where the proxy stands.
#[derive(Default)]
struct Weather {
    turn: AtomicU32,
    outage: AtomicU32,
}

impl Weather {
    /// What happens to the next request.
    fn next(&self, request: &[u8]) -> Fault {
        if String::from_utf8_lossy(request).contains("Action=ExecuteChangeSet") && self.outage.load(Ordering::SeqCst) == 0 {
            self.outage.store(OUTAGE, Ordering::SeqCst);
            return Fault::LostAnswer;
        }
        // One stays: the outage comes once.
        if self.outage.load(Ordering::SeqCst) > 1 {
            self.outage.fetch_sub(1, Ordering::SeqCst);
            return Fault::Reset;
        }
        TURNS[self.turn.fetch_add(1, Ordering::SeqCst) as usize % TURNS.len()]
    }
}

/// The address of a proxy that does all this to what passes it on its way to the emulator.
fn through_faults(emulator: &str) -> String {
    let port: u16 = emulator.rsplit(':').next().and_then(|port| port.parse().ok()).expect("the emulator's port");
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = listener.local_addr().expect("an address");
    let weather = Arc::new(Weather::default());
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let weather = Arc::clone(&weather);
            thread::spawn(move || {
                // What breaks here breaks for the client, which is what it is for.
                let _ = serve(&stream, port, &weather);
            });
        }
    });
    format!("http://{address}")
}

/// Serves one connection, request by request, until a fault breaks it.
fn serve(client: &TcpStream, port: u16, weather: &Weather) -> io::Result<()> {
    let mut requests = BufReader::new(client.try_clone()?);
    let mut answers = client.try_clone()?;
    loop {
        let Some(request) = read_message(&mut requests)? else { return Ok(()) };
        match weather.next(&request) {
            Fault::Reset => return client.shutdown(std::net::Shutdown::Both),
            Fault::LostAnswer => {
                pass_on(&request, port)?;
                return client.shutdown(std::net::Shutdown::Both);
            }
            Fault::Throttled => answers.write_all(&error(400, "Throttling", "Rate exceeded"))?,
            Fault::Unavailable => answers.write_all(&error(503, "ServiceUnavailable", "Later"))?,
            fault => {
                if fault == Fault::Stall {
                    thread::sleep(Duration::from_millis(700));
                }
                answers.write_all(&pass_on(&request, port)?)?;
            }
        }
    }
}

fn error(status: u16, code: &str, message: &str) -> Vec<u8> {
    let body = format!("<ErrorResponse><Error><Type>Sender</Type><Code>{code}</Code><Message>{message}</Message></Error></ErrorResponse>");
    format!("HTTP/1.1 {status} Fault\r\nContent-Type: text/xml\r\nContent-Length: {}\r\n\r\n{body}", body.len()).into_bytes()
}

/// Sends a request to the server behind and reads its whole answer.
fn pass_on(request: &[u8], port: u16) -> io::Result<Vec<u8>> {
    let mut server = TcpStream::connect(("127.0.0.1", port))?;
    server.write_all(request)?;
    let answer = read_message(&mut BufReader::new(server))?;
    answer.ok_or_else(|| io::Error::other("the server said nothing"))
}

/// One HTTP message with a length, or nothing at the connection's end.
fn read_message(from: &mut impl io::BufRead) -> io::Result<Option<Vec<u8>>> {
    let mut head = Vec::new();
    let mut headers = BTreeMap::new();
    loop {
        let from_byte = head.len();
        if from.read_until(b'\n', &mut head)? == 0 {
            return Ok(None);
        }
        let line = String::from_utf8_lossy(&head[from_byte..]).trim().to_lowercase();
        if line.is_empty() {
            break;
        }
        if let Some((name, value)) = line.split_once(':') {
            headers.insert(name.to_owned(), value.trim().to_owned());
        }
    }
    if headers.get("transfer-encoding").is_some_and(|coding| coding.contains("chunked")) {
        return Err(io::Error::other("a message in chunks, which this proxy does not know"));
    }
    let length: usize = headers.get("content-length").and_then(|length| length.parse().ok()).unwrap_or(0);
    let start = head.len();
    head.resize(start + length, 0);
    from.read_exact(&mut head[start..])?;
    Ok(Some(head))
}

#[test]
fn a_bad_network_does_nothing_twice_and_misses_nothing() {
    const TEST: &str = "deploy_faults::a_bad_network_does_nothing_twice_and_misses_nothing";
    behind(TEST, through_faults, live_and_die, |_| {});
}

/// A stack's whole life, in which everything CloudFormation does is told once and in order, and done once.
fn live_and_die() {
    let name = "shop";
    let created = deploy_stack(name, &queues(&[("Orders", "{VisibilityTimeout: 30}"), ("Dead", "{}")]));
    assert_eq!(created.outputs().len(), 2, "{:?}", created.error);
    let updated = deploy_stack(name, &queues(&[("Orders", "{VisibilityTimeout: 60}"), ("Dead", "{}"), ("More", "{}")]));
    assert_eq!(updated.outputs().len(), 3, "{:?}", updated.error);

    assert!(created.all.iter().any(|progress| matches!(progress, Progress::Waiting { .. })), "there was no outage");
    let told: Vec<&str> = created.events().into_iter().chain(updated.events()).map(|event| event.id.as_str()).collect();
    let all = deploy::events(&target(name), None).expect("events");
    let done: Vec<&str> = all.iter().filter(|event| event.status != "REVIEW_IN_PROGRESS").map(|event| event.id.as_str()).collect();
    assert_eq!(told, done);
    let begun = |status: &str| all.iter().filter(|event| event.is_stack && event.status == status).count();
    assert_eq!((begun("CREATE_IN_PROGRESS"), begun("UPDATE_IN_PROGRESS")), (1, 1), "{all:?}");

    let deleted = listen(&deploy::start(target(name), Task::Delete { template: None }, || {}).expect("a job"), yes);
    assert_eq!(deleted.outcome, Some(Outcome::Deleted { kept: Vec::new() }), "{:?}", deleted.error);
}
