//! What must hold of conflicts whatever the copies hold: nothing panics, merging twice
//! changes nothing, and a side that is alone in a change has it.

use std::collections::BTreeMap;

use proptest::collection::{btree_map, vec};
use proptest::prelude::*;
use serde_json::{Map, Value, json};
use skilldock_engine::config::ConflictStrategy;
use skilldock_engine::conflict::{Object, Pick, Situation, code, detect, differing_fields, merge, pick, plan};

const FIGURES: [&str; 4] = ["average_rating", "rating_count", "ratings", "updated_at"];

/// Any JSON at all, of few enough values that two are often the same.
fn any_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        (0..3_i64).prop_map(Value::from),
        prop_oneof![Just(1.0), Just(1.5), Just(1e300)].prop_map(Value::from),
        prop_oneof![
            Just(""),
            Just("a"),
            Just(" a\n"),
            Just("ä"),
            Just("1.0.0"),
            Just("1+merged+2")
        ]
        .prop_map(Value::from),
    ];
    leaf.prop_recursive(2, 8, 3, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..3).prop_map(Value::from),
            btree_map("[ab]", inner, 0..3).prop_map(|map| Value::Object(map.into_iter().collect::<Map<_, _>>())),
        ]
    })
}

fn text() -> impl Strategy<Value = Value> {
    "[ab]{0,2}".prop_map(Value::from)
}

fn texts() -> impl Strategy<Value = Value> {
    vec("[abc]", 0..4).prop_map(Value::from)
}

fn lines() -> impl Strategy<Value = String> {
    (vec("[abc]{0,1}\r?\n", 0..8), "[ab]?").prop_map(|(lines, last)| lines.concat() + &last)
}

/// A value for this field: most often of its kind, sometimes anything.
fn value_of(field: &'static str) -> BoxedStrategy<Value> {
    let fitting = match field {
        "code" => lines().prop_map(Value::from).boxed(),
        "version" => prop_oneof![
            Just("1"),
            Just("2"),
            Just("3"),
            Just("1+merged+2"),
            Just("+merged"),
            Just("")
        ]
        .prop_map(Value::from)
        .boxed(),
        "python_packages" | "npm_packages" | "tags" | "local_files" => texts().boxed(),
        "updated_at" => prop_oneof![
            Just("2026-01-01T00:00:00Z"),
            Just("2026-01-01T01:00:00+01:00"),
            Just("2026-02-01T00:00:00Z"),
            Just("never"),
        ]
        .prop_map(Value::from)
        .boxed(),
        _ => text().boxed(),
    };
    prop_oneof![4 => fitting, 1 => any_value()].boxed()
}

fn copy() -> impl Strategy<Value = Object> {
    let fields: Vec<_> = [
        "name",
        "description",
        "version",
        "code",
        "command",
        "python_packages",
        "npm_packages",
        "tags",
        "metadata",
        "category",
        "average_rating",
        "rating_count",
        "created_at",
        "updated_at",
        "examples",
        "parameters",
        "env_vars",
        "local_files",
        "content_hash",
        "skill_type",
        "x_own",
    ]
    .into_iter()
    .map(|field| proptest::option::weighted(0.7, value_of(field)).prop_map(move |value| (field, value)))
    .collect();
    fields.prop_map(|fields| {
        let mut copy = Object::new();
        copy.insert("skill_id".to_owned(), json!("550e8400-e29b-41d4-a716-446655440000"));
        for (field, value) in fields {
            if let Some(value) = value {
                copy.insert(field.to_owned(), value);
            }
        }
        copy
    })
}

/// A copy made of another by changing some of its fields.
fn changed(copy: &Object) -> impl Strategy<Value = Object> + use<> {
    let original = copy.clone();
    self::copy().prop_flat_map(move |other| {
        let original = original.clone();
        vec(proptest::bool::weighted(0.3), other.len() + original.len()).prop_map(move |takes| {
            let mut made = original.clone();
            let names: Vec<String> = original.keys().chain(other.keys()).cloned().collect();
            for (name, _) in names
                .into_iter()
                .zip(takes)
                .filter(|(name, taken)| *taken && name != "skill_id")
            {
                match other.get(&name) {
                    Some(value) => made.insert(name, value.clone()),
                    None => made.shift_remove(&name),
                };
            }
            made
        })
    })
}

/// A copy and two made of it.
fn triple() -> impl Strategy<Value = (Object, Object, Object)> {
    copy().prop_flat_map(|base| {
        let sides = (changed(&base), changed(&base));
        (Just(base), sides).prop_map(|(base, (local, remote))| (base, local, remote))
    })
}

fn without_figures(copy: &Object) -> Object {
    let mut copy = copy.clone();
    copy.retain(|field, _| !FIGURES.contains(&field.as_str()));
    copy
}

fn picks(fields: impl IntoIterator<Item = String>, side: Pick) -> BTreeMap<String, Pick> {
    fields
        .into_iter()
        .filter(|field| field != "skill_id")
        .map(|field| (field, side))
        .collect()
}

