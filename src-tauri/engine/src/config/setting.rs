//! What the settings page may save.

use super::variable::{self, AnyVariable};
use super::{ConfigProblem, ProblemSeverity, Source, redact};

/// The variables that may be saved in the app, in the order of the contract. A token
/// is not among them: it goes to the keychain.
pub fn settable_variables() -> impl Iterator<Item = &'static str> {
    variable::all()
        .filter(|variable| variable.saved())
        .map(AnyVariable::name)
}

/// Checks a value before it is saved, and gives the form to save it in. An empty value
/// gives an empty text: the setting is to be removed.
///
/// # Errors
/// Where there is no such variable, it may not be saved, or the value is out of range.
pub fn validate_setting(name: &str, value: &str) -> Result<String, ConfigProblem> {
    let refused = |range: &str, value: String, message: String| ConfigProblem {
        variable: redact::one_line(name),
        value,
        range: range.to_owned(),
        source: Source::Settings,
        message,
        severity: ProblemSeverity::Error,
        overridden: false,
    };
    let Some(variable) = variable::named(name) else {
        return Err(refused("", redact::whole(value), unknown_name(name)));
    };
    if !variable.saved() {
        let message = "A token is kept in the keychain, never in the settings.".to_owned();
        return Err(refused(variable.range(), redact::whole(value), message));
    }
    match value.trim() {
        "" => Ok(String::new()),
        text => variable
            .normalised(text)
            .map_err(|message| refused(variable.range(), variable.hide(text), message)),
    }
}

/// What to say of a name that is none of ours.
pub(super) fn unknown_name(name: &str) -> String {
    match variable::nearest(name) {
        Some(near) => format!("There is no such variable. Was {near} meant?"),
        None => "There is no such variable.".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_setting_is_saved_in_one_form() {
        for (name, value, saved) in [
            ("ATOM_SAAS_ENABLED", " TRUE ", "true"),
            ("ATOM_SAAS_ENABLED", "0", "false"),
            ("ATOM_SAAS_API_URL", "HTTPS://Example.com/", "https://example.com"),
            ("ATOM_SAAS_WS_URL", "wss://example.com/ws", "wss://example.com/ws"),
            ("ATOM_SAAS_SYNC_INTERVAL_MINUTES", "015", "15"),
            ("ATOM_SAAS_API_TIMEOUT_SECONDS", "120", "120"),
            ("ATOM_SAAS_CONFLICT_STRATEGY", "Merge", "merge"),
            ("SKILLDOCK_METRICS_PORT", "9464", "9464"),
            (
                "SKILLDOCK_IDENTITY",
                " Me@example.com",
                "sha256:8c2a47d3bdb8d3096a6479f53eac3b724291db5f1c31611100f675be5537329d",
            ),
            ("SKILLDOCK_METRICS_PORT", "  ", ""),
        ] {
            assert_eq!(validate_setting(name, value).unwrap(), saved, "{name}={value}");
            assert_eq!(validate_setting(name, saved).unwrap(), saved, "what is saved is valid");
        }
    }

    #[test]
    fn a_token_is_never_a_setting() {
        for name in ["ATOM_SAAS_API_TOKEN", "ATOM_SAAS_API_TOKEN_FILE"] {
            assert!(settable_variables().all(|settable| settable != name));
            let refused = validate_setting(name, "canary-token").unwrap_err();
            assert!(!format!("{refused:?}{refused}").contains("canary"), "{refused}");
        }
        assert_eq!(settable_variables().count(), 15);
    }

    #[test]
    fn an_unknown_name_is_refused_and_its_value_not_repeated() {
        let refused = validate_setting("ATOM_SAAS_API_TOKN", "canary-token").unwrap_err();
        assert!(refused.message.contains("ATOM_SAAS_API_TOKEN"), "{refused}");
        assert!(!format!("{refused:?}").contains("canary"));
    }
}
