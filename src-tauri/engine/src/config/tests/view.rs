//! What `skilldock config` and the settings page show.

use super::*;

#[test]
fn a_kept_token_is_present_as_a_setting() {
    let resolved = resolve(&Sources::default());
    let token = |kept| {
        let view = resolved.view(std::path::Path::new("/data"), kept);
        let token = view
            .variables
            .into_iter()
            .find(|view| view.variable == "ATOM_SAAS_API_TOKEN")
            .unwrap();
        (token.value, token.source, token.locked)
    };
    assert_eq!(token(false), (None, Source::Default, false));
    assert_eq!(token(true), (Some("present".to_owned()), Source::Settings, false));
}

#[test]
fn every_variable_is_shown_in_the_order_of_the_contract() {
    let resolved = resolve(&Sources::default());
    let names: Vec<_> = resolved.variables.iter().map(|view| view.variable.as_str()).collect();
    let table: Vec<_> = variable::all().map(|variable| variable.name()).collect();
    assert_eq!(names, table);
    assert_eq!(
        shown(&resolved, "ATOM_SAAS_WS_URL").default.as_deref(),
        Some("derived from ATOM_SAAS_API_URL")
    );
    assert_eq!(
        shown(&resolved, "SKILLDOCK_METRICS_PORT").default.as_deref(),
        Some("off")
    );
}

#[test]
fn a_problem_keeps_its_shape() {
    let resolved = resolved(&[(Source::EnvFile, "ATOM_SAAS_ENABLED", "of")]);
    let json = serde_json::to_value(&resolved.problems[0]).unwrap();
    assert_eq!(
        json,
        serde_json::json!({
            "variable": "ATOM_SAAS_ENABLED", "value": "of", "range": "true, false", "source": "env_file",
            "message": "It must be true or false.", "severity": "error", "overridden": false,
        })
    );
}
