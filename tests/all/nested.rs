//! Nested stacks: put together again they are the template they were made of, by a reader of its own that knows nothing of how
//! they are made.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::sync::Arc;

use serde_json::{Value as Json, json};
use stackdraft::REGISTRY;
use stackdraft::catalog::draft::{Conditional, Draft};
use stackdraft::catalog::{Date, Graph, Severity, Synthesis};
use stackdraft::cfn::{Template, json as notation};
use stackdraft::cli::script;
use stackdraft::design::{Condition, Design, Parameter};
use stackdraft::nested::{self, Nested};
use stackdraft::synth::{analyse, synthesize};

use crate::generate::random::{self, Random};
use crate::groups::{chain, grouped};

const TODAY: Date = Date::new(2026, 11, 23);

fn made(text: &str) -> Design {
    let empty = Design::new("nested");
    let mut draft = Draft::new(&empty, &REGISTRY);
    if let Err(fault) = script::run(text, &mut draft) {
        panic!("line {}: {}", fault.line, fault.problem.message);
    }
    draft.design().clone()
}

fn synthesis(design: &Design) -> Synthesis {
    synthesize(&Graph::new(design, &REGISTRY))
}

fn json_of(template: &Template) -> Json {
    serde_json::from_str(&notation::write(&template.to_value())).unwrap()
}

/// The nested stacks of a template, read as JSON.
struct Read {
    flat: Json,
    root: Json,
    stacks: BTreeMap<String, Json>,
}

impl Read {
    fn of(design: &Design) -> Self {
        let synthesis = synthesis(design);
        let nested = nested::divide(design, &synthesis).unwrap();
        Self::nested(&synthesis, &nested)
    }

    fn nested(synthesis: &Synthesis, nested: &Nested) -> Self {
        let stacks = nested.stacks.iter().map(|stack| (stack.logical_id.clone(), json_of(&stack.template))).collect();
        Self { flat: json_of(&synthesis.template), root: json_of(&nested.root(&|id| format!("./{id}.yaml"))), stacks }
    }

    /// What a value is worth in the template it stands in (the root where `None`), told in the words of the flat one.
    fn worth(&self, value: &Json, stack: Option<&str>) -> Json {
        let Json::Object(map) = value else {
            let Json::Array(list) = value else { return value.clone() };
            return list.iter().map(|item| self.worth(item, stack)).collect();
        };
        if let (1, Some((function, argument))) = (map.len(), map.iter().next()) {
            match (function.as_str(), argument) {
                ("Ref", Json::String(name)) => return self.named(name, None, stack),
                ("Fn::GetAtt", Json::Array(parts)) => {
                    return self.named(parts[0].as_str().unwrap(), parts[1].as_str(), stack);
                }
                ("Fn::GetAtt", Json::String(text)) => {
                    let (name, attribute) = text.split_once('.').unwrap();
                    return self.named(name, Some(attribute), stack);
                }
                ("Fn::Sub", Json::String(text)) => return self.pieces(text, &json!({}), stack),
                ("Fn::Sub", Json::Array(parts)) => return self.pieces(parts[0].as_str().unwrap(), &parts[1], stack),
                ("Fn::Split", Json::Array(parts)) => {
                    let inside = self.worth(&parts[1], stack);
                    return unjoined(&inside).cloned().unwrap_or_else(|| json!({"Fn::Split": [parts[0], inside]}));
                }
                _ => {}
            }
        }
        map.iter().map(|(key, value)| (key.clone(), self.worth(value, stack))).collect()
    }

