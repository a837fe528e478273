//! Who deploys and where to: credentials and region, resolved before anything else is asked.

use std::time::Duration;

use aws_config::timeout::TimeoutConfig;
use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_credential_types::provider::ProvideCredentials as _;
use aws_smithy_http_client::tls::{Provider, rustls_provider::CryptoMode};

use super::aws::Aws;
use super::aws_error::{credentials_error, unreached};
use super::cloud::{Cloud as _, Identity};
use super::error::{Error, Kind, Result};
use super::profiles;
use super::progress::Destination;
use super::target::Target;

/// Signs in for a target and makes sure of the account.
pub(crate) async fn sign_in(target: &Target) -> Result<(Aws, Destination)> {
    let profile = target.profile.clone().or_else(|| set_variable("AWS_PROFILE"));
    if let Some(profile) = &profile {
        profiles::require(profile).await?;
    }
    let config = load(target).await;
    let Some(region) = config.region().map(ToString::to_string) else {
        return Err(Error::new(
            Kind::RegionMissing,
            format!("No region: the environment \"{}\" names none, nor does the shell or the profile.", target.environment),
        )
        .hint("Set it in the environment.")
        .in_terminal(format!(
            "Set it by this line of `stackdraft edit`: env {} region=eu-west-1, or for this shell: export AWS_REGION=eu-west-1",
            target.environment
        )));
    };
    let endpoint = endpoint(&config);
    for address in endpoint.iter().cloned().chain(ENDPOINTS.iter().filter_map(|name| set_variable(name))) {
        check_address(&address)?;
    }
    let profile = profile.unwrap_or_else(|| "default".to_owned());
    let Some(provider) = config.credentials_provider() else {
        return Err(Error::new(Kind::CredentialsMissing, "No AWS credentials were found.")
            .hint("Sign in with `aws configure sso` or `aws configure`."));
    };
    provider.provide_credentials().await.map_err(|error| credentials_error(&error, &profile))?;

    let cloud = Aws::new(&config, region.clone(), endpoint.clone());
    let identity = cloud.identity().await.map_err(|error| unreached(error, &target.environment, &region, endpoint.as_deref()))?;
    check_account(target, &identity)?;
    let destination = Destination { identity, region, stack_name: target.stack_name.clone(), endpoint };
    Ok((cloud, destination))
}

async fn load(target: &Target) -> SdkConfig {
    let http_client = aws_smithy_http_client::Builder::new().tls_provider(Provider::Rustls(CryptoMode::Ring)).build_https();
    let timeouts =
        TimeoutConfig::builder().connect_timeout(Duration::from_secs(10)).operation_attempt_timeout(Duration::from_mins(1)).build();
    let mut loader = aws_config::defaults(BehaviorVersion::latest()).http_client(http_client).timeout_config(timeouts);
    if let Some(profile) = &target.profile {
        loader = loader.profile_name(profile);
    }
    if let Some(region) = &target.region {
        loader = loader.region(Region::new(region.clone()));
    }
    loader.load().await
}

/// Where requests go instead of AWS, if they do.
fn endpoint(config: &SdkConfig) -> Option<String> {
    config.endpoint_url().map(str::to_owned).or_else(|| set_variable("AWS_ENDPOINT_URL_CLOUDFORMATION"))
}

/// The variables that lead requests somewhere else.
const ENDPOINTS: [&str; 4] = ["AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_CLOUDFORMATION", "AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL_STS"];

/// The SDK would say so in the words of its own inside.
fn check_address(address: &str) -> Result<()> {
    let host = ["http://", "https://"].iter().find_map(|scheme| address.strip_prefix(scheme)).and_then(|rest| rest.split('/').next());
    if host.is_some_and(|host| !host.is_empty() && !host.contains(char::is_whitespace)) {
        return Ok(());
    }
    Err(Error::new(Kind::BadTarget, format!("\"{address}\" stands in for AWS, and is no address of a server."))
        .hint("Name one, such as: export AWS_ENDPOINT_URL=http://127.0.0.1:4566, or go to AWS itself: unset AWS_ENDPOINT_URL"))
}

fn set_variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

fn check_account(target: &Target, identity: &Identity) -> Result<()> {
    match &target.account {
        Some(account) if *account != identity.account => Err(Error::new(
            Kind::WrongAccount,
            format!(
                "The environment \"{}\" belongs to account {account}; these credentials are for {} ({}).",
                target.environment, identity.account, identity.arn
            ),
        )
        .hint("Use the profile of that account, or change the environment's account if that is meant.")),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_address_is_refused() {
        for good in ["http://127.0.0.1:4566", "https://aws.example/here"] {
            assert_eq!(check_address(good), Ok(()), "{good}");
        }
        for bad in ["nonsense", "127.0.0.1:4566", "http://", "http:///x"] {
            assert_eq!(check_address(bad).unwrap_err().kind, Kind::BadTarget, "{bad}");
        }
    }

    #[test]
    fn another_account_is_refused() {
        let identity = Identity { account: "111111111111".to_owned(), arn: "arn:aws:iam::111111111111:user/ann".to_owned() };
        let mut target = Target { environment: "prod".to_owned(), ..Target::default() };
        assert_eq!(check_account(&target, &identity), Ok(()));
        target.account = Some("111111111111".to_owned());
        assert_eq!(check_account(&target, &identity), Ok(()));
        target.account = Some("222222222222".to_owned());
        let error = check_account(&target, &identity).unwrap_err();
        assert_eq!(error.kind, Kind::WrongAccount);
        assert!(error.what.contains("222222222222") && error.what.contains("111111111111"));
    }
}
