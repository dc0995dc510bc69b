use serde_json::json;

use super::*;

fn object(value: Value) -> Object {
    match value {
        Value::Object(object) => object,
        other => panic!("{other} is no object"),
    }
}

#[test]
fn over_every_combination_only_a_change_of_what_runs_waits_and_what_waits_is_not_let_in() {
    let both = [false, true];
    let states = [
        Kept::Nothing,
        Kept::Waiting,
        Kept::Skipped { same: false },
        Kept::Skipped { same: true },
    ];
    let mut seen = 0;
    for on in both {
        for watched in both {
            for in_conflict in both {
                for differs in both {
                    for kept in states {
                        let decided = decide(Situation {
                            on,
                            watched,
                            in_conflict,
                            differs,
                            kept,
                        });
                        let expected = if !differs {
                            Decision::Land
                        } else if kept == Kept::Waiting {
                            Decision::Wait
                        } else if kept == (Kept::Skipped { same: true }) {
                            Decision::StayAway
                        } else if on && watched && !in_conflict {
                            Decision::Wait
                        } else {
                            Decision::Land
                        };
                        assert_eq!(decided, expected, "{on} {watched} {in_conflict} {differs} {kept:?}");
                        seen += 1;
                    }
                }
            }
        }
    }
    assert_eq!(seen, 64);
}

#[test]
fn each_field_that_says_what_runs_makes_a_difference_and_gives_another_mark() {
    let before = object(json!({
        "code": "print(1)", "command": "python", "python_packages": ["a", "b"], "npm_packages": [],
        "local_files": {"a.py": "1"}, "env_vars": {"KEY": "x"}
    }));
    for (field, value) in [
        ("code", json!("print(1) ")),
        ("command", json!("node")),
        ("skill_type", json!("nodejs_code")),
        ("local_files", json!({"a.py": "2"})),
        ("env_vars", json!({"KEY": "x", "NODE_OPTIONS": "--require ./x"})),
        ("python_packages", json!(["a"])),
        ("npm_packages", json!(["left-pad"])),
    ] {
        let mut after = before.clone();
        after.insert(field.to_owned(), value);
        assert!(differing(&before, &after).contains(&field), "{field}");
        assert_ne!(mark(&before), mark(&after), "{field}");
    }
}

#[test]
fn what_says_nothing_of_what_runs_makes_no_difference() {
    let before = object(json!({
        "name": "A", "code": "x", "command": "python", "python_packages": ["a", "b"], "version": "1.0.0",
        "local_files": {"a": 1, "b": {"c": 1, "d": 2}}
    }));
    for after in [
        json!({"name": "B", "description": "new", "tags": ["x"], "average_rating": 5, "version": "2.0.0", "code": "x",
            "command": "python", "python_packages": ["b", "a", "a"], "npm_packages": [], "env_vars": {},
            "local_files": {"b": {"d": 2, "c": 1}, "a": 1}}),
        json!({"code": "x", "command": "python", "skill_type": "python_code", "python_packages": ["a", "b"],
            "npm_packages": null, "env_vars": null, "local_files": {"a": 1, "b": {"c": 1, "d": 2}}}),
    ] {
        let after = object(after);
        assert_eq!(differing(&before, &after), Vec::<&str>::new());
        assert_eq!(mark(&before), mark(&after));
    }
}

#[test]
fn a_value_cannot_be_moved_from_one_field_into_the_next_under_the_same_mark() {
    let split = object(json!({"code": "a", "command": "b"}));
    let moved = object(json!({"code": "a\"\"b", "command": ""}));
    assert_ne!(mark(&split), mark(&moved));
    let listed = object(json!({"python_packages": ["a", "b"]}));
    let single = object(json!({"python_packages": ["a\",\"b"]}));
    assert_ne!(mark(&listed), mark(&single));
}
