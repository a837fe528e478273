//! Outputs of the design's own, by script and by import.

use serde_json::{Value as Json, json};

use stackdraft::REGISTRY;
use stackdraft::catalog::Graph;
use stackdraft::catalog::draft::{Draft, outputs};
use stackdraft::cfn::json::to_json;
use stackdraft::cli::script;
use stackdraft::design::Design;
use stackdraft::import::import;
use stackdraft::synth::synthesize;

fn run(text: &str) -> Result<Design, String> {
    let empty = Design::new("outputs");
    let mut draft = Draft::new(&empty, &REGISTRY);
    script::run(text, &mut draft).map_err(|fault| fault.problem.message)?;
    Ok(draft.design().clone())
}

fn told(design: &Design) -> Json {
    to_json(&synthesize(&Graph::new(design, &REGISTRY)).template.to_value())["Outputs"].clone()
}

#[test]
fn outputs_are_set_changed_and_removed() {
    let base = "param Stage\nadd queue Orders\nadd table Ledger\n";
    let design = run(&format!(
        "{base}output OrdersArn Orders.arn description=\"Where orders go\" export=shop-orders\noutput OrdersUrl Orders.Url\n\
         output Where \"!Sub https://${{Stage}}.example.com/a.b\"\noutput LedgerStream \"!GetAtt LedgerTable.Arn\"\noutput Kind v1.2\n"
    ))
    .unwrap();
    let outputs = told(&design);
    assert_eq!(
        outputs["OrdersArn"],
        json!({ "Description": "Where orders go", "Value": { "Fn::GetAtt": ["OrdersQueue", "Arn"] }, "Export": { "Name": "shop-orders" } })
    );
    assert_eq!(outputs["OrdersUrl"], json!({ "Value": { "Ref": "OrdersQueue" } }));
    assert_eq!(outputs["Where"]["Value"], json!({ "Fn::Sub": "https://${Stage}.example.com/a.b" }));
    assert_eq!(outputs["LedgerStream"]["Value"], json!({ "Fn::GetAtt": ["LedgerTable", "Arn"] }));
    assert_eq!(outputs["Kind"]["Value"], json!("v1.2"));

    let back = import("outputs", &synthesize(&Graph::new(&design, &REGISTRY)).template.yaml(), &REGISTRY).unwrap();
    assert_eq!((back.lost.len(), told(&back.design)), (0, outputs));

    let fewer = run(&format!("{base}output A Orders.Arn\noutput B Orders.Arn\noutput A !Ref=x\nunoutput B\n")).unwrap();
    assert_eq!(told(&fewer), json!({ "A": { "Value": "!Ref=x" } }));
    let none = run(&format!("{base}output A Orders.Arn\nunoutput A\n")).unwrap();
    assert_eq!(none.sections, run(base).unwrap().sections);
}

#[test]
fn outputs_that_cannot_be_are_refused() {
    let refused = |line: &str| run(&format!("add queue Orders\nadd user_pool Users\n{line}")).unwrap_err();
    assert!(refused("output Orders-Arn Orders.Arn").contains("letters and digits"));
    assert!(refused("output A Orders.Stream").contains("has no attribute Stream"));
    assert!(refused("output A Orders.Arn colour=red").contains("no `colour`"));
    assert!(refused("output UsersUserPoolId Orders.Arn").contains("already"));
    assert!(refused("unoutput Nothing").contains("no output Nothing"));
}

#[test]
fn values_are_told_as_the_texts_that_give_them() {
    let empty = Design::new("outputs");
    let draft = Draft::new(&empty, &REGISTRY);
    let join = json!({ "Fn::Join": [",", ["a", { "Ref": "B" }]] });
    let attribute = json!({ "Fn::GetAtt": ["Orders", "Arn"] });
    for value in [json!({ "Ref": "Orders" }), json!({ "Fn::Sub": "https://${Api}/x" }), attribute, json!("plain"), join] {
        assert_eq!(draft.output_value(&outputs::output_text(&value)).unwrap(), value);
    }
}
