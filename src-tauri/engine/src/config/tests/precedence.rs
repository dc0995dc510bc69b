//! The strongest place that says something decides.

use proptest::prelude::*;

use super::*;

/// What a place may say of a variable: nothing, something good, something bad.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Says {
    Nothing,
    Empty,
    Good,
    Bad,
}

const SAYS: [Says; 4] = [Says::Nothing, Says::Empty, Says::Good, Says::Bad];

#[test]
fn the_strongest_place_decides_for_every_variable_and_every_combination_of_places() {
    for sample in &SAMPLES {
        for says in SAYS
            .iter()
            .flat_map(|a| SAYS.iter().flat_map(move |b| SAYS.iter().map(move |c| [*a, *b, *c])))
        {
            check(sample, says);
        }
    }
}

fn check(sample: &Sample, says: [Says; 3]) {
    let mut written = Vec::new();
    for ((place, says), good) in PLACES.iter().zip(says).zip(sample.good) {
        match says {
            Says::Nothing => {}
            Says::Empty => written.push((*place, sample.name, "  ")),
            Says::Good => written.push((*place, sample.name, good)),
            Says::Bad => written.push((*place, sample.name, sample.bad)),
        }
    }
    let resolved = resolved(&written);
    let view = shown(&resolved, sample.name);
    let strongest = says.iter().position(|says| matches!(says, Says::Good | Says::Bad));

    let source = strongest.map_or(Source::Default, |at| PLACES[at]);
    assert_eq!(view.source, source, "{} {says:?}", sample.name);
    assert_eq!(view.locked, matches!(source, Source::Environment | Source::EnvFile));
    match strongest {
        None => assert_eq!(view.value.as_deref(), sample.default, "{} {says:?}", sample.name),
        Some(at) if says[at] == Says::Good => assert_eq!(view.value.as_deref(), Some(sample.good[at])),
        Some(_) => assert_ne!(
            view.value.as_deref(),
            sample.default,
            "a bad value never becomes the default"
        ),
    }

    let mut made_up_for = false;
    let mut expected = Vec::new();
    for (place, says) in PLACES.iter().zip(says) {
        if says == Says::Bad {
            expected.push((sample.name, *place, made_up_for));
        }
        made_up_for |= says == Says::Good && expected.is_empty();
    }
    assert_eq!(problems(&resolved), expected, "{} {says:?}", sample.name);

    let stopped = expected.iter().any(|(_, _, overridden)| !overridden);
    assert_eq!(resolved.is_valid(), !stopped);
    assert_eq!(resolved.problem().is_some(), stopped);
    assert!(
        !stopped || !resolved.config.enabled,
        "an invalid configuration is switched off"
    );
}

#[test]
fn nothing_set_is_valid_and_only_the_marketplace_is_missing() {
    let resolved = resolve(&Sources::default());
    assert!(resolved.is_valid() && resolved.problems.is_empty());
    let config = &resolved.config;
    assert_eq!(
        (config.sync_interval.as_secs(), config.rating_sync_interval.as_secs()),
        (900, 1800)
    );
    assert_eq!((config.api_timeout.as_secs(), config.ws_reconnect_attempts), (30, 10));
    assert!(config.enabled && config.ws_enabled && config.token.is_none() && config.metrics_port.is_none());
    let missing = config.marketplace().unwrap_err();
    assert_eq!(missing.code, crate::model::Code::UrlMissing);
    assert!(missing.hint.contains("ATOM_SAAS_API_URL"));
}

#[test]
fn local_only_needs_no_marketplace() {
    let resolved = resolved(&[(Source::Settings, "ATOM_SAAS_ENABLED", "false")]);
    assert!(resolved.is_valid());
    assert_eq!(
        resolved.config.marketplace().unwrap_err().code,
        crate::model::Code::LocalOnly
    );
}

#[test]
fn every_bad_variable_is_listed_with_its_value_range_and_source() {
    let resolved = resolved(&[
        (Source::Environment, "ATOM_SAAS_ENABLED", "perhaps"),
        (Source::EnvFile, "ATOM_SAAS_SYNC_INTERVAL_MINUTES", "4"),
        (Source::Settings, "SKILLDOCK_METRICS_PORT", "x"),
    ]);
    let lines: Vec<_> = resolved.problems.iter().map(ToString::to_string).collect();
    assert_eq!(
        lines,
        [
            "ATOM_SAAS_ENABLED=perhaps (environment): It must be true or false. Allowed: true, false.",
            "ATOM_SAAS_SYNC_INTERVAL_MINUTES=4 (.env file): It must be a whole number of minutes from 5 to 60; \
             this is too small. Allowed: 5-60.",
            "SKILLDOCK_METRICS_PORT=x (settings): It must be a port number from 1024 to 65535, in digits. \
             Allowed: 1024-65535.",
        ]
    );
    let message = resolved.problem().unwrap().message;
    for name in [
        "ATOM_SAAS_ENABLED",
        "ATOM_SAAS_SYNC_INTERVAL_MINUTES",
        "SKILLDOCK_METRICS_PORT",
    ] {
        assert!(message.contains(name), "{message}");
    }
}

