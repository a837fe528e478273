//! Fields: the settings of nodes, entries and connections, as data the forms, the checks and the help are made from.

/// A setting: what it is, what it may be, and the template property it becomes.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// Its name in files and on the command line.
    pub id: &'static str,
    /// Its name in forms.
    pub label: &'static str,
    /// What it does, in a sentence or two.
    pub help: &'static str,
    /// What it may hold.
    pub kind: Kind,
    /// What a number counts.
    pub unit: Unit,
    /// What holds where nothing is set.
    pub default: Literal,
    /// A good value, for fields that have to be filled in.
    pub example: Literal,
    /// All of these must hold for the field to have a meaning.
    pub applies: &'static [When],
    /// Whether it has to be filled in where it applies.
    pub required: bool,
    /// Whether it decides which forms of resource, port and connection there are; always a literal.
    pub variant: bool,
    /// Whether a reference may take the place of its value.
    pub refers: Refers,
    /// Whether its value must not be shown.
    pub secret: bool,
    /// What changing it does to the deployed resource.
    pub change: Change,
    /// The property of the owner's main resource that it becomes, where it is as simple as that; dots lead inwards.
    pub property: Option<&'static str>,
    /// The value CloudFormation assumes by itself, which is therefore not written.
    pub omitted_at: Literal,
}

/// What a field may hold.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    /// One line of text.
    Text(TextRule),
    /// Several lines of text.
    Lines,
    /// A whole number within bounds.
    Integer(i64, i64),
    /// A span of time within bounds, in the field's unit.
    Duration(i64, i64),
    /// An amount of memory within bounds, in the field's unit.
    Size(i64, i64),
    /// Yes or no.
    Switch,
    /// One of a few.
    Choice(&'static [Choice]),
    /// Any of a few, at least one.
    Several(&'static [Choice]),
    /// Names with values.
    KeyValues,
    /// Texts in an order.
    List(TextRule),
    /// Entries with fields of their own, in an order.
    Records(&'static [Field]),
    /// Any JSON.
    Json,
    /// An event pattern of EventBridge.
    EventPattern,
    /// A subscription filter policy of SNS.
    FilterPolicy,
    /// A schedule: `rate(…)`, `cron(…)` with six fields, or `at(…)`.
    Schedule,
    /// The name of a state of the same workflow.
    State(TextRule),
    /// A state machine in the Amazon States Language, its tasks naming their connections.
    StateMachine,
}

/// Whether a reference may take the place of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refers {
    /// As for others of its kind.
    ByKind,
    /// Never: the value decides what the template holds.
    Never,
    /// Always: the value stands in the template as it is, though it is one of a few.
    AsItStands,
}

/// What a text must look like.
#[derive(Clone, Copy, Debug)]
pub struct TextRule {
    /// Fewest characters.
    pub min: usize,
    /// Most characters.
    pub max: usize,
    /// The shape: a test and its description.
    pub shape: Option<Shape>,
}

/// A test of a text, and its description.
pub type Shape = (fn(&str) -> bool, &'static str);

impl TextRule {
    /// Any text of up to this many characters.
    pub const fn up_to(max: usize) -> Self {
        Self { min: 0, max, shape: None }
    }

    /// Text that passes the test; the description completes “must be …”.
    pub const fn shaped(max: usize, test: fn(&str) -> bool, description: &'static str) -> Self {
        Self { min: 1, max, shape: Some((test, description)) }
    }
}

/// One value of a choice.
#[derive(Clone, Copy, Debug)]
pub struct Choice {
    /// As files and the command line have it.
    pub id: &'static str,
    /// As forms show it.
    pub label: &'static str,
    /// Settings of the same owner that have to go with it.
    pub needs: &'static [(&'static str, Literal)],
}

/// A choice from its id and label.
pub const fn choice(id: &'static str, label: &'static str) -> Choice {
    Choice { id, label, needs: &[] }
}

/// A choice that other settings have to go with.
pub const fn choice_with(id: &'static str, label: &'static str, needs: &'static [(&'static str, Literal)]) -> Choice {
    Choice { id, label, needs }
}

