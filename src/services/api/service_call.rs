//! Routes that other services of AWS answer without code between.

use super::routes::RequestPart;
use crate::catalog::request::Integration;
use crate::cfn::{Map, Pieces, Value};

/// What an HTTP API calls an action of a service: its subtype and parameters.
pub struct FirstClass {
    /// `SQS-SendMessage`.
    pub subtype: &'static str,
    /// The action's parameters.
    pub parameters: Map,
}

/// What a REST API sends to a service.
pub struct ServiceCall {
    /// The service with the action or path: `states:action/StartExecution`.
    pub action: Pieces,
    /// Headers with their values.
    pub headers: &'static [(&'static str, &'static str)],
    /// The template of what is sent.
    pub request: Pieces,
    /// The template of the answer; the service's own answer where there is none.
    pub answer: Option<Pieces>,
}

/// An answer in place of one that a service refuses with: pattern of the service's status, status, message.
pub type Refused = (&'static str, &'static str, &'static str);

/// What callers learn of a request that the service takes for wrong, and of one it cannot answer.
pub const REFUSED: [Refused; 2] = [(r"4\d{2}", "400", "Bad request"), (r"5\d{2}", "500", "Internal server error")];

/// How text is put into what a REST API sends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Inside quotes of JSON.
    Json,
    /// As a value of a form.
    Urlencoded,
    /// As the binary data of a member of JSON.
    Base64,
}

impl FirstClass {
    /// The integration of an HTTP API's route.
    pub fn integration(self, part: String) -> Integration {
        let mut properties = Map::new();
        properties.insert("IntegrationType", "AWS_PROXY".into());
        properties.insert("IntegrationSubtype", self.subtype.into());
        properties.insert("PayloadFormatVersion", "1.0".into());
        properties.insert("RequestParameters", Value::Map(self.parameters));
        Integration { part, properties, with_role: true, method: Map::new() }
    }
}

/// The address under which API Gateway reaches a service's action.
pub fn action_uri(action: Pieces) -> Value {
    Pieces::new("arn:")
        .value(&Value::reference("AWS::Partition"))
        .text(":apigateway:")
        .value(&Value::reference("AWS::Region"))
        .text(":")
        .join(action)
        .finish()
}

