//! The settings of user pools, of their clients and of their triggers.

use crate::catalog::alarm::{self, Preset};
use crate::catalog::field::{Choice, Kind, TextRule, Unit, choice, is, on};
use crate::catalog::{Field, Literal};
use crate::services::deletion;

/// What users sign in with.
pub const SIGN_IN: Field = Field::choice(
    "sign_in",
    "Sign in with",
    &[
        choice("email", "E-mail address"),
        choice("username", "User name"),
        choice("username_or_email", "User name or e-mail address"),
        choice("phone", "Phone number"),
        choice("email_or_phone", "E-mail address or phone number"),
    ],
)
.variant()
.replaces()
.help("What users sign in with, in upper or lower case alike. Cognito cannot change it in a pool that exists: make another pool.");
/// Whether anybody may sign up.
pub const SELF_SIGN_UP: Field = Field::switch("self_sign_up", "Users sign up themselves", true)
    .help("Anybody may make an account. Off: only administrators make them, and users get a temporary password.");
/// Whether a second factor is asked for.
pub const MFA: Field =
    Field::choice("mfa", "Second factor", &[choice("OPTIONAL", "Optional"), choice("ON", "Required"), choice("OFF", "Off")])
        .property("MfaConfiguration")
        .help("A code besides the password: for users who set one up, for everybody, or for nobody.");
/// What the second factor is.
pub const FACTORS: Field = Field::choice(
    "factors",
    "Codes from",
    &[choice("app", "An authenticator app"), choice("sms", "Text messages"), choice("app_or_sms", "An authenticator app or text messages")],
)
.applies(&[is("mfa", &[Literal::Text("OPTIONAL"), Literal::Text("ON")])])
.help("Where users have the code from. Text messages cost by the message, can be intercepted, and need a phone number of each user.");
/// How long passwords are at least.
pub const PASSWORD_LENGTH: Field = Field::integer("password_length", "Password length", 6, 99)
    .default(Literal::Integer(12))
    .property("Policies.PasswordPolicy.MinimumLength")
    .help("The fewest characters of a password.");
/// What passwords are made of: lower case.
pub const PASSWORD_LOWERCASE: Field = Field::switch("password_lowercase", "Lower case letters in passwords", true)
    .property("Policies.PasswordPolicy.RequireLowercase")
    .help("Passwords have a lower case letter at least.");
/// What passwords are made of: upper case.
pub const PASSWORD_UPPERCASE: Field = Field::switch("password_uppercase", "Upper case letters in passwords", true)
    .property("Policies.PasswordPolicy.RequireUppercase")
    .help("Passwords have an upper case letter at least.");
/// What passwords are made of: digits.
pub const PASSWORD_NUMBERS: Field = Field::switch("password_numbers", "Digits in passwords", true)
    .property("Policies.PasswordPolicy.RequireNumbers")
    .help("Passwords have a digit at least.");
/// What passwords are made of: signs.
pub const PASSWORD_SYMBOLS: Field = Field::switch("password_symbols", "Special characters in passwords", true)
    .property("Policies.PasswordPolicy.RequireSymbols")
    .help("Passwords have a special character at least.");
/// How many earlier passwords are refused.
pub const PASSWORD_HISTORY: Field = Field::integer("password_history", "Remembered passwords", 1, 24)
    .applies(&[is("plan", &[Literal::Text("ESSENTIALS"), Literal::Text("PLUS")])])
    .property("Policies.PasswordPolicy.PasswordHistorySize")
    .example(Literal::Integer(5))
    .help("How many earlier passwords a user may not take again; none where it is empty.");
/// How long temporary passwords are good.
pub const TEMPORARY_PASSWORD: Field = Field::duration("temporary_password", "Temporary passwords", Unit::Days, 1, 365)
    .default(Literal::Integer(7))
    .property("Policies.PasswordPolicy.TemporaryPasswordValidityDays")
    .omitted_at(Literal::Integer(7))
    .help("How long a user who was made by an administrator has for the first sign-in.");
