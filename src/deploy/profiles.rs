//! The profiles of the shared config and credentials files.

use aws_config::profile::ProfileSet;
use aws_runtime::env_config::file::EnvConfigFiles;
use aws_types::os_shim_internal::{Env, Fs};

use super::error::{Error, Kind, Result};

/// A profile one can deploy with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProfileEntry {
    /// Its name in the files.
    pub name: String,
    /// Its region, if it names one.
    pub region: Option<String>,
    /// It signs in through single sign-on.
    pub is_sso: bool,
}

/// All profiles, by name; none where there are no files.
///
/// # Errors
/// If a file is there and cannot be read or understood.
pub fn profiles() -> Result<Vec<ProfileEntry>> {
    super::worker::block_on(async {
        let set = load().await?;
        let mut entries: Vec<ProfileEntry> = set
            .profiles()
            .filter_map(|name| set.get_profile(name))
            .map(|profile| ProfileEntry {
                name: profile.name().to_owned(),
                region: profile.get("region").map(str::to_owned),
                is_sso: profile.get("sso_session").or(profile.get("sso_start_url")).is_some(),
            })
            .collect();
        // The SDK gives them in random order.
        entries.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(entries)
    })?
}

async fn load() -> Result<ProfileSet> {
    aws_config::profile::load(&Fs::real(), &Env::real(), &EnvConfigFiles::default(), None).await.map_err(|error| {
        Error::new(Kind::Local, format!("The shared AWS files cannot be read: {}", super::aws_error::chain(&error)))
            .hint("Look at ~/.aws/config and ~/.aws/credentials, or the files AWS_CONFIG_FILE and AWS_SHARED_CREDENTIALS_FILE name.")
    })
}

/// Makes sure that the profile about to be used is in the files: the SDK would quietly look elsewhere.
pub(crate) async fn require(name: &str) -> Result<()> {
    let set = load().await?;
    if set.get_profile(name).is_some() {
        return Ok(());
    }
    let mut known: Vec<&str> = set.profiles().collect();
    known.sort_unstable();
    let known = if known.is_empty() { "There is none at all.".to_owned() } else { format!("There are: {}.", known.join(", ")) };
    Err(Error::new(Kind::ProfileMissing, format!("The shared AWS files have no profile \"{name}\". {known}"))
        .hint(format!("Make it: aws configure sso --profile {name}")))
}
