//! The edit script: lines of words, each a change made through the same draft the window uses.

mod address;
mod canvas;
mod conditions;
mod lines;
mod nodes;
mod stack;
mod states;
mod words;

use crate::catalog::draft::{Draft, Problem};
pub use words::Word;

/// A line that could not be carried out.
#[derive(Debug)]
pub struct Fault {
    /// Its number, from 1.
    pub line: usize,
    /// Why.
    pub problem: Problem,
}

/// What a verb does with its words.
type Action = fn(&[Word], &mut Draft<'_>) -> Result<(), Problem>;

/// A verb of the script.
struct Verb {
    name: &'static str,
    usage: &'static str,
    action: Action,
}

/// The verbs, sorted; besides them every facet has one of its own (`route`, `rule`, `state`, `event`, `client`, `trigger`, `alarm`).
static VERBS: &[Verb] = &[
    Verb { name: "add", usage: "add SERVICE NAME [FIELD=VALUE ...]", action: nodes::add },
    Verb { name: "always", usage: "always NODE|CONNECTION ...", action: conditions::always },
    Verb { name: "arrange", usage: "arrange [GROUP]", action: canvas::arrange },
    Verb { name: "bend", usage: "bend NODE[/ENTRY] NODE [as CONNECTION] through X,Y ...", action: lines::bend },
    Verb { name: "collapse", usage: "collapse GROUP", action: canvas::collapse },
    Verb { name: "color", usage: "color GROUP accent|green|amber|red|violet|grey", action: canvas::color },
    Verb {
        name: "condition",
        usage: "condition NAME TEST  (TEST: Stage = prod | test, not NAME, NAME and NAME, ...)",
        action: conditions::condition,
    },
    Verb { name: "connect", usage: "connect NODE[/ENTRY] NODE [as CONNECTION] [FIELD=VALUE ...] [END=NODE ...]", action: lines::connect },
    Verb { name: "dashboard", usage: "dashboard on|off", action: stack::dashboard },
    Verb { name: "describe", usage: "describe TEXT", action: stack::describe },
    Verb { name: "disconnect", usage: "disconnect NODE[/ENTRY] NODE [as CONNECTION]", action: lines::disconnect },
    Verb {
        name: "env",
        usage: "env NAME [region=...] [profile=...] [account=...] [stack=...] [bucket=...] [parameter.NAME=...] [tag.KEY=...]",
        action: stack::environment,
    },
    Verb { name: "expand", usage: "expand GROUP", action: canvas::expand },
    Verb { name: "frame", usage: "frame GROUP X Y WIDTH HEIGHT", action: canvas::frame },
    Verb { name: "group", usage: "group NAME NODE ...", action: canvas::group },
    Verb { name: "lead", usage: "lead NODE[/ENTRY] NODE [as CONNECTION] to|from NODE[/ENTRY]", action: lines::lead },
    Verb { name: "lock", usage: "lock NODE|GROUP|NOTE ...", action: canvas::lock },
    Verb { name: "move", usage: "move NODE|GROUP X Y", action: canvas::move_to },
    Verb { name: "note", usage: "note TEXT [X Y [WIDTH HEIGHT]]", action: canvas::note },
    Verb { name: "only", usage: "only NODE|CONNECTION ... in CONDITION|ENVIRONMENT", action: conditions::only },
    Verb {
        name: "output",
        usage: "output NAME VALUE [description=TEXT] [export=NAME]  (VALUE: Orders.Arn, !Ref, !GetAtt, !Sub or text)",
        action: stack::output,
    },
    Verb {
        name: "override",
        usage: "override NODE RESOURCE.PATH=VALUE | NODE RESOURCE.PATH  (without a value it is removed; RESOURCE: Resource, a part such as Role, or a logical ID)",
        action: stack::override_,
    },
    Verb {
        name: "param",
        usage: "param NAME [type=...] [default=...] [description=...] [values=A,B] [pattern=...] [no_echo=true]",
        action: stack::parameter,
    },
    Verb { name: "remove", usage: "remove NODE | NODE/ENTRY | GROUP | NOTE", action: nodes::remove },
    Verb { name: "rename", usage: "rename NODE|GROUP NAME", action: nodes::rename },
    Verb { name: "repeat", usage: "repeat COUNT LINE  (# in the line becomes 1, 2, ...)", action: repeat },
    Verb { name: "set", usage: "set NODE[/ENTRY].FIELD=VALUE ...  (or CONNECTION.FIELD=VALUE)", action: nodes::set },
    Verb { name: "severity", usage: "severity CODE error|warning|advice|off|default", action: stack::severity },
    Verb { name: "shift", usage: "shift WORKFLOW/STATE up|down  (or after|before|into STATE[/PART])", action: states::shift },
    Verb { name: "stack", usage: "stack NODE|NOTE front|forward|backward|back", action: canvas::stack },
    Verb { name: "step", usage: "step WORKFLOW TYPE NAME after|before|into STATE[/PART]  (PART counts from 1)", action: states::step },
    Verb { name: "straighten", usage: "straighten NODE[/ENTRY] NODE [as CONNECTION]", action: lines::straighten },
    Verb { name: "suppress", usage: "suppress CODE NODE|CONNECTION|design because TEXT", action: stack::suppress },
    Verb { name: "tag", usage: "tag KEY=VALUE ...", action: stack::tag },
    Verb { name: "uncondition", usage: "uncondition NAME ...", action: conditions::uncondition },
    Verb { name: "ungroup", usage: "ungroup GROUP", action: canvas::ungroup },
    Verb { name: "unlock", usage: "unlock NODE|GROUP|NOTE ...", action: canvas::unlock },
    Verb { name: "unoutput", usage: "unoutput NAME ...", action: stack::unoutput },
    Verb { name: "unset", usage: "unset NODE[/ENTRY].FIELD ...", action: nodes::unset },
    Verb { name: "unsuppress", usage: "unsuppress CODE NODE|CONNECTION|design", action: stack::unsuppress },
    Verb { name: "untag", usage: "untag KEY ...", action: stack::untag },
];

/// What `stackdraft edit --help` says of scripts.
pub const HELP: &str = "\
Script lines:
  add queue Orders fifo=true                     a node; its fields as in `stackdraft explain queue`
  route \"Orders API\" \"POST /orders\"              an entry: route, rule, state, event, client, trigger, alarm
  rule \"Shop events\" \"Order placed\" pattern={\"source\": [\"shop\"]}
  alarm Worker errors threshold=5                an alarm of a node; `connect Worker Alerts as function_alarms_topic` leads
                                                 all of them to a topic or a function
  connect Orders Worker batch_size=5             a line; `as KIND` where there are several
  connect \"Orders API\"/\"POST /orders\" Worker     a line from an entry
  connect Events Worker dead_letters=Failed      a line with a further end
  connect Orders Ledger through function         a new node between, where no line leads directly
  connect Worker Alerts as function_alarms_topic  where all alarms of a node are told
  set Worker.timeout=30s Worker.memory=1024      fields; unset Worker.timeout brings the default back
  set Worker.environment={\"STAGE\": {\"$parameter\": \"Stage\"}}
  rename Orders \"Incoming orders\"                what readers see; the logical ID stays
  remove Worker                                  a node with its lines; also NODE/ENTRY, a group, a note
  disconnect Orders Worker
  lead Orders Worker to Archiver                 an end of a line elsewhere; also from
  bend Orders Worker through 300,40 300,200       corners of a line; straighten Orders Worker takes them away
  param Stage default=dev                        a parameter; in fields: !Ref Stage
  env prod region=eu-west-1 account=123456789012 stack=shop-prod
  condition InProduction Stage = prod            a test of parameters; also !=, a | b, and, or, not, (...)
  only Worker in InProduction                    it and all it adds are there only where the condition holds
  only Worker in prod                            only in an environment; always Worker takes it back
  tag team=orders
  dashboard on                                   a CloudWatch dashboard of everything there is to measure
  suppress REL001 Orders because \"drained by hand\"
  severity SEC003 off
  step Ship Choice \"In stock\" after \"Look up\"      a state: Task, Choice, Parallel, Map, Wait, Pass, Succeed, Fail
  shift Ship/Pack up                               a state on its way; also after, before, into STATE[/PART]
  set Ship/Pack.retry=[{\"errors\": [\"States.ALL\"]}] Ship/Pack.next=Send   a state's fields; rename Ship/Pack NAME
  override Orders Resource.Properties.KmsMasterKeyId=alias/mine
  override Orders Resource.Properties.Tags       without a value it is left out of the template
  group Billing Orders Worker
  frame Billing 96 40 480 240                    where a group's frame stands and how big it is
  collapse Billing                               one card instead of what is in it; expand Billing opens it
  color Billing green                            accent, green, amber, red, violet or grey
  lock Billing                                   it is not moved or removed until unlock Billing
  stack Orders front                             above what it overlaps; also forward, backward, back
  note \"Payments are settled at night\" 400 80
  move Orders 120 80
  arrange                                        the whole design; arrange Billing only what is in that group
  repeat 3 add queue Shard-#                       a line several times, # counting
Words with spaces stand in quotes; lines that begin with # are comments.

Examples:
  stackdraft edit shop.stackdraft.json --script changes.txt
  echo 'add table Orders' | stackdraft edit shop.stackdraft.json";

/// Carries out a whole script; how many lines did something.
pub fn run(script: &str, draft: &mut Draft<'_>) -> Result<usize, Fault> {
    let mut done = 0;
    let mut pending = String::new();
    let mut begun = 1;
    for (index, text) in script.lines().enumerate() {
        if pending.is_empty() {
            begun = index + 1;
            if text.trim().is_empty() || text.trim_start().starts_with('#') {
                continue;
            }
        } else {
            pending.push('\n');
        }
        pending.push_str(text);
        match words::split(&pending) {
            // JSON and texts in quotes may go on over several lines.
            Err(words::Unfinished::Braces | words::Unfinished::Quote) if index + 1 < script.lines().count() => continue,
            Err(unfinished) => return Err(Fault { line: begun, problem: Problem::new(unfinished.message()) }),
            Ok(words) => line(&words, draft).map_err(|problem| Fault { line: begun, problem })?,
        }
        pending.clear();
        done += 1;
    }
    Ok(done)
}

fn line(words: &[Word], draft: &mut Draft<'_>) -> Result<(), Problem> {
    let Some((verb, rest)) = words.split_first() else { return Ok(()) };
    let name = verb.text();
    if let Some(known) = VERBS.iter().find(|v| v.name == name) {
        return (known.action)(rest, draft).map_err(|problem| match problem.hint {
            Some(_) => problem,
            None => Problem { hint: Some(format!("usage: {}", known.usage)), ..problem },
        });
    }
    let facets = draft.registry().services.iter().flat_map(|s| s.spec().facets);
    if facets.into_iter().any(|f| f.entry == name) {
        return nodes::entry(&name, rest, draft);
    }
    let known: Vec<&str> = VERBS.iter().map(|v| v.name).collect();
    Err(Problem::with_hint(
        format!("there is no `{name}`"),
        format!("a line begins with one of {}, or with route, rule, state, event, client, trigger, alarm", known.join(", ")),
    ))
}

/// `repeat COUNT LINE`
fn repeat(words: &[Word], draft: &mut Draft<'_>) -> Result<(), Problem> {
    let [count, rest @ ..] = words else { return Err(Problem::new("a count and a line are needed")) };
    let count: usize = count.text().parse().map_err(|_| Problem::new(format!("`{}` is no count", count.text())))?;
    if count > 10_000 {
        return Err(Problem::new("a line is repeated at most 10,000 times"));
    }
    (1..=count).try_for_each(|number| {
        let numbered: Vec<Word> = rest.iter().map(|word| word.replace('#', &number.to_string())).collect();
        line(&numbered, draft)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::REGISTRY;
    use crate::design::Design;

    fn edited(script: &str) -> Result<Design, String> {
        let design = Design::new("test");
        let mut draft = Draft::new(&design, &REGISTRY);
        run(script, &mut draft).map_err(|f| format!("{}: {}", f.line, f.problem.message))?;
        Ok(draft.design().clone())
    }

    #[test]
    fn verbs_are_sorted() {
        assert!(VERBS.is_sorted_by_key(|v| v.name));
    }

    #[test]
    fn a_script_makes_a_design() {
        let design = edited(
            "# comment\nadd queue Orders visibility_timeout=2min\nadd function \"Order worker\"\nadd queue Failed\nconnect Orders \"Order worker\" batch_size=5\nconnect Orders Failed max_receives=3\nset \"Order worker\".environment={\"A\": \"b c\",\n \"D\": {\"$parameter\": \"Stage\"}}\nparam Stage default=dev\n",
        )
        .unwrap();
        assert_eq!(design.nodes.len(), 3);
        assert_eq!(design.connections.len(), 2);
        assert_eq!(design.connections["orders-to-order-worker"].fields["batch_size"].0, 5);
        assert_eq!(design.nodes["queue-orders"].fields["visibility_timeout"].0, 120);
        assert_eq!(design.nodes["function-order-worker"].fields["environment"].0["A"], "b c");
    }

    #[test]
    fn frames_and_notes_take_a_place_and_a_size() {
        let design = edited("add queue A\ngroup Billing A\nframe Billing 96 40 480 240\nnote \"At night\" 8 16 240 64").unwrap();
        let group = design.groups.values().next().unwrap();
        assert_eq!((group.at.x, group.at.y, group.size.width, group.size.height), (96.0, 40.0, 480.0, 240.0));
        let note = design.notes.values().next().unwrap();
        assert_eq!((note.at.x, note.size.width, note.size.height), (8.0, 240.0, 64.0));
        assert!(edited("frame Nothing 0 0 1 1").unwrap_err().contains("no group"));
        let written = edited("note \"# At night\n- paid\" 0 0").unwrap();
        assert_eq!(written.notes.values().next().unwrap().text, "# At night\n- paid");
        assert!(edited("add queue A\nnote \"open\nadd queue B").unwrap_err().starts_with("2: a quote is not closed"));
        assert!(edited("note A 0 0 0 8").unwrap_err().contains("at least 1"));
    }

    #[test]
    fn a_line_is_led_elsewhere() {
        let design =
            edited("add queue A\nadd queue B\nadd function F\nadd function G\nconnect A F batch_size=5\nlead A F to G\nlead A G from B")
                .unwrap();
        let line = design.connections.values().next().unwrap();
        assert_eq!((line.source.as_str(), line.target.as_str(), &line.fields["batch_size"].0), ("queue-b", "function-g", &5.into()));
        assert!(edited("add queue A\nadd function F\nconnect A F\nlead A F over F").unwrap_err().contains("neither"));
    }

    #[test]
    fn things_are_put_under_conditions() {
        let design = edited(
            "param Stage default=dev\nadd queue A\nadd function F\nconnect A F\ncondition InProd Stage = prod\nonly A \"A -> F\" in InProd\nalways \"A -> F\"",
        )
        .unwrap();
        assert_eq!(design.nodes["queue-a"].condition.as_deref(), Some("InProd"));
        assert_eq!(design.connections.values().next().unwrap().condition, None);
        assert_eq!(design.conditions["InProd"].to_string(), "Stage = prod");
        assert!(edited("add queue A\nonly A in Nowhere").unwrap_err().contains("no condition `Nowhere`"));
        assert!(edited("condition A-B Stage = x").unwrap_err().contains("letters and digits"));
        assert!(edited("condition A Stage =").unwrap_err().contains("compared with nothing"));
    }

    #[test]
    fn only_in_an_environment_makes_what_tells_them_apart() {
        let design = edited("env dev\nenv prod region=eu-west-1\nadd queue A\nadd queue B\nonly A B in prod").unwrap();
        assert_eq!(design.conditions["InProd"].to_string(), "Environment = prod");
        assert_eq!(design.nodes["queue-b"].condition.as_deref(), Some("InProd"));
        assert_eq!(design.parameters["Environment"].allowed_values, ["dev", "prod"]);
        assert_eq!(design.environments["dev"].parameters["Environment"], "dev");
        let design = edited("param Stage\nenv dev parameter.Stage=d\nenv prod parameter.Stage=p\nadd queue A\nonly A in dev").unwrap();
        assert_eq!(design.conditions["InDev"].to_string(), "Stage = d");
        let design = edited("env dev\nadd queue A\nonly A in dev\nuncondition InDev").unwrap();
        assert_eq!((design.conditions.len(), design.nodes["queue-a"].condition.as_deref()), (0, None));
    }

    #[test]
    fn what_is_refused_says_where_and_why() {
        assert_eq!(edited("add queue A\nadd queue B\nset A.delay=2h").unwrap_err(), "3: Delay must be from 0 s to 15 min");
        assert_eq!(
            edited("add queue A\nadd table T\nconnect A T").unwrap_err(),
            "3: A queue cannot write to a table; put a function between."
        );
        assert!(edited("add queue A fifo=true\nadd queue B\nconnect A B as queue_moves_dead_letters").unwrap_err().contains("FIFO"));
        assert!(edited("env dev region=eastwest").unwrap_err().contains("a region such as eu-west-1"));
        assert!(edited("tag aws:x=1").unwrap_err().contains("belong to AWS"));
        assert!(edited("frobnicate").unwrap_err().contains("there is no `frobnicate`"));
        assert!(edited("set Nobody.x=1").unwrap_err().contains("Nobody"));
    }
}
