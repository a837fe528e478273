//! The sample projects, part of the program.

/// A sample project.
#[derive(Debug)]
pub struct Sample {
    /// Its name, also that of its file.
    pub name: &'static str,
    /// The text of its file.
    pub text: &'static str,
}

macro_rules! sample {
    ($name:literal) => {
        Sample { name: $name, text: include_str!(concat!("../../sample-projects/", $name, ".stackdraft.json")) }
    };
}

/// The samples, the simplest first.
pub static SAMPLES: &[Sample] = &[
    sample!("sign-up-fanout"),
    sample!("user-registration"),
    sample!("image-pipeline"),
    sample!("storefront-api"),
    sample!("order-processing"),
    sample!("event-driven-retail"),
];

/// The sample with this name.
#[must_use]
pub fn find(name: &str) -> Option<&'static Sample> {
    SAMPLES.iter().find(|s| s.name == name)
}
