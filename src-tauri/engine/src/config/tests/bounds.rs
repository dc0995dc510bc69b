//! Every bound of every range, in every place.

use super::*;

const RANGES: [(&str, u32, u32); 5] = [
    ("ATOM_SAAS_WS_RECONNECT_ATTEMPTS", 1, 100),
    ("ATOM_SAAS_SYNC_INTERVAL_MINUTES", 5, 60),
    ("ATOM_SAAS_RATING_SYNC_INTERVAL_MINUTES", 10, 120),
    ("ATOM_SAAS_API_TIMEOUT_SECONDS", 10, 120),
    ("SKILLDOCK_METRICS_PORT", 1024, 65535),
];

#[test]
fn a_number_is_taken_from_its_smallest_to_its_largest_and_not_one_further() {
    for place in PLACES {
        for (name, min, max) in RANGES {
            for inside in [min, max] {
                let resolved = resolved(&[(place, name, &format!(" {inside} "))]);
                assert!(resolved.is_valid(), "{name}={inside}");
                assert_eq!(shown(&resolved, name).value, Some(inside.to_string()));
            }
            let too_far = [
                (min - 1).to_string(),
                (max + 1).to_string(),
                "-1".to_owned(),
                u64::MAX.to_string(),
            ];
            for text in too_far
                .iter()
                .map(String::as_str)
                .chain(["ten", "5 5", "10.0", "1e1", "0x20", "+20", "20m"])
            {
                let resolved = resolved(&[(place, name, text)]);
                assert_eq!(problems(&resolved), [(name, place, false)], "{name}={text}");
                let problem = &resolved.problems[0];
                assert_eq!(
                    (problem.value.as_str(), &problem.range),
                    (text, &format!("{min}-{max}"))
                );
                assert!(
                    problem.message.contains(&format!("from {min} to {max}")),
                    "{}",
                    problem.message
                );
            }
            assert!(
                resolved(&[(place, name, "")]).problems.is_empty(),
                "an empty value is not set"
            );
        }
    }
}

#[test]
fn ranges_are_named_as_in_the_contract() {
    let resolved = resolve(&Sources::default());
    for (name, range) in [
        ("ATOM_SAAS_ENABLED", "true, false"),
        ("ATOM_SAAS_CONFLICT_STRATEGY", "remote_wins, local_wins, merge, manual"),
        ("ATOM_SAAS_WS_RECONNECT_ATTEMPTS", "1-100"),
        ("ATOM_SAAS_SYNC_INTERVAL_MINUTES", "5-60"),
    ] {
        assert_eq!(shown(&resolved, name).range, range);
    }
}

#[test]
fn an_identity_is_one_line_of_at_most_320_characters() {
    let valid = |text: &str| resolved(&[(Source::Environment, "SKILLDOCK_IDENTITY", text)]).is_valid();
    assert!(valid(&"é".repeat(320)));
    assert!(!valid(&"é".repeat(321)));
    assert!(!valid("a\u{7f}b"));
}

#[test]
fn typed_values_carry_their_units() {
    let resolved = resolved(&[
        (Source::Environment, "ATOM_SAAS_SYNC_INTERVAL_MINUTES", "5"),
        (Source::Environment, "ATOM_SAAS_RATING_SYNC_INTERVAL_MINUTES", "120"),
        (Source::Environment, "ATOM_SAAS_API_TIMEOUT_SECONDS", "10"),
        (Source::Environment, "ATOM_SAAS_CONFLICT_STRATEGY", "MANUAL"),
        (Source::Environment, "SKILLDOCK_METRICS_PORT", "9464"),
        (Source::Environment, "ATOM_SAAS_ENABLED", "0"),
    ]);
    let config = &resolved.config;
    assert_eq!(
        (config.sync_interval.as_secs(), config.rating_sync_interval.as_secs()),
        (300, 7200)
    );
    assert_eq!((config.api_timeout.as_secs(), config.metrics_port), (10, Some(9464)));
    assert_eq!(
        (config.conflict_strategy, config.enabled),
        (ConflictStrategy::Manual, false)
    );
    assert_eq!(shown(&resolved, "ATOM_SAAS_ENABLED").value.as_deref(), Some("false"));
}