    /// What a name is worth there.
    fn named(&self, name: &str, attribute: Option<&str>, stack: Option<&str>) -> Json {
        let template = stack.map_or(&self.root, |stack| &self.stacks[stack]);
        if let (Some(stack), None, Some(declared)) = (stack, attribute, template["Parameters"].get(name)) {
            let passed = &self.root["Resources"][stack]["Properties"]["Parameters"][name];
            assert!(!passed.is_null(), "{stack} is not given its parameter {name}");
            let worth = unguarded(&self.worth(passed, None), self);
            let is_list = declared["Type"].as_str().unwrap().contains("List");
            return if is_list { unjoined(&worth).expect("a list is passed joined").clone() } else { worth };
        }
        if let (None, Some(attribute)) = (stack, attribute)
            && let (Some(output), Some(giver)) = (attribute.strip_prefix("Outputs."), self.stacks.get(name))
        {
            let given = &giver["Outputs"][output]["Value"];
            assert!(!given.is_null(), "{name} does not give {output}");
            return self.worth(given, Some(name));
        }
        if stack.is_some() {
            assert!(!["AWS::StackName", "AWS::StackId", "AWS::NotificationARNs"].contains(&name), "{name} is another one here");
            assert!(name.starts_with("AWS::") || template["Resources"].get(name).is_some(), "{name} is not in {stack:?}");
        }
        match attribute {
            None => json!({ "Ref": name }),
            Some(attribute) => json!({ "Fn::GetAtt": [name, attribute] }),
        }
    }

    /// A text with values in it, as its literal parts and the values.
    fn pieces(&self, text: &str, variables: &Json, stack: Option<&str>) -> Json {
        let mut parts: Vec<Json> = Vec::new();
        let mut literal = String::new();
        let mut rest = text;
        while let Some((before, behind)) = rest.split_once("${") {
            literal.push_str(before);
            let (inside, after) = behind.split_once('}').unwrap();
            rest = after;
            if let Some(meant) = inside.strip_prefix('!') {
                write!(literal, "${{{meant}}}").unwrap();
                continue;
            }
            parts.push(std::mem::take(&mut literal).into());
            parts.push(match (variables.get(inside), inside.split_once('.')) {
                (Some(variable), _) => self.worth(variable, stack),
                (None, Some((name, attribute))) => self.named(name, Some(attribute), stack),
                (None, None) => self.named(inside, None, stack),
            });
        }
        literal.push_str(rest);
        parts.push(literal.into());
        json!({ "pieces": parts })
    }

    /// The template a resource is in; the root where the inner one is `None`.
    fn home(&self, id: &str) -> Option<&str> {
        let homes: Vec<Option<&str>> = std::iter::once((None, &self.root))
            .chain(self.stacks.iter().map(|(name, template)| (Some(name.as_str()), template)))
            .filter(|(_, template)| template["Resources"].get(id).is_some())
            .map(|(name, _)| name)
            .collect();
        assert_eq!(homes.len(), 1, "{id} is in {homes:?}");
        homes[0]
    }

    fn template(&self, stack: Option<&str>) -> &Json {
        stack.map_or(&self.root, |stack| &self.stacks[stack])
    }

    /// Says everything that differs from the flat template.
    fn check(&self) {
        let flat = Self { flat: json!({}), root: self.flat.clone(), stacks: BTreeMap::new() };
        for (id, resource) in self.flat["Resources"].as_object().unwrap() {
            let home = self.home(id);
            let now = &self.template(home)["Resources"][id];
            for (attribute, value) in resource.as_object().unwrap() {
                match attribute.as_str() {
                    "DependsOn" => names(value).iter().for_each(|on| assert!(self.waits(id, on), "{id} does not wait for {on}")),
                    "Condition" => {
                        assert_eq!(now["Condition"], *value, "{id}");
                        self.same_condition(&flat, value.as_str().unwrap(), home);
                    }
                    _ => assert_eq!(flat.worth(value, None), self.worth(&now[attribute], home), "{attribute} of {id} in {home:?}"),
                }
            }
            assert!(now["Condition"].is_null() == resource["Condition"].is_null(), "{id}");
        }
        assert_eq!(flat.worth(&self.flat["Outputs"], None), self.worth(&self.root["Outputs"], None));
        assert_eq!(self.flat["Parameters"], self.root["Parameters"]);
        let all: usize = self.stacks.values().chain([&self.root]).map(|template| template["Resources"].as_object().unwrap().len()).sum();
        assert_eq!(all, self.flat["Resources"].as_object().unwrap().len() + self.stacks.len());
        self.stacks.keys().for_each(|stack| self.check_stack(&flat, stack));
        self.check_order();
    }

