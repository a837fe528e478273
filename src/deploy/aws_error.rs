//! The SDK's errors in our words.
//!
//! Credential errors have no code: their texts are all there is to go by, so the whole chain of sources is read.

use std::error::Error as StdError;

use aws_sdk_cloudformation::error::{ProvideErrorMetadata, SdkError};

use super::error::{Error, Kind};

/// An error and all its causes, in one line.
pub(crate) fn chain(error: &(dyn StdError + 'static)) -> String {
    let mut parts: Vec<String> = Vec::new();
    let mut next = Some(error);
    while let Some(error) = next {
        let text = error.to_string();
        if !parts.iter().any(|part| part.contains(&text)) {
            parts.push(text);
        }
        next = error.source();
    }
    parts.join(": ")
}

/// What kept the SDK from finding credentials.
pub(crate) fn credentials_error(error: &(dyn StdError + 'static), profile: &str) -> Error {
    let text = chain(error);
    let lower = text.to_lowercase();
    let is_sso = lower.contains("sso") || lower.contains("login session");
    if is_sso && (lower.contains("token") || lower.contains("expired") || lower.contains("session")) {
        return Error::new(
            Kind::CredentialsExpired,
            format!("The single sign-on session of the profile \"{profile}\" has expired, or was never begun."),
        )
        .hint(format!("Sign in: aws sso login --profile {profile}"));
    }
    if lower.contains("expired") {
        return expired();
    }
    if lower.contains("timed out") || lower.contains("dispatch failure") {
        let from = plain(&text);
        return Error::new(
            Kind::Unreachable,
            format!("No answer from where the credentials of the profile \"{profile}\" come from: {from}"),
        )
        .hint(format!("Check the network and the profile's region, and try them: aws sts get-caller-identity --profile {profile}"));
    }
    if lower.contains("no providers in chain") || lower.contains("not enabled") || lower.contains("not loaded") {
        return Error::new(
            Kind::CredentialsMissing,
            "No AWS credentials were found: not in the environment's profile, nor the shell, nor this machine.",
        )
        .hint(format!("{SIGN_IN}, or name a profile in the environment."))
        .in_terminal(format!(
            "{SIGN_IN}, or name a profile in the environment by this line of `stackdraft edit`: env NAME profile=PROFILE"
        ));
    }
    Error::new(Kind::CredentialsMissing, format!("The credentials of the profile \"{profile}\" cannot be used: {text}"))
        .hint(format!("Try them: aws sts get-caller-identity --profile {profile}"))
}

/// Why nobody answered, without the SDK's inside.
fn plain(text: &str) -> String {
    let lower = text.to_lowercase();
    let known = [
        ("dns error", NO_NAME),
        ("failed to lookup address", NO_NAME),
        ("connection refused", "the connection was refused"),
        ("connection reset", "the connection was broken off"),
        ("network is unreachable", "this machine has no way there"),
        ("certificate", "the certificate that answered is not to be trusted"),
        ("timed out", "nothing answered in time"),
    ];
    let found = known.iter().find(|(words, _)| lower.contains(words)).map(|(_, sentence)| (*sentence).to_owned());
    // What the SDK prints of a request is for its own authors.
    found.unwrap_or_else(|| text.split(" Request {").next().unwrap_or_default().split("SdkBody").next().unwrap_or_default().to_owned())
}

/// How credentials come to this machine.
const SIGN_IN: &str = "Sign in with `aws configure sso` (a company's access portal) or `aws configure` (access keys)";

/// How it is said that a name leads to no machine.
const NO_NAME: &str = "no machine has that name";

/// An error of the first request in the light of where it went: a region that is none has no address, and what stands in for AWS may not run.
pub(crate) fn unreached(error: Error, environment: &str, region: &str, endpoint: Option<&str>) -> Error {
    if error.kind != Kind::Unreachable {
        return error;
    }
    if let Some(endpoint) = endpoint {
        let why = error.what.trim_start_matches("AWS cannot be reached: ").trim_end_matches('.');
        return Error::new(Kind::Unreachable, format!("{endpoint}, which stands in for AWS, cannot be reached: {why}."))
            .hint("Start what is to answer there, or go to AWS itself: unset AWS_ENDPOINT_URL (or the profile's endpoint_url).");
    }
    if !error.what.contains(NO_NAME) {
        return error;
    }
    Error::new(Kind::RegionUnknown, format!("AWS has no address in the region \"{region}\": there is no such region, or this machine has no network."))
        .hint("The regions are listed by `aws account list-regions`; set one in the environment.")
        .in_terminal(format!(
            "The regions are listed by `aws account list-regions`; set one by this line of `stackdraft edit`: env {environment} region=eu-west-1"
        ))
}

fn expired() -> Error {
    Error::new(Kind::CredentialsExpired, "The AWS session has expired.")
        .hint("Sign in again: aws sso login, or renew the keys this shell was given.")
}

/// What came of a request instead of its answer.
#[expect(clippy::needless_pass_by_value, reason = "map_err gives the value")]
pub(crate) fn request_error<E, R>(error: SdkError<E, R>) -> Error
where
    E: ProvideErrorMetadata + StdError + 'static,
    R: std::fmt::Debug + 'static,
{
    match &error {
        SdkError::ServiceError(service) => {
            let meta = service.err();
            let code = meta.code().unwrap_or("");
            let message = meta.message().unwrap_or("");
            if code.is_empty() && message.is_empty() {
                return Error::new(Kind::Unavailable, "AWS answered with an error and did not say which.");
            }
            service_error(code, message)
        }
        SdkError::TimeoutError(_) => Error::new(Kind::Unreachable, "AWS did not answer in time."),
        SdkError::ResponseError(_) => Error::new(Kind::Unreachable, "The connection broke before AWS had answered."),
        _ => {
            let text = chain(&error);
            if text.to_lowercase().contains("credential") {
                return credentials_error(&error, "in use");
            }
            Error::new(Kind::Unreachable, format!("AWS cannot be reached: {}.", plain(&text)))
                .hint("Check the network, the region's name, and AWS_ENDPOINT_URL if it is set.")
        }
    }
}

/// What a service means by code and message.
pub(crate) fn service_error(code: &str, message: &str) -> Error {
    let said = |kind| Error::new(kind, if message.is_empty() { code.to_owned() } else { message.to_owned() });
    match code {
        "Throttling" | "ThrottlingException" | "RequestLimitExceeded" | "TooManyRequestsException" | "SlowDown" | "RequestThrottled" => {
            Error::new(Kind::Throttled, "AWS asks for fewer requests.")
        }
        "InternalFailure" | "InternalError" | "ServiceUnavailable" | "ServiceUnavailableException" | "ServiceFailure" => {
            Error::new(Kind::Unavailable, format!("AWS has a problem of its own: {code}"))
        }
        "ExpiredToken" | "ExpiredTokenException" | "TokenRefreshRequired" => expired(),
        "RequestTimeTooSkewed" | "RequestExpired" => clock_wrong(),
        "SignatureDoesNotMatch" | "InvalidSignatureException"
            if message.contains("Signature expired") || message.contains("not yet current") =>
        {
            clock_wrong()
        }
        "SignatureDoesNotMatch"
        | "InvalidSignatureException"
        | "InvalidClientTokenId"
        | "UnrecognizedClientException"
        | "InvalidAccessKeyId"
        | "AuthFailure" => Error::new(Kind::CredentialsRefused, format!("AWS does not accept these credentials: {message}"))
            .hint("Check the keys, and that the region is enabled for the account: aws sts get-caller-identity"),
        "AccessDenied" | "AccessDeniedException" | "UnauthorizedOperation" | "AuthorizationError" => {
            said(Kind::PermissionDenied).hint("Give the user or role the permission named, or deploy with another profile.")
        }
        "AlreadyExistsException" => said(Kind::AlreadyExists),
        "InvalidChangeSetStatus" => said(Kind::ChangeSetSpent),
        "ChangeSetNotFound" | "ChangeSetNotFoundException" => said(Kind::ChangeSetMissing),
        "LimitExceededException" => said(Kind::Quota).hint("Delete what is no longer needed, or ask for more under Service Quotas."),
        "ValidationError" if message.contains("does not exist") => said(Kind::StackMissing),
        "ValidationError" if message.contains("_IN_PROGRESS state") => {
            let typed = "Watch it with `stackdraft events`, and deploy when it has ended.";
            said(Kind::StackBusy).hint("Watch what is under way, and deploy when it has ended.").in_terminal(typed)
        }
        "ValidationError" if message.contains("Rate exceeded") => Error::new(Kind::Throttled, "AWS asks for fewer requests."),
        "InsufficientCapabilitiesException" | "InsufficientCapabilities" | "ValidationError" => said(Kind::TemplateRefused),
        _ => Error::new(Kind::Refused, format!("{code}: {message}")),
    }
}

fn clock_wrong() -> Error {
    Error::new(Kind::ClockWrong, "This machine's clock is off, and AWS refuses requests signed at the wrong time.")
        .hint("Set the clock: timedatectl set-ntp true")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, thiserror::Error)]
    #[error("{0}")]
    struct Link(&'static str, #[source] Option<Box<Link>>);

    #[test]
    fn credentials_errors_name_the_command_that_mends_them() {
        let sso = Link("an error occurred while loading credentials", Some(Box::new(Link("failed to load the cached SSO token", None))));
        let error = credentials_error(&sso, "dev");
        assert_eq!(error.kind, Kind::CredentialsExpired);
        assert_eq!(error.hint.as_deref(), Some("Sign in: aws sso login --profile dev"));

        let none =
            Link("the credential provider was not enabled", Some(Box::new(Link("no providers in chain provided credentials", None))));
        let error = credentials_error(&none, "default");
        assert_eq!(error.kind, Kind::CredentialsMissing);
        assert!(error.hint.unwrap_or_default().contains("aws configure sso"));

        let dispatch = Link("could not assume role", Some(Box::new(Link("dispatch failure", Some(Box::new(Link("dns error", None)))))));
        let error = credentials_error(&dispatch, "dev");
        assert_eq!(error.kind, Kind::Unreachable);
        assert!(error.what.ends_with("no machine has that name") && error.hint.unwrap_or_default().contains("--profile dev"));
    }

    #[test]
    fn where_nobody_answers_is_told_by_what_was_asked() {
        let refused = |why: &str| Error::new(Kind::Unreachable, format!("AWS cannot be reached: {}.", plain(why)));
        let error = unreached(refused("dispatch failure: io error: client error (Connect): dns error"), "dev", "us-fake-9", None);
        assert_eq!(error.kind, Kind::RegionUnknown);
        assert!(error.what.contains("us-fake-9") && error.in_terminal.unwrap_or_default().contains("env dev region="));
        let error =
            unreached(refused("tcp connect error: Connection refused (os error 111)"), "dev", "eu-west-1", Some("http://127.0.0.1:9"));
        assert_eq!(error.what, "http://127.0.0.1:9, which stands in for AWS, cannot be reached: the connection was refused.");
        assert!(error.hint.unwrap_or_default().contains("unset AWS_ENDPOINT_URL"));
        assert_eq!(plain("failed to construct Request { body: SdkBody { inner: .. } }"), "failed to construct");
    }

    #[test]
    fn codes_have_their_kinds() {
        let cases = [
            ("Throttling", "Rate exceeded", Kind::Throttled),
            ("ExpiredToken", "The security token included in the request is expired", Kind::CredentialsExpired),
            ("SignatureDoesNotMatch", "Signature expired: 2026 is now earlier than", Kind::ClockWrong),
            ("SignatureDoesNotMatch", "The request signature we calculated does not match", Kind::CredentialsRefused),
            ("AccessDenied", "User is not authorized to perform: cloudformation:CreateChangeSet", Kind::PermissionDenied),
            ("ValidationError", "Stack [x] does not exist", Kind::StackMissing),
            ("ValidationError", "Stack:arn is in UPDATE_IN_PROGRESS state and can not be updated.", Kind::StackBusy),
            ("ValidationError", "Template format error: unsupported structure.", Kind::TemplateRefused),
            ("InvalidChangeSetStatus", "x", Kind::ChangeSetSpent),
        ];
        for (code, message, kind) in cases {
            assert_eq!(service_error(code, message).kind, kind, "{code} {message}");
        }
    }
}