fn all_names(one: &Object, other: &Object) -> Vec<String> {
    one.keys().chain(other.keys()).cloned().collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_a_copy_may_hold_makes_it_panic(
        (base, local, remote) in triple(),
        sides in vec(prop_oneof![Just(Pick::Local), Just(Pick::Remote), Just(Pick::Both), Just(Pick::Base)], 40),
        set in any_value(),
        field in prop_oneof![Just("name"), Just("code"), Just("tags"), Just("metadata"), Just("skill_id"), Just("x")],
    ) {
        for base in [None, Some(&base)] {
            for strategy in ConflictStrategy::ALL {
                for remote in [None, Some(&remote)] {
                    let _plan = plan(Situation { base, local: &local, remote, was_there: true, strategy, for_person: false });
                }
            }
            let picked: BTreeMap<String, Pick> = all_names(&local, &remote).into_iter().zip(sides.clone()).collect();
            let sets = BTreeMap::from([(field.to_owned(), set.clone())]);
            let _either = pick(base, &local, &remote, &picked, &BTreeMap::new());
            let _either = pick(base, &local, &remote, &BTreeMap::new(), &sets);
        }
    }

    #[test]
    fn copies_conflict_alike_from_either_side_and_never_with_themselves((_, local, remote) in triple()) {
        prop_assert_eq!(detect(&local, &remote), detect(&remote, &local));
        prop_assert_eq!(detect(&local, &local), None);
    }

    #[test]
    fn merging_again_changes_nothing((base, local, remote) in triple()) {
        let once = merge(None, &local, &remote);
        prop_assert_eq!(&merge(None, &once, &remote), &once);

        let once = merge(Some(&base), &local, &remote);
        prop_assert_eq!(&merge(Some(&remote), &once, &remote), &once, "as after a resolution: the base is the remote");
        // The contract takes the union of packages both sides changed. Where that brings
        // back what each took away, nobody changed anything, seen from the base.
        let back = ["python_packages", "npm_packages", "version"]
            .iter()
            .any(|field| {
                let differs = |from: &Object| differing_fields(&base, from).iter().any(|name| name == field);
                !differs(&once) && differs(&local)
            });
        if !back {
            prop_assert_eq!(&merge(Some(&base), &once, &remote), &once);
        }
        if let Some(version) = once.get("version").and_then(Value::as_str) {
            prop_assert!(version.matches("+merged+").count() <= 1);
        }
    }

    #[test]
    fn a_side_that_is_alone_in_its_changes_has_them((base, changed, _) in triple()) {
        prop_assert_eq!(without_figures(&merge(Some(&base), &changed, &base)), without_figures(&changed));
        prop_assert_eq!(without_figures(&merge(Some(&base), &base, &changed)), without_figures(&changed));
    }

    #[test]
    fn every_field_picked_from_one_side_is_that_side((base, local, remote) in triple(), known in any::<bool>()) {
        let base = known.then_some(&base);
        let every = all_names(&local, &remote);
        let all = |side| pick(base, &local, &remote, &picks(every.clone(), side), &BTreeMap::new());
        prop_assert_eq!(all(Pick::Local), Ok(local.clone()));
        prop_assert_eq!(all(Pick::Remote), Ok(remote.clone()));
    }

    #[test]
    fn the_fields_that_differ_are_all_a_person_has_to_pick((base, local, remote) in triple(), known in any::<bool>()) {
        let base = known.then_some(&base);
        let fields = differing_fields(&local, &remote);
        for (side, copy) in [(Pick::Local, &local), (Pick::Remote, &remote)] {
            let made = pick(base, &local, &remote, &picks(fields.clone(), side), &BTreeMap::new());
            prop_assert_eq!(made.map(|made| differing_fields(&made, copy)), Ok(Vec::new()));
        }
    }

    #[test]
    fn regions_put_together_give_back_each_side(base in lines(), local in lines(), remote in lines(), known in any::<bool>()) {
        let base = known.then_some(base.as_str());
        let (mut was, mut mine, mut theirs) = (String::new(), String::new(), String::new());
        for region in code::regions(base, &local, &remote) {
            let [b, l, r] = match &region {
                code::Region::Same { text } => [text, text, text],
                code::Region::Local { base, text } => [base, text, base],
                code::Region::Remote { base, text } => [base, base, text],
                code::Region::Agreed { base, text } => [base, text, text],
                code::Region::Conflict { base, local, remote } => [base, local, remote],
            };
            was += b;
            mine += l;
            theirs += r;
        }
        prop_assert_eq!(mine, local);
        prop_assert_eq!(theirs, remote);
        if let Some(base) = base {
            prop_assert_eq!(was, base);
        }
    }

    #[test]
    fn code_merged_again_stays_and_a_side_alone_is_taken(base in lines(), local in lines(), remote in lines()) {
        let merged = |local: &str, remote: &str| code::merge(Some(&base), local, remote).text;
        prop_assert_eq!(merged(&local, &base), Some(local.clone()));
        prop_assert_eq!(merged(&base, &remote), Some(remote.clone()));
        prop_assert_eq!(merged(&local, &local), Some(local.clone()));
        if let Some(once) = merged(&local, &remote) {
            let again = merged(&once, &remote);
            prop_assert!(again.is_none() || again == Some(once.clone()), "{:?} became {:?}", once, again);
        }
    }

    #[test]
    fn both_loses_no_line_of_either_side(base in lines(), local in lines(), remote in lines(), known in any::<bool>()) {
        let base = known.then_some(base.as_str());
        let both = code::both(base, &local, &remote);
        for side in [&local, &remote] {
            for line in side.lines().filter(|line| base.is_none_or(|base| base.lines().all(|was| was != *line))) {
                prop_assert!(both.lines().any(|kept| kept == line), "{:?} is not in {:?}", line, both);
            }
        }
    }

    #[test]
    fn marks_lie_inside_their_text(before in ".{0,12}", after in ".{0,12}") {
        let marks = code::marks(&before, &after);
        for (text, marks) in [(&before, &marks.before), (&after, &marks.after)] {
            let mut at = 0;
            for mark in marks {
                prop_assert!(at <= mark.start && mark.start < mark.end);
                at = mark.end;
            }
            prop_assert!(at as usize <= text.encode_utf16().count());
        }
        prop_assert_eq!(marks.before.is_empty() && marks.after.is_empty(), before == after);
    }
}