    /// A stack declares what it uses and no more, and is given it.
    fn check_stack(&self, flat: &Self, stack: &str) {
        let template = &self.stacks[stack];
        let resource = &self.root["Resources"][stack];
        let keys = |value: &Json| value.as_object().map(|map| map.keys().cloned().collect::<BTreeSet<_>>()).unwrap_or_default();
        let mut used = BTreeSet::new();
        for part in ["Resources", "Conditions", "Outputs"] {
            mentioned(&template[part], &mut used);
        }
        assert_eq!(keys(&template["Parameters"]), keys(&resource["Properties"]["Parameters"]), "{stack}");
        for (name, declared) in template["Parameters"].as_object().into_iter().flatten() {
            assert!(used.contains(name), "{stack} does not use {name}");
            let own = &self.flat["Parameters"][name];
            assert!(own.is_null() || own["NoEcho"] == declared["NoEcho"], "{name} is a secret");
            let passed = &resource["Properties"]["Parameters"][name];
            assert!(!passed.is_array(), "{name} of {stack} is passed as a list");
        }
        let mut elsewhere = BTreeSet::new();
        mentioned(&self.root["Resources"], &mut elsewhere);
        mentioned(&self.root["Outputs"], &mut elsewhere);
        for output in keys(&template["Outputs"]) {
            assert!(elsewhere.contains(&format!("{stack}.Outputs.{output}")), "nobody uses {output} of {stack}");
            let value = &template["Outputs"][&output];
            let mut of = BTreeSet::new();
            mentioned(&value["Value"], &mut of);
            let condition = of.iter().map(|name| &template["Resources"][name.split('.').next().unwrap()]["Condition"]).next().unwrap();
            assert!(value["Condition"] == *condition || (value["Condition"].is_null() && resource["Condition"] == *condition), "{output}");
        }
        let wanted: BTreeSet<String> = conditions(template);
        assert_eq!(wanted, keys(&template["Conditions"]), "{stack}");
        for condition in &wanted {
            self.same_condition(flat, condition, Some(stack));
        }
        // A stack in which nothing may be left is itself under a condition.
        let all_conditional = template["Resources"].as_object().unwrap().values().all(|resource| !resource["Condition"].is_null());
        assert_eq!(all_conditional, !resource["Condition"].is_null(), "{stack}");
    }

    fn same_condition(&self, flat: &Self, name: &str, home: Option<&str>) {
        let here = &self.template(home)["Conditions"][name];
        assert_eq!(flat.worth(&self.flat["Conditions"][name], None), self.worth(here, home), "{name} in {home:?}");
    }

    /// Whether one resource comes after another, in the template or because its stack does.
    fn waits(&self, id: &str, on: &str) -> bool {
        let (home, other) = (self.home(id), self.home(on));
        let (template, from, to) = match (home, other) {
            (Some(a), Some(b)) if a != b => (&self.root, a, b),
            (Some(a), None) => (&self.root, a, on),
            (None, Some(b)) => (&self.root, id, b),
            _ => (self.template(home), id, on),
        };
        after(&template["Resources"][from]).contains(to)
    }

    /// Nothing of the root waits for itself.
    fn check_order(&self) {
        let resources = self.root["Resources"].as_object().unwrap();
        let mut left: BTreeMap<&String, BTreeSet<String>> = resources.iter().map(|(id, resource)| (id, after(resource))).collect();
        while !left.is_empty() {
            let ready: Vec<&String> = left.iter().filter(|(_, on)| !on.iter().any(|id| left.contains_key(id))).map(|(id, _)| *id).collect();
            assert!(!ready.is_empty(), "in a circle: {:?}", left.keys());
            for id in ready {
                left.remove(id);
            }
        }
    }
}

