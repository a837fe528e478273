//! Why lines deliver, as the window shows it.

use crate::window_support::Driver;

const WHERE: &str = "WorkerRole.Policies[0].PolicyDocument.Statement";

fn window(overridden: bool) -> (tempfile::TempDir, Driver) {
    use stackdraft::REGISTRY;
    use stackdraft::catalog::draft::Draft;
    use stackdraft::cli::script;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("orders.stackdraft.json");
    let empty = stackdraft::design::Design::new("orders");
    let mut draft = Draft::new(&empty, &REGISTRY);
    let mut text = "add queue Orders\nadd function Worker\nconnect Orders Worker\n".to_owned();
    if overridden {
        text.push_str(
            "override Worker WorkerRole.Properties.Policies.Access.PolicyDocument.Statement.ConsumeOrdersQueue.Action=sqs:GetQueueUrl\n",
        );
    }
    script::run(&text, &mut draft).unwrap_or_else(|fault| panic!("{}", fault.problem.message));
    std::fs::write(&file, stackdraft::project::print(draft.design())).unwrap();
    let mut window = Driver::open(&[file]);
    window.settle();
    (folder, window)
}

#[test]
fn a_line_tells_why_it_works_and_shows_where() {
    let (_folder, mut window) = window(false);
    window.click_containing("Connection Orders");
    assert!(window.shows("Proven to deliver"));
    assert!(window.shows("WorkerRole may receive and delete messages of Orders"));
    window.click_containing(WHERE);
    assert!(window.shows("Sid: ConsumeOrdersQueue"), "the template shows the statement");
}

#[test]
fn a_node_tells_which_of_its_lines_deliver_nothing() {
    let (_folder, mut window) = window(true);
    window.click_containing("Queue Orders");
    assert!(window.shows("0 of 1 wire proven to deliver"));
    window.click_containing("Orders → Worker: delivers nothing");
    assert!(window.shows("Delivers nothing"));
    assert!(window.shows("nothing allows sqs:ReceiveMessage"));
}