/// What is paid for.
pub const PLAN: Field =
    Field::choice("plan", "Feature plan", &[choice("ESSENTIALS", "Essentials"), choice("LITE", "Lite"), choice("PLUS", "Plus")])
        .property("UserPoolTier")
        .omitted_at(Literal::Text("ESSENTIALS"))
        .help("Lite costs least; Essentials changes access tokens by a trigger and remembers passwords; Plus adds threat protection.");
/// Whether suspicious sign-ins are stopped.
pub const THREAT_PROTECTION: Field = Field::choice(
    "threat_protection",
    "Threat protection",
    &[choice("ENFORCED", "Stops what looks like an attack"), choice("AUDIT", "Only records it"), choice("OFF", "Off")],
)
.applies(&[is("plan", &[Literal::Text("PLUS")])])
.property("UserPoolAddOns.AdvancedSecurityMode")
.help("What happens at sign-ins that look like somebody else's.");
/// Whether it refuses to be deleted.
pub const DELETION_PROTECTION: Field =
    Field::switch("deletion_protection", "Deletion protection", true).help("The pool refuses to be deleted until this is off.");
/// Where the sign-in pages are.
pub const HOSTED_DOMAIN: Field = Field::text(
    "hosted_domain",
    "Hosted domain",
    TextRule {
        min: 0,
        max: 63,
        shape: Some((is_domain_prefix, "lower case letters, digits and hyphens, without `aws`, `amazon` or `cognito`")),
    },
)
.replaces()
.example(Literal::Text("example-shop"))
.help("The first part of the address of Cognito's own sign-in pages, unique in the region. Empty: there are no such pages.");

fn is_domain_prefix(text: &str) -> bool {
    let plain = text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
    plain && !text.starts_with('-') && !text.ends_with('-') && !["aws", "amazon", "cognito"].iter().any(|word| text.contains(word))
}

/// What alarms can watch. AWS: Amazon Cognito Developer Guide, "User pool metrics in CloudWatch".
pub(super) const ALARMS: &[Preset; 3] = &[
    Preset::sum("sign_in_throttles", "Throttled sign-ins", "AWS/Cognito", "SignInThrottles", super::watched),
    Preset::sum("sign_up_throttles", "Throttled sign-ups", "AWS/Cognito", "SignUpThrottles", super::watched),
    Preset::sum("refresh_throttles", "Throttled token refreshes", "AWS/Cognito", "TokenRefreshThrottles", super::watched),
];
const ALARM_CHOICES: &[Choice] = &alarm::choices(ALARMS);
pub(super) const ALARM_FIELDS: &[Field] = &alarm::fields(ALARM_CHOICES);

/// The settings of a user pool.
pub const FIELDS: &[Field] = &[
    SIGN_IN,
    SELF_SIGN_UP,
    MFA,
    FACTORS,
    PASSWORD_LENGTH,
    PASSWORD_LOWERCASE,
    PASSWORD_UPPERCASE,
    PASSWORD_NUMBERS,
    PASSWORD_SYMBOLS,
    PASSWORD_HISTORY,
    TEMPORARY_PASSWORD,
    PLAN,
    THREAT_PROTECTION,
    DELETION_PROTECTION,
    deletion::KEPT,
    HOSTED_DOMAIN,
];

/// What a client is called.
pub const CLIENT_NAME: Field = Field::text(
    "name",
    "Name",
    TextRule::shaped(64, |t| t.chars().all(|c| c.is_alphanumeric() || " _+=,.@-".contains(c)), "letters, digits, spaces and _ + = , . @ -"),
)
.required(Literal::Text("Web"))
.help("The application that signs users in.");
/// Whether it has a secret.
pub const CLIENT_SECRET: Field = Field::switch("secret", "Client secret", false)
    .replaces()
    .property("GenerateSecret")
    .omitted_at(Literal::Bool(false))
    .help("For applications on a server, which can keep one; not for browsers and apps.");
/// Whether the password never leaves the client.
pub const CLIENT_SRP: Field =
    Field::switch("srp", "Secure remote password", true).help("Sign-in by a protocol in which the password itself is not sent.");
/// Whether the password may be sent.
pub const CLIENT_PASSWORD: Field = Field::switch("password", "User name and password", false)
    .help("Sign-in by sending the password itself, as migration triggers need it.");
