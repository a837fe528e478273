//! What goes into a deployed sample at one end and is found at the other.

use serde_json::{Value, json};

use crate::emulator::Emulator;

/// How long something that must not come is waited for.
const QUIET_SECONDS: u64 = 1;

/// An order that is posted goes through the workflow into the table and to shipping; what became of it is told.
pub fn order_processing(emulator: &Emulator, stack: &str) {
    let order = json!({ "item": "tea", "customer": "c-1" });
    let posted = call(emulator, stack, "OrdersApi", ("POST", "/orders"), &order);
    assert_eq!(posted["status"], 200, "{posted}");
    let executions = emulator.ask("executions", &json!({ "stack": stack, "workflow": "ProcessOrder" }));
    assert_eq!(executions[0]["status"], "SUCCEEDED", "{executions}");
    assert_eq!(executions[0]["states"], json!(["Check inventory", "Take payment", "Save order", "Request shipping"]));
    let saved = emulator.ask("items", &json!({ "stack": stack, "table": "OrdersTable", "count": 1 }));
    assert_eq!(saved[0]["status"], "paid", "{saved}");
    let id = saved[0]["id"].as_str().expect("the order's id");
    assert!(posted["body"]["executionArn"].as_str().is_some_and(|arn| arn.ends_with(id)), "{posted} {saved}");
    assert!(logged(emulator, stack, "ShipOrder", id, 30), "shipping has not got {id}");

    let event = json!({ "stack": stack, "bus": "ShopEventsBus", "source": "shop.shipping", "detail_type": "Order shipped", "detail": { "id": id } });
    emulator.ask("put_event", &event);
    let mails = emulator.receive(stack, "MailRequestsQueue", 1);
    assert!(mails.len() == 1 && mails[0]["detail"]["id"] == id, "{mails:?}");
    assert_eq!(call(emulator, stack, "OrdersApi", ("GET", "/orders/1"), &Value::Null)["status"], 401);
}

/// Everybody sees the catalogue; whoever has no token orders nothing.
pub fn storefront_api(emulator: &Emulator, stack: &str) {
    let seen = call(emulator, stack, "StorefrontApi", ("GET", "/products/p-7"), &Value::Null);
    assert_eq!(seen["status"], 200, "{seen}");
    assert!(logged(emulator, stack, "ListProducts", "/products/p-7", 30), "the catalogue was not asked");
    let refused = call(emulator, stack, "StorefrontApi", ("POST", "/orders"), &json!({ "product": "p-7" }));
    assert_eq!(refused["status"], 401, "{refused}");
}

/// An object that is put in the bucket starts the workflow, whose result is in the table.
pub fn image_pipeline(emulator: &Emulator, stack: &str) {
    emulator.ask("put_object", &json!({ "stack": stack, "bucket": "UploadsBucket", "key": "cat.png", "body": "a picture" }));
    let executions = emulator.ask("executions", &json!({ "stack": stack, "workflow": "ProcessImage" }));
    assert_eq!(executions[0]["status"], "SUCCEEDED", "{executions}");
    assert_eq!(executions[0]["input"]["detail"]["object"]["key"], "cat.png", "{executions}");
    let saved = emulator.ask("items", &json!({ "stack": stack, "table": "ImagesTable", "count": 1 }));
    assert!(saved[0]["result"].as_str().is_some_and(|result| result.contains("cat.png")), "{saved}");
}

/// Each sign-up reaches those teams that want it and no others.
pub fn sign_up_fanout(emulator: &Emulator, stack: &str) {
    let consumers = ["SendWelcomeMail", "CreateLead", "SubscribeReader", "ScoreRisk"];
    let publications = [
        ("by-web", json!({ "channel": "web", "plan": "free", "newsletter": "no", "country": "DE" }), vec!["SendWelcomeMail"]),
        ("by-sales", json!({ "channel": "phone", "plan": "team", "newsletter": "no", "country": "FR" }), vec!["CreateLead"]),
        (
            "by-reader",
            json!({ "channel": "shop", "plan": "free", "newsletter": "yes", "country": "US" }),
            vec!["SubscribeReader", "ScoreRisk"],
        ),
    ];
    for (message, attributes, _) in &publications {
        emulator.ask("publish", &json!({ "stack": stack, "topic": "SignUpsTopic", "message": message, "attributes": attributes }));
    }
    let expected = |message: &str, consumer: &str| publications.iter().any(|(name, _, whom)| *name == message && whom.contains(&consumer));
    for (message, _, whom) in &publications {
        for consumer in whom {
            assert!(logged(emulator, stack, consumer, message, 30), "{consumer} has not got {message}");
        }
    }
    std::thread::sleep(std::time::Duration::from_secs(QUIET_SECONDS));
    for consumer in consumers {
        for (message, _, _) in publications.iter().filter(|(message, _, _)| !expected(message, consumer)) {
            assert!(!logged(emulator, stack, consumer, message, 0), "{consumer} has got {message}");
        }
    }
}

