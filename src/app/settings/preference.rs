//! The preferences: what each is called, what it may be, and what it does. The panel and the file are made from this table.

/// Something the user can prefer.
#[derive(Debug)]
pub struct Preference {
    /// The table of the settings file that it is in.
    pub table: &'static str,
    /// Its key in that table.
    pub key: &'static str,
    /// What the panel calls it.
    pub label: &'static str,
    /// What it does.
    pub help: &'static str,
    /// What it may be.
    pub range: Range,
}

/// What a preference may be.
#[derive(Debug)]
pub enum Range {
    /// On or off.
    Switch(bool),
    /// One of a few, each as the file and as the panel has it; the first where nothing is chosen.
    Choice(&'static [(&'static str, &'static str)]),
    /// A whole number.
    Number {
        /// The least.
        least: i64,
        /// The most.
        most: i64,
        /// Where nothing is chosen.
        default: i64,
        /// What is counted.
        unit: &'static str,
    },
}

/// What is preferred.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Held {
    /// On or off.
    Switch(bool),
    /// One of a few.
    Choice(&'static str),
    /// A number.
    Number(i64),
}

impl Preference {
    /// Its place in the file: `canvas.grid`.
    pub fn path(&self) -> String {
        format!("{}.{}", self.table, self.key)
    }

    /// What holds where nothing is chosen.
    pub fn default(&self) -> Held {
        match self.range {
            Range::Switch(on) => Held::Switch(on),
            Range::Choice(choices) => Held::Choice(choices.first().map_or("", |(id, _)| id)),
            Range::Number { default, .. } => Held::Number(default),
        }
    }

    /// What it has to be, completing “must be …”.
    pub fn demand(&self) -> String {
        match self.range {
            Range::Switch(_) => "true or false".to_owned(),
            Range::Choice(choices) => {
                let ids: Vec<String> = choices.iter().map(|(id, _)| format!("\"{id}\"")).collect();
                format!("one of {}", ids.join(", "))
            }
            Range::Number { least, most, .. } => format!("a whole number from {least} to {most}"),
        }
    }
}

/// Light, dark, or as the system has it.
pub static THEME: Preference = Preference {
    table: "appearance",
    key: "theme",
    label: "Theme",
    help: "Light, dark, or as the system has it.",
    range: Range::Choice(&[("system", "System"), ("light", "Light"), ("dark", "Dark")]),
};

/// How much room rows and buttons take.
pub static DENSITY: Preference = Preference {
    table: "appearance",
    key: "density",
    label: "Density",
    help: "How much room rows and buttons take.",
    range: Range::Choice(&[("comfortable", "Comfortable"), ("compact", "Compact")]),
};

/// How large everything is.
pub static TEXT_SIZE: Preference = Preference {
    table: "appearance",
    key: "text_size",
    label: "Text size",
    help: "The size of text in the panels. Everything grows with it, as far as the window has room.",
    range: Range::Number { least: 9, most: 24, default: 12, unit: "pt" },
};

/// Whether nothing moves by itself.
pub static REDUCED_MOTION: Preference = Preference {
    table: "appearance",
    key: "reduced_motion",
    label: "Reduced motion",
    help: "Nothing slides, fades or grows: what changes is there at once.",
    range: Range::Switch(false),
};

/// Whether the grid is drawn.
pub static GRID: Preference =
    Preference { table: "canvas", key: "grid", label: "Show the grid", help: "The dots behind the design.", range: Range::Switch(true) };

/// How far the points of the grid are apart.
pub static GRID_STEP: Preference = Preference {
    table: "canvas",
    key: "grid_step",
    label: "Grid step",
    help: "How far the places are apart where moved things come to rest.",
    range: Range::Number { least: 2, most: 64, default: 8, unit: "points" },
};

/// Whether moved things come to rest on the grid and beside their neighbours.
pub static SNAPPING: Preference = Preference {
    table: "canvas",
    key: "snapping",
    label: "Snap while moving",
    help: "Moved things come to rest on the grid and beside what they nearly align with. Alt while dragging does the opposite.",
    range: Range::Switch(true),
};

/// Whether changes are saved by themselves.
pub static AUTOSAVE: Preference = Preference {
    table: "files",
    key: "autosave",
    label: "Save by itself",
    help: "Designs that have a file are saved a few seconds after a change, and when the window loses the focus.",
    range: Range::Switch(false),
};

/// Whether the files of the last time are opened again.
pub static REOPEN: Preference = Preference {
    table: "files",
    key: "reopen",
    label: "Open the last files again",
    help: "A start without files opens those that were open last, and the window stands where it stood.",
    range: Range::Switch(true),
};

/// Every preference, in the order of the panel.
pub static PREFERENCES: &[&Preference] = &[&THEME, &DENSITY, &TEXT_SIZE, &REDUCED_MOTION, &GRID, &GRID_STEP, &SNAPPING, &AUTOSAVE, &REOPEN];