/// What is inside a join by commas.
fn unjoined(value: &Json) -> Option<&Json> {
    let parts = value.get("Fn::Join")?.as_array()?;
    (parts[0] == ",").then(|| &parts[1])
}

/// What is passed where it is there; its condition must be that of what it is.
fn unguarded(value: &Json, read: &Read) -> Json {
    let Some(parts) = value.get("Fn::If").and_then(Json::as_array) else { return value.clone() };
    assert_eq!(parts[2], "", "{value}");
    let mut of = BTreeSet::new();
    mentioned(&parts[1], &mut of);
    let [name] = of.into_iter().collect::<Vec<_>>().try_into().unwrap();
    let id = name.split('.').next().unwrap();
    assert_eq!(read.flat["Resources"][id]["Condition"], parts[0], "{value}");
    parts[1].clone()
}

fn names(value: &Json) -> Vec<String> {
    match value {
        Json::String(name) => vec![name.clone()],
        Json::Array(list) => list.iter().map(|name| name.as_str().unwrap().to_owned()).collect(),
        _ => Vec::new(),
    }
}

/// Every name a value mentions: `Name`, `Name.Attribute`.
fn mentioned(value: &Json, into: &mut BTreeSet<String>) {
    match value {
        Json::Array(list) => list.iter().for_each(|item| mentioned(item, into)),
        Json::Object(map) => {
            for (key, inside) in map {
                match (key.as_str(), inside) {
                    ("Ref", Json::String(name)) => into.extend([name.clone()]),
                    ("Fn::GetAtt", Json::Array(parts)) => {
                        into.insert(parts.iter().map(|part| part.as_str().unwrap()).collect::<Vec<_>>().join("."));
                    }
                    ("Fn::Sub", argument) => {
                        let text = argument.as_str().or_else(|| argument[0].as_str()).unwrap();
                        into.extend(text.split("${").skip(1).filter_map(|part| Some(part.split_once('}')?.0.to_owned())));
                        mentioned(&argument[1], into);
                    }
                    _ => mentioned(inside, into),
                }
            }
        }
        _ => {}
    }
}

/// What a resource comes after.
fn after(resource: &Json) -> BTreeSet<String> {
    let mut all = BTreeSet::new();
    mentioned(resource, &mut all);
    let all = all.iter().map(|name| name.split('.').next().unwrap().to_owned());
    all.chain(names(&resource["DependsOn"])).collect()
}

/// The conditions a template asks.
fn conditions(template: &Json) -> BTreeSet<String> {
    fn look(value: &Json, into: &mut BTreeSet<String>) {
        match value {
            Json::Array(list) => list.iter().for_each(|item| look(item, into)),
            Json::Object(map) => {
                for (key, inside) in map {
                    match (key.as_str(), inside) {
                        ("Condition", Json::String(name)) => into.extend([name.clone()]),
                        ("Fn::If", Json::Array(parts)) => into.extend([parts[0].as_str().unwrap().to_owned()]),
                        _ => {}
                    }
                    look(inside, into);
                }
            }
            _ => {}
        }
    }
    let mut asked = BTreeSet::new();
    look(&template["Resources"], &mut asked);
    look(&template["Outputs"], &mut asked);
    let mut next: Vec<String> = asked.iter().cloned().collect();
    while let Some(name) = next.pop() {
        let mut more = BTreeSet::new();
        look(&template["Conditions"][&name], &mut more);
        next.extend(more.into_iter().filter(|name| asked.insert(name.clone())));
    }
    asked
}

/// The design with some nodes under conditions.
fn under_conditions(design: &Design, random: &mut Random) -> Design {
    let mut draft = Draft::new(design, &REGISTRY);
    let stage = Parameter { default: Some("dev".to_owned()), ..Parameter::default() };
    draft.set_parameter("Stage", Some(stage)).unwrap();
    draft.set_condition("InProduction", Some(Condition::is("Stage", "prod"))).unwrap();
    draft.set_condition("Elsewhere", Some(Condition::parse("not InProduction and AWS::StackName != shop").unwrap())).unwrap();
    for node in design.nodes.keys().filter(|_| random.percent(25)).cloned().collect::<Vec<_>>() {
        let condition = if random.percent(50) { "InProduction" } else { "Elsewhere" };
        draft.set_only(&Conditional::Node(node), Some(condition)).unwrap();
    }
    draft.design().clone()
}

