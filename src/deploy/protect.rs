//! Termination protection, on or off.

use super::cloud::Cloud;
use super::error::Result;
use super::outcome::Outcome;
use super::progress::{Destination, Line};
use super::remove::missing;

/// Protects the stack against deletion, or lets go of that.
pub(crate) async fn protect(cloud: &impl Cloud, line: &Line, destination: &Destination, on: bool) -> Result<Outcome> {
    let name = destination.stack_name.as_str();
    let stack = line
        .persist(async || cloud.stack(name).await)
        .await?
        .filter(|stack| stack.status != "DELETE_COMPLETE")
        .ok_or_else(|| missing(name))?;
    if stack.protected != on {
        line.persist(async || cloud.protect(&stack.id, on).await).await?;
    }
    Ok(Outcome::Protected { on })
}