/// What a number counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Nothing in particular.
    None,
    /// Seconds.
    Seconds,
    /// Minutes.
    Minutes,
    /// Hours.
    Hours,
    /// Days.
    Days,
    /// Bytes.
    Bytes,
    /// Kibibytes.
    Kibibytes,
    /// Mebibytes.
    Mebibytes,
    /// Requests per second.
    PerSecond,
    /// Percent.
    Percent,
}

/// A constant value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Literal {
    /// Nothing.
    None,
    /// True or false.
    Bool(bool),
    /// A whole number.
    Integer(i64),
    /// Text.
    Text(&'static str),
    /// Anything else, as JSON text.
    Json(&'static str),
}

/// What changing a field does to the deployed resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// Nothing is interrupted.
    Update,
    /// The resource pauses.
    Interruption,
    /// Another resource takes its place.
    Replacement,
}

/// A condition on another field of the same owner.
#[derive(Clone, Copy, Debug)]
pub struct When {
    /// The other field.
    pub field: &'static str,
    /// Its value must be one of these; any at all where there are none.
    pub is: &'static [Literal],
}

/// The field `field` is filled in.
pub const fn filled(field: &'static str) -> When {
    When { field, is: &[] }
}

/// The field `field` is on.
pub const fn on(field: &'static str) -> When {
    When { field, is: &[Literal::Bool(true)] }
}

/// The field `field` is off.
pub const fn off(field: &'static str) -> When {
    When { field, is: &[Literal::Bool(false)] }
}

/// The field `field` has one of these values.
pub const fn is(field: &'static str, is: &'static [Literal]) -> When {
    When { field, is }
}

impl Field {
    /// Whether a value that is known only when it is deployed means something: not where it decides what the template holds.
    pub fn takes_references(&self) -> bool {
        let named = || {
            matches!(self.kind, Kind::Switch | Kind::Choice(_) | Kind::Several(_) | Kind::KeyValues | Kind::Records(_) | Kind::StateMachine)
        };
        match self.refers {
            _ if self.variant => false,
            Refers::Never => false,
            Refers::AsItStands => true,
            Refers::ByKind => self.property.is_some() || !named(),
        }
    }

    const fn new(id: &'static str, label: &'static str, kind: Kind) -> Self {
        Self {
            id,
            label,
            help: "",
            kind,
            unit: Unit::None,
            default: Literal::None,
            example: Literal::None,
            applies: &[],
            required: false,
            variant: false,
            refers: Refers::ByKind,
            secret: false,
            change: Change::Update,
            property: None,
            omitted_at: Literal::None,
        }
    }

    /// A field of any kind.
    pub const fn of(id: &'static str, label: &'static str, kind: Kind) -> Self {
        Self::new(id, label, kind)
    }

    /// One line of text.
    pub const fn text(id: &'static str, label: &'static str, rule: TextRule) -> Self {
        Self::new(id, label, Kind::Text(rule))
    }

    /// A whole number within bounds.
    pub const fn integer(id: &'static str, label: &'static str, min: i64, max: i64) -> Self {
        Self::new(id, label, Kind::Integer(min, max))
    }

    /// A span of time within bounds.
    pub const fn duration(id: &'static str, label: &'static str, unit: Unit, min: i64, max: i64) -> Self {
        Self { unit, ..Self::new(id, label, Kind::Duration(min, max)) }
    }

    /// An amount of memory within bounds.
    pub const fn size(id: &'static str, label: &'static str, unit: Unit, min: i64, max: i64) -> Self {
        Self { unit, ..Self::new(id, label, Kind::Size(min, max)) }
    }

    /// Yes or no.
    pub const fn switch(id: &'static str, label: &'static str, default: bool) -> Self {
        Self { default: Literal::Bool(default), ..Self::new(id, label, Kind::Switch) }
    }