#[test]
fn random_designs_in_groups_are_the_same_put_together_again() {
    let (designs, _) = random::some(40, 7_000, TODAY);
    let mut random = Random::new(77);
    let mut stacks = 0;
    let mut passed = 0;
    for design in designs {
        let design = grouped(design, &mut random);
        let design = if random.percent(50) { under_conditions(&design, &mut random) } else { design };
        let read = Read::of(&design);
        read.check();
        stacks += read.stacks.len();
        passed += read.stacks.values().map(|template| template["Outputs"].as_object().map_or(0, serde_json::Map::len)).sum::<usize>();
    }
    println!("{stacks} stacks give {passed} values");
    assert!(stacks > 40 && passed > 200, "{stacks} stacks give {passed} values");
}

#[test]
fn a_design_over_five_hundred_resources_is_divided_along_its_groups() {
    let design = made(&chain(4, 40));
    let analysis = analyse(&design, &REGISTRY, TODAY);
    let count = analysis.synthesis.template.resources.len();
    assert!(count > 500, "{count}");
    assert!(nested::needed(&analysis.synthesis));
    let errors: Vec<_> = analysis.report.findings.iter().filter(|f| f.severity == Severity::Error).collect();
    assert!(errors.is_empty(), "{errors:?}");
    let told: Vec<_> = analysis.report.findings.iter().filter(|f| f.code == "LIM001").map(|f| f.message.as_str()).collect();
    assert!(told.iter().any(|message| message.contains("4 nested stacks")), "{told:?}");
    let nested = nested::divide(&design, &analysis.synthesis).unwrap();
    assert_eq!(nested.stacks.iter().map(|stack| stack.groups.len()).collect::<Vec<_>>(), [1; 4]);
    assert!(nested.measures(&design).iter().all(|measure| measure.count <= measure.most));
    Read::nested(&analysis.synthesis, &nested).check();
}

#[test]
fn a_template_that_fits_into_one_stack_stays_one() {
    let design = made(&chain(2, 2));
    assert!(!nested::needed(&synthesis(&design)));
    Read::of(&design).check();
}

#[test]
fn groups_that_depend_on_each_other_share_a_stack_and_the_lines_to_cut_are_named() {
    let mut text = chain(4, 40);
    // The way back from the last group to the second closes a circle of three.
    text.push_str("connect \"F 3 0\" \"Q 1 1\"\n");
    let design = made(&text);
    let analysis = analyse(&design, &REGISTRY, TODAY);
    let nested = nested::divide(&design, &analysis.synthesis).unwrap();
    Read::nested(&analysis.synthesis, &nested).check();
    assert_eq!(nested.stacks.iter().map(|stack| stack.groups.len()).collect::<Vec<_>>(), [1, 3]);
    let large = nested.stacks[1].template.resources.len();
    let finding = analysis.report.findings.iter().find(|f| f.code == "LIM001" && f.severity == Severity::Error);
    assert_eq!(finding.is_some(), large > nested::MOST_RESOURCES, "{large}");
    let finding = finding.expect("three groups of this size are too large together");
    assert!(finding.message.contains("Cut the line "), "{}", finding.message);
    // Cut as it says, each part fits.
    let mut draft = Draft::new(&design, &REGISTRY);
    for line in nested::lines_to_cut(&design, &analysis.synthesis, &nested.stacks[1]) {
        draft.disconnect(&line).unwrap();
    }
    let report = analyse(draft.design(), &REGISTRY, TODAY).report;
    assert!(report.findings.iter().all(|f| f.severity != Severity::Error), "{:?}", report.findings);
}