/// The answers of an integration and of its method: `done`, and others where the service refuses. What it refuses is not
/// passed off as a success, nor in its own words, which would tell callers names of the account.
pub fn answers(done: Map, refused: &[Refused]) -> (Value, Value) {
    let statuses = done.get("StatusCode").cloned().into_iter().chain(refused.iter().map(|(_, status, _)| Value::from(*status)));
    let responses = statuses.map(|status| Value::map([("StatusCode", status)])).collect();
    let failed = refused.iter().map(|(pattern, status, message)| {
        Value::map([
            ("StatusCode", Value::from(*status)),
            ("SelectionPattern", (*pattern).into()),
            ("ResponseTemplates", Value::map([("application/json", format!(r#"{{"message": "{message}"}}"#))])),
        ])
    });
    (Value::List([Value::Map(done)].into_iter().chain(failed).collect()), Value::List(responses))
}

impl ServiceCall {
    /// The integration of a REST API's route.
    pub fn integration(self, part: String) -> Integration {
        let mut properties = Map::new();
        properties.insert("Type", "AWS".into());
        properties.insert("IntegrationHttpMethod", "POST".into());
        properties.insert("Uri", action_uri(self.action));
        properties.insert("PassthroughBehavior", "NEVER".into());
        let headers = self.headers.iter().map(|(name, value)| (format!("integration.request.header.{name}"), format!("'{value}'")));
        properties.insert("RequestParameters", Value::map(headers));
        properties.insert("RequestTemplates", Value::map([("application/json", self.request.finish())]));
        let mut done = Map::new();
        done.insert("StatusCode", "200".into());
        let answer = self.answer.map(Pieces::finish);
        done.extend(answer.map(|template| ("ResponseTemplates".to_owned(), Value::map([("application/json", template)]))));
        let (answers, responses) = answers(done, &REFUSED);
        properties.insert("IntegrationResponses", answers);
        let method = [("MethodResponses".to_owned(), responses)].into_iter().collect();
        Integration { part, properties, with_role: true, method }
    }
}

impl Form {
    /// A value that may name a part of the request, in a template of a REST API.
    pub fn put(self, value: &Value) -> Pieces {
        self.put_as(value, |member| format!("$input.path('$.{member}')"))
    }

    /// As [`Form::put`], for a value that is JSON: a member of the body stays so.
    pub fn put_document(self, value: &Value) -> Pieces {
        self.put_as(value, |member| format!("$input.json('$.{member}')"))
    }

    fn put_as(self, value: &Value, member: impl Fn(&str) -> String) -> Pieces {
        let Value::Text(text) = value else {
            let encoded = || Value::Call("Fn::Base64".into(), Box::new(value.clone()));
            return Pieces::default().value(&if self == Self::Base64 { encoded() } else { value.clone() });
        };
        let expression = match RequestPart::parse(text) {
            None => return Pieces::new(&self.fixed(text)),
            Some(RequestPart::Body) => "$input.body".to_owned(),
            Some(RequestPart::Member(name)) => member(name),
            Some(RequestPart::Header(name)) => format!("$input.params().header.get('{name}')"),
            Some(RequestPart::Query(name)) => format!("$input.params().querystring.get('{name}')"),
            Some(RequestPart::Path(name)) => format!("$input.params().path.get('{name}')"),
            Some(RequestPart::Context(name)) => format!("$context.{name}"),
        };
        Pieces::new(&self.quoted(&expression))
    }

    fn quoted(self, expression: &str) -> String {
        match self {
            // JSON does not know the escaped apostrophe that JavaScript's escapes contain.
            Self::Json => format!(r#"$util.escapeJavaScript({expression}).replaceAll("\\'","'")"#),
            Self::Urlencoded => format!("$util.urlEncode({expression})"),
            Self::Base64 => format!("$util.base64Encode({expression})"),
        }
    }

    fn fixed(self, text: &str) -> String {
        match self {
            Self::Json => {
                let quoted = serde_json::Value::from(text).to_string();
                quoted.strip_prefix('"').and_then(|q| q.strip_suffix('"')).unwrap_or_default().to_owned()
            }
            Self::Urlencoded => text
                .bytes()
                .map(|byte| match byte {
                    b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => char::from(byte).to_string(),
                    _ => format!("%{byte:02X}"),
                })
                .collect(),
            Self::Base64 => base64(text.as_bytes()),
        }
    }
}

/// What a text in a request may have been before it was put there: the part of the request that an expression takes, or a fixed
/// text in plain.
pub fn parts_said(text: &str) -> Vec<String> {
    const AROUND: [(&str, &str); 4] =
        [("$util.escapeJavaScript(", r#").replaceAll("\\'","'")"#), ("$util.urlEncode(", ")"), ("$util.base64Encode(", ")"), ("", "")];
    let expressions = AROUND.iter().filter_map(|(before, after)| text.strip_prefix(before)?.strip_suffix(after));
    let mut found: Vec<String> = expressions.filter_map(part_said).collect();
    let json = serde_json::from_str(&format!("\"{text}\"")).ok();
    let forms = [Form::Json, Form::Urlencoded];
    let plain = [json, urldecoded(text)].into_iter().zip(forms);
    found.extend(plain.filter_map(|(plain, form)| plain.filter(|plain| plain != text && form.fixed(plain) == text)));
    found
}

fn part_said(expression: &str) -> Option<String> {
    // An HTTP API takes parts by their names.
    if let Some(named) = expression.strip_prefix("${").and_then(|rest| rest.strip_suffix('}')) {
        let text = format!("${named}");
        return RequestPart::parse(&text).is_some().then_some(text);
    }
    if expression == "$input.body" {
        return Some("$request.body".to_owned());
    }
    const TAKEN: [(&str, &str); 5] = [
        ("$input.path('$.", "body"),
        ("$input.json('$.", "body"),
        ("$input.params().header.get('", "header"),
        ("$input.params().querystring.get('", "querystring"),
        ("$input.params().path.get('", "path"),
    ];
    let taken = |(before, kind): &(&str, &str)| Some(format!("$request.{kind}.{}", expression.strip_prefix(before)?.strip_suffix("')")?));
    let text = TAKEN.iter().find_map(taken).or_else(|| expression.starts_with("$context.").then(|| expression.to_owned()))?;
    RequestPart::parse(&text).is_some().then_some(text)
}

fn urldecoded(text: &str) -> Option<String> {
    let mut bytes = text.bytes();
    let mut plain = Vec::new();
    while let Some(byte) = bytes.next() {
        if byte == b'%' {
            let digit = |byte: Option<u8>| char::from(byte?).to_digit(16);
            let (high, low) = (digit(bytes.next())?, digit(bytes.next())?);
            plain.push(u8::try_from(high * 16 + low).ok()?);
        } else {
            plain.push(byte);
        }
    }
    String::from_utf8(plain).ok()
}

fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let digit = |bits: u32| DIGITS.get((bits & 63) as usize).map_or('=', |digit| char::from(*digit));
    let mut out = String::new();
    for three in bytes.chunks(3) {
        let byte = |at: usize| u32::from(three.get(at).copied().unwrap_or(0));
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for at in 0..4 {
            out.push(if at <= three.len() { digit(bits >> (18 - 6 * at)) } else { '=' });
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_fit_where_they_are_put() {
        assert_eq!(Form::Json.put(&"a \"b\"".into()).finish(), Value::from(r#"a \"b\""#));
        assert_eq!(Form::Urlencoded.put(&"a&b c".into()).finish(), Value::from("a%26b%20c"));
        assert_eq!(Form::Urlencoded.put(&"$request.body".into()).finish(), Value::from("$util.urlEncode($input.body)"));
        let member = Form::Json.put(&"$request.body.id".into()).finish();
        assert_eq!(member, Value::from(r#"$util.escapeJavaScript($input.path('$.id')).replaceAll("\\'","'")"#));
        let document = Form::Urlencoded.put_document(&"$request.body.order".into()).finish();
        assert_eq!(document, Value::from("$util.urlEncode($input.json('$.order'))"));
        assert_eq!(Form::Base64.put_document(&"$request.body".into()).finish(), Value::from("$util.base64Encode($input.body)"));
        for (text, encoded) in [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foobar", "Zm9vYmFy"), ("é?~", "w6k/fg==")] {
            assert_eq!(Form::Base64.put(&text.into()).finish(), Value::from(encoded));
        }
        assert_eq!(Form::Json.put(&Value::reference("Group")).finish(), Value::reference("Group"));
    }

    #[test]
    fn what_was_put_is_told_from_the_text() {
        let parts = [
            "$request.body",
            "$request.body.a.b",
            "$request.header.x-y",
            "$request.querystring.q",
            "$request.path.id",
            "$context.requestId",
        ];
        for form in [Form::Json, Form::Urlencoded, Form::Base64] {
            for part in parts {
                let put = form.put(&part.into()).finish();
                assert_eq!(parts_said(put.as_text().unwrap()), [part], "{put:?}");
            }
        }
        assert_eq!(parts_said("a%26b%20c"), ["a&b c"]);
        assert_eq!(parts_said(r#"a \"b\""#), [r#"a "b""#]);
        assert_eq!(parts_said("${request.header.x}"), ["$request.header.x"]);
        assert_eq!(parts_said("plain"), Vec::<String>::new());
    }
}