    /// One of a few; the first is the default.
    pub const fn choice(id: &'static str, label: &'static str, choices: &'static [Choice]) -> Self {
        Self { default: Literal::Text(choices[0].id), ..Self::new(id, label, Kind::Choice(choices)) }
    }

    /// Any of a few, at least one.
    pub const fn several(id: &'static str, label: &'static str, choices: &'static [Choice]) -> Self {
        Self::new(id, label, Kind::Several(choices))
    }

    /// What it does, in a sentence or two.
    pub const fn help(self, help: &'static str) -> Self {
        Self { help, ..self }
    }

    /// What a number counts.
    pub const fn unit(self, unit: Unit) -> Self {
        Self { unit, ..self }
    }

    /// What holds where nothing is set.
    pub const fn default(self, default: Literal) -> Self {
        Self { default, ..self }
    }

    /// Where the field has a meaning.
    pub const fn applies(self, applies: &'static [When]) -> Self {
        Self { applies, ..self }
    }

    /// It has to be filled in where it applies; the example is a good value.
    pub const fn required(self, example: Literal) -> Self {
        Self { required: true, example, ..self }
    }

    /// A good value for a field that may stay empty.
    pub const fn example(self, example: Literal) -> Self {
        Self { example, ..self }
    }

    /// It decides which forms of resource there are.
    pub const fn variant(self) -> Self {
        Self { variant: true, ..self }
    }

    /// Its value decides what the template holds, so that it takes no references.
    pub const fn decides(self) -> Self {
        Self { refers: Refers::Never, ..self }
    }

    /// Its value stands in the template as it is, so that a reference may take its place.
    pub const fn stands(self) -> Self {
        Self { refers: Refers::AsItStands, ..self }
    }

    /// Its value must not be shown.
    pub const fn secret(self) -> Self {
        Self { secret: true, ..self }
    }

    /// Changing it replaces the resource.
    pub const fn replaces(self) -> Self {
        Self { change: Change::Replacement, ..self }
    }

    /// The property of the main resource that it becomes.
    pub const fn property(self, path: &'static str) -> Self {
        Self { property: Some(path), ..self }
    }

    /// The value CloudFormation assumes by itself.
    pub const fn omitted_at(self, value: Literal) -> Self {
        Self { omitted_at: value, ..self }
    }
}

impl Literal {
    /// The JSON it stands for; `None` where it is nothing.
    pub fn to_json(self) -> Option<serde_json::Value> {
        match self {
            Self::None => None,
            Self::Bool(b) => Some(b.into()),
            Self::Integer(n) => Some(n.into()),
            Self::Text(text) => Some(text.into()),
            Self::Json(text) => serde_json::from_str(text).ok(),
        }
    }
}

impl Unit {
    /// How it is written behind a number.
    pub const fn symbol(self) -> &'static str {
        match self {
            Self::None => "",
            Self::Seconds => "s",
            Self::Minutes => "min",
            Self::Hours => "h",
            Self::Days => "d",
            Self::Bytes => "B",
            Self::Kibibytes => "KiB",
            Self::Mebibytes => "MiB",
            Self::PerSecond => "/s",
            Self::Percent => "%",
        }
    }

    /// The unit's name in words, as forms show it behind a field.
    pub const fn name(self) -> &'static str {
        match self {
            Self::None => "",
            Self::Seconds => "seconds",
            Self::Minutes => "minutes",
            Self::Hours => "hours",
            Self::Days => "days",
            Self::Bytes => "bytes",
            Self::Kibibytes => "KiB",
            Self::Mebibytes => "MiB",
            Self::PerSecond => "per second",
            Self::Percent => "%",
        }
    }

    /// How many seconds (or bytes) one of it is.
    pub const fn factor(self) -> i64 {
        match self {
            Self::Minutes => 60,
            Self::Hours => 3_600,
            Self::Days => 86_400,
            Self::Kibibytes => 1_024,
            Self::Mebibytes => 1_048_576,
            Self::None | Self::Seconds | Self::Bytes | Self::PerSecond | Self::Percent => 1,
        }
    }
}