#[test]
fn renaming_a_group_leaves_its_stack_where_it_is() {
    let mut design = made(&chain(2, 1));
    let before = Read::of(&design);
    for group in design.groups.values_mut() {
        let group = Arc::make_mut(group);
        group.name = format!("Another {}", group.name);
    }
    let after = Read::of(&design);
    assert_eq!(before.stacks.keys().collect::<Vec<_>>(), after.stacks.keys().collect::<Vec<_>>());
}

#[test]
fn what_cannot_be_divided_says_why() {
    let alone = made("add queue Orders\n");
    assert!(nested::divide(&alone, &synthesis(&alone)).unwrap_err().contains("no groups"));
    let mut transformed = made(&chain(2, 1));
    transformed.sections.insert("Transform".to_owned(), json!("AWS::LanguageExtensions"));
    assert!(nested::divide(&transformed, &synthesis(&transformed)).unwrap_err().contains("transform"));
}

#[test]
fn lists_secrets_mappings_and_the_name_of_the_stack_come_through() {
    let mut design = made(
        "add resource Zone type=AWS::Route53::HostedZone\n\
         add resource Record type=AWS::Route53::RecordSet\n\
         add resource Note type=AWS::SSM::Parameter\n\
         group Names Zone\ngroup Records Record Note\n",
    );
    let zone = design.nodes.values().find(|node| node.name == "Zone").unwrap().logical_id.clone();
    design.sections.insert("Mappings".to_owned(), json!({"Used": {"a": {"b": "60"}}, "Unused": {"a": {"b": "1"}}}));
    design
        .parameters
        .insert("Subnets".to_owned(), Arc::new(Parameter { kind: Some("List<AWS::EC2::Subnet::Id>".to_owned()), ..Parameter::default() }));
    design.parameters.insert("Secret".to_owned(), Arc::new(Parameter { no_echo: true, ..Parameter::default() }));
    let set = |design: &mut Design, name: &str, properties: Json| {
        let id = design.nodes.iter().find(|(_, node)| node.name == name).unwrap().0.clone();
        let mut draft = Draft::new(design, &REGISTRY);
        draft.set_node_field(&id, "properties", Some(stackdraft::design::Value(properties))).unwrap();
        *design = draft.design().clone();
    };
    set(&mut design, "Zone", json!({"Name": "example.org"}));
    set(
        &mut design,
        "Record",
        json!({
            "HostedZoneId": {"Ref": zone}, "Name": {"Fn::Sub": "${AWS::StackName}.${AWS::Region}.example.org"}, "Type": "NS",
            "TTL": {"Fn::FindInMap": ["Used", "a", "b"]}, "ResourceRecords": {"Fn::GetAtt": [zone, "NameServers"]},
        }),
    );
    set(
        &mut design,
        "Note",
        json!({
            "Type": "String", "Value": {"Fn::Join": ["-", [{"Ref": "Secret"}, {"Fn::Select": [0, {"Ref": "Subnets"}]}]]},
        }),
    );
    let read = Read::of(&design);
    read.check();
    let records = &read.stacks["RecordsStack"];
    assert_eq!(records["Mappings"], json!({"Used": {"a": {"b": "60"}}}));
    assert_eq!(read.root["Mappings"], json!({"Unused": {"a": {"b": "1"}}}));
    assert_eq!(records["Parameters"]["Subnets"]["Type"], "List<AWS::EC2::Subnet::Id>");
    assert_eq!(records["Parameters"]["Secret"]["NoEcho"], true);
    let passed = &read.root["Resources"]["RecordsStack"]["Properties"]["Parameters"];
    assert_eq!(passed["Subnets"], json!({"Fn::Join": [",", {"Ref": "Subnets"}]}));
    assert_eq!(passed["RootStackName"], json!({"Ref": "AWS::StackName"}));
    assert_eq!(read.stacks["NamesStack"]["Outputs"][format!("{zone}NameServers")]["Value"]["Fn::Join"][0], ",");
}