/// A registration reaches mail, CRM and analytics; one that is no business customer's does not reach the CRM.
pub fn user_registration(emulator: &Emulator, stack: &str) {
    for (user, plan) in [("u-team", "team"), ("u-free", "free")] {
        let event = json!({ "stack": stack, "bus": "AccountEventsBus", "source": "accounts", "detail_type": "User registered",
            "detail": { "id": user, "plan": plan } });
        emulator.ask("put_event", &event);
    }
    for (function, user) in [
        ("SendWelcomeMail", "u-team"),
        ("SendWelcomeMail", "u-free"),
        ("UpdateCRM", "u-team"),
        ("RecordAnalytics", "u-team"),
        ("RecordAnalytics", "u-free"),
    ] {
        assert!(logged(emulator, stack, function, user, 60), "{function} has not got {user}");
    }
    assert!(!logged(emulator, stack, "UpdateCRM", "u-free", QUIET_SECONDS), "the CRM has got a private customer");
}

/// A payment is settled and invoiced, a delivery received; an order reaches whom it concerns and no others.
pub fn event_driven_retail(emulator: &Emulator, stack: &str) {
    let paid = call(emulator, stack, "PaymentsApi", ("POST", "/payments"), &json!({ "amount": "7 EUR" }));
    assert_eq!(paid["status"], 200, "{paid}");
    let delivered = call(emulator, stack, "SuppliersApi", ("POST", "/deliveries"), &json!({ "parcel": "p-7" }));
    assert_eq!(delivered["status"], 200, "{delivered}");
    let event = json!({ "stack": stack, "bus": "RetailEventsBus", "source": "retail.storefront", "detail_type": "Order placed",
        "detail": { "id": "o-7" } });
    emulator.ask("put_event", &event);

    let saved = emulator.ask("items", &json!({ "stack": stack, "table": "PaymentsTable", "count": 1 }));
    assert!(saved[0]["payment"].as_str().is_some_and(|payment| payment.contains("7 EUR")), "{saved}");
    let arrivals = [
        ("WriteInvoice", "7 EUR"),
        ("SendMail", "7 EUR"),
        ("ReceiveDelivery", "p-7"),
        ("PickOrder", "o-7"),
        ("SendMail", "o-7"),
        ("CreditPoints", "o-7"),
        ("StoreEvents", "o-7"),
    ];
    for (function, text) in arrivals {
        assert!(logged(emulator, stack, function, text, 60), "{function} has not got {text}");
    }
    for (function, text) in [("WriteInvoice", "o-7"), ("PickOrder", "7 EUR"), ("UpdateStock", "o-7"), ("UpdateIndex", "o-7")] {
        assert!(!logged(emulator, stack, function, text, 0), "{function} has got {text}");
    }
}

/// Calls an API without a token.
fn call(emulator: &Emulator, stack: &str, api: &str, (method, path): (&str, &str), body: &Value) -> Value {
    emulator.ask("http", &json!({ "stack": stack, "api": api, "method": method, "path": path, "body": body }))
}

/// Whether a function has logged a text, waiting for it as long.
fn logged(emulator: &Emulator, stack: &str, function: &str, text: &str, seconds: u64) -> bool {
    let asked = json!({ "stack": stack, "function": function, "containing": text, "seconds": seconds });
    emulator.ask("function_log", &asked).as_array().is_some_and(|lines: &Vec<Value>| !lines.is_empty())
}
