//! The sample projects, part of the program.

/// A sample project.
#[derive(Debug)]
pub struct Sample {
    /// Its name, also that of its file.
    pub name: &'static str,
    /// The text of its file.
    pub text: &'static str,
}

/// The samples, the simplest first.
pub static SAMPLES: &[Sample] = &[];

/// The sample with this name.
#[must_use]
pub fn find(name: &str) -> Option<&'static Sample> {
    SAMPLES.iter().find(|s| s.name == name)
}