#[test]
fn the_socket_is_derived_where_it_is_not_set() {
    let view_of = |written: &[(Source, &str, &str)]| shown(&resolved(written), "ATOM_SAAS_WS_URL").clone();
    let derived = view_of(&[(Source::Environment, "ATOM_SAAS_API_URL", "https://a.example/base/")]);
    assert_eq!(
        (derived.value.as_deref(), derived.source),
        (Some("wss://a.example/base/ws"), Source::Default)
    );
    assert_eq!(view_of(&[]).value, None);
}

#[test]
fn a_socket_left_behind_when_the_marketplace_changed_is_pointed_out() {
    let left = [
        (Source::Settings, "ATOM_SAAS_WS_URL", "wss://old.example/ws"),
        (Source::Environment, "ATOM_SAAS_API_URL", "https://new.example"),
    ];
    let resolved = resolved(&left);
    assert!(resolved.is_valid());
    assert_eq!(problems(&resolved), [("ATOM_SAAS_WS_URL", Source::Settings, false)]);
    let deliberate = [
        (Source::Settings, left[0].1, left[0].2),
        (Source::Settings, left[1].1, left[1].2),
    ];
    assert!(super::resolved(&deliberate).problems.is_empty());
}

#[test]
fn the_demo_stands_where_the_settings_stand() {
    let demo = |written: &[(Source, &str, &str)]| {
        let mut sources = sources(written);
        let token = ApiToken::parse("demo-token").unwrap();
        sources.demo = Some(DemoEndpoint {
            url: "http://127.0.0.1:4000".parse().unwrap(),
            token,
        });
        resolve(&sources)
    };
    let over_settings = demo(&[
        (Source::Settings, "ATOM_SAAS_API_URL", "https://saved.example"),
        (Source::Settings, "ATOM_SAAS_WS_URL", "wss://saved.example/ws"),
    ]);
    let config = &over_settings.config;
    assert_eq!(config.api_url.as_ref().unwrap().display(), "http://127.0.0.1:4000");
    assert_eq!(config.ws_url.as_ref().unwrap().display(), "ws://127.0.0.1:4000/ws");
    let (token, source) = config.token.as_ref().unwrap();
    assert_eq!(
        (token.expose(), *source),
        ("demo-token", crate::status::TokenSource::Session)
    );
    assert_eq!(shown(&over_settings, "ATOM_SAAS_API_URL").source, Source::Settings);
    assert_eq!(shown(&over_settings, "ATOM_SAAS_API_TOKEN").source, Source::Settings);

    let under_environment = demo(&[(Source::EnvFile, "ATOM_SAAS_API_URL", "https://real.example")]);
    assert_eq!(
        under_environment.config.api_url.as_ref().unwrap().display(),
        "https://real.example"
    );
    assert!(
        under_environment.config.token.is_none(),
        "the demo's token goes to nobody else"
    );
}

proptest! {
    #[test]
    fn whatever_is_written_the_answer_is_the_same_twice_and_nothing_breaks(
        texts in proptest::collection::vec((0usize..3, 0usize..16, ".{0,40}|[a-z]{2,5}://.{0,20}|-?[0-9]{1,12}"), 0..12)
    ) {
        let names = SAMPLES.map(|sample| sample.name);
        let written: Vec<_> = texts
            .iter()
            .map(|(place, name, text)| {
                let more = ["ATOM_SAAS_API_TOKEN", "ATOM_SAAS_API_TOKEN_FILE", "ATOM_SAAS_APITOKEN", "SKILLDOCK_CA_FILE"];
                (PLACES[*place], names.get(*name).copied().unwrap_or_else(|| more[*name - names.len()]), text.as_str())
            })
            .collect();
        let (once, again) = (resolved(&written), resolved(&written));
        prop_assert_eq!(format!("{once:?}"), format!("{again:?}"));
        prop_assert_eq!(once.variables.len(), 17);
        for view in &once.variables {
            if let (Some(value), true) = (&view.value, once.is_valid() && view.variable != "ATOM_SAAS_API_TOKEN")
                && view.source != Source::Default
                && let Some(known) = validate_again(&view.variable, value)
            {
                prop_assert_eq!(&known, value, "what is shown is the form it is saved in");
            }
        }
    }

    #[test]
    fn whatever_a_file_holds_it_is_read_without_breaking(text in "(.{0,30}[\n\r'\"\\\\$#=]?){0,12}") {
        let dir = tempfile::tempdir().unwrap();
        let sources = env_file(&dir, &text);
        prop_assert_eq!(format!("{:?}", resolve(&sources)), format!("{:?}", resolve(&sources)));
    }
}

fn validate_again(name: &str, value: &str) -> Option<String> {
    settable_variables()
        .any(|settable| settable == name)
        .then(|| validate_setting(name, value).unwrap())
}