/// Whether functions ask the questions.
pub const CLIENT_CUSTOM: Field = Field::switch("custom", "Challenges of your own", false)
    .help("Sign-in by challenges that the three challenge triggers make and check.");
/// Whether it uses the sign-in pages.
pub const CLIENT_HOSTED: Field = Field::switch("hosted", "Hosted sign-in", false)
    .help("Users sign in on Cognito's own pages, and the client gets an authorization code; the pool needs a hosted domain.");
/// Where users come back to.
pub const CLIENT_CALLBACKS: Field = Field::of("callback_urls", "Callback addresses", Kind::List(TextRule::up_to(1_024)))
    .applies(&[on("hosted")])
    .required(Literal::Json(r#"["https://shop.example.com/signed-in"]"#))
    .help("Where users may be sent after they have signed in.");
/// Where users come back to after signing out.
pub const CLIENT_LOGOUTS: Field = Field::of("logout_urls", "Sign-out addresses", Kind::List(TextRule::up_to(1_024)))
    .applies(&[on("hosted")])
    .example(Literal::Json(r#"["https://shop.example.com/"]"#))
    .help("Where users may be sent after they have signed out.");
/// What its tokens are good for.
pub const CLIENT_SCOPES: Field = Field::of("scopes", "Scopes", Kind::List(TextRule::up_to(256)))
    .default(Literal::Json(r#"["openid", "email"]"#))
    .applies(&[on("hosted")])
    .help("What the tokens of the sign-in pages are good for: openid, email, profile, phone, aws.cognito.signin.user.admin.");
/// How long access and identity tokens are good.
pub const CLIENT_TOKENS: Field = Field::duration("tokens", "Tokens valid for", Unit::Minutes, 5, 1_440)
    .default(Literal::Integer(60))
    .help("How long access and identity tokens are good: they cannot be taken back before.");
/// How long users stay signed in.
pub const CLIENT_REFRESH: Field = Field::duration("refresh", "Signed in for", Unit::Days, 1, 3_650)
    .default(Literal::Integer(30))
    .property("RefreshTokenValidity")
    .omitted_at(Literal::Integer(30))
    .help("How long a user stays signed in without signing in again.");

/// The settings of a client.
pub const CLIENT_FIELDS: &[Field] = &[
    CLIENT_NAME,
    CLIENT_SECRET,
    CLIENT_SRP,
    CLIENT_PASSWORD,
    CLIENT_CUSTOM,
    CLIENT_HOSTED,
    CLIENT_CALLBACKS,
    CLIENT_LOGOUTS,
    CLIENT_SCOPES,
    CLIENT_TOKENS,
    CLIENT_REFRESH,
];

/// The moments at which Cognito asks a function, by the name `LambdaConfig` has for them.
pub const EVENTS: &[Choice] = &[
    choice("PostConfirmation", "After confirmation"),
    choice("PreSignUp", "Before sign-up"),
    choice("PreAuthentication", "Before sign-in"),
    choice("PostAuthentication", "After sign-in"),
    choice("PreTokenGeneration", "Before tokens are made"),
    choice("CustomMessage", "Message to a user"),
    choice("UserMigration", "User not found (migration)"),
    choice("DefineAuthChallenge", "Choose the next challenge"),
    choice("CreateAuthChallenge", "Make a challenge"),
    choice("VerifyAuthChallengeResponse", "Check the answer to a challenge"),
];

/// When a trigger calls.
pub const EVENT: Field = Field::choice("event", "When", EVENTS)
    .help("The moment at which Cognito calls the function, and waits up to 5 seconds for its answer.");
/// What a function that changes tokens may change.
pub const TOKEN_EVENT: Field = Field::choice(
    "token_event",
    "Token event",
    &[choice("V2_0", "Identity and access token"), choice("V1_0", "Identity token only"), choice("V3_0", "Access tokens of machines too")],
)
.applies(&[is("event", &[Literal::Text("PreTokenGeneration")])])
.help("Which tokens the function may change; more than the identity token takes the Essentials or Plus plan.");

/// The settings of a trigger.
pub const TRIGGER_FIELDS: &[Field] = &[EVENT, TOKEN_EVENT];
