use serde_json::json;

use super::*;

fn object(value: Value) -> Object {
    value.as_object().unwrap().clone()
}

fn choose(
    base: Option<&Value>,
    local: &Value,
    remote: &Value,
    picks: &[(&str, Pick)],
    sets: &[(&str, Value)],
) -> Result<Value, PickError> {
    pick(
        base.cloned().map(object).as_ref(),
        &object(local.clone()),
        &object(remote.clone()),
        &picks.iter().map(|(field, side)| ((*field).to_owned(), *side)).collect(),
        &sets
            .iter()
            .map(|(field, value)| ((*field).to_owned(), value.clone()))
            .collect(),
    )
    .map(Value::Object)
}

#[test]
fn what_only_one_side_changed_needs_no_choice_and_the_rest_does() {
    let base = json!({"name": "A", "category": "a", "tags": ["a"]});
    let local = json!({"name": "B", "category": "b", "tags": ["a"]});
    let remote = json!({"name": "C", "category": "a", "tags": ["c"]});
    assert_eq!(
        choose(Some(&base), &local, &remote, &[], &[]),
        Err(PickError::Undecided(vec!["name".to_owned()]))
    );
    assert_eq!(
        choose(Some(&base), &local, &remote, &[("name", Pick::Remote)], &[]),
        Ok(json!({"name": "C", "category": "b", "tags": ["c"]}))
    );
    assert_eq!(
        choose(None, &local, &remote, &[], &[]),
        Err(PickError::Undecided(vec![
            "name".to_owned(),
            "category".to_owned(),
            "tags".to_owned()
        ]))
    );
}

#[test]
fn both_unites_lists_in_their_order_and_codes_line_by_line() {
    let base = json!({"tags": ["a"], "code": "1\n2\n3\n"});
    let local = json!({"tags": ["b", "a"], "code": "1\n2 mine\n3\n"});
    let remote = json!({"tags": ["c", "b"], "code": "1\n2 theirs\n3\n"});
    let both = [("tags", Pick::Both), ("code", Pick::Both)];
    assert_eq!(
        choose(Some(&base), &local, &remote, &both, &[]),
        Ok(json!({"tags": ["b", "a", "c"], "code": "1\n2 mine\n2 theirs\n3\n"}))
    );
    for (field, odd) in [
        ("name", json!({"name": "A"})),
        ("tags", json!({"tags": "a"})),
        ("code", json!({"code": 5})),
    ] {
        assert_eq!(
            choose(None, &odd, &json!({}), &[(field, Pick::Both)], &[]),
            Err(PickError::NotForBoth(field.to_owned())),
        );
    }
}

#[test]
fn the_base_can_be_picked_where_it_is_known() {
    let (base, local, remote) = (json!({"name": "A"}), json!({"name": "B"}), json!({"name": "C"}));
    let picks = [("name", Pick::Base)];
    assert_eq!(choose(Some(&base), &local, &remote, &picks, &[]), Ok(base));
    assert_eq!(
        choose(None, &local, &remote, &picks, &[]),
        Err(PickError::NoBase("name".to_owned()))
    );
}

#[test]
fn a_value_set_settles_its_field_and_null_takes_it_away() {
    let (local, remote) = (json!({"name": "B", "category": "b"}), json!({"name": "C"}));
    let sets = [("name", json!("D")), ("category", json!(null)), ("x_own", json!(1))];
    assert_eq!(
        choose(None, &local, &remote, &[], &sets),
        Ok(json!({"name": "D", "x_own": 1}))
    );
    assert!(matches!(
        choose(None, &local, &remote, &[], &[("name", json!(" "))]),
        Err(PickError::Field(FieldError::Unfit { .. }))
    ));
    assert_eq!(
        choose(None, &local, &remote, &[("name", Pick::Local)], &[("name", json!("D"))]),
        Err(PickError::Twice("name".to_owned()))
    );
}

#[test]
fn a_choice_for_what_is_not_there_is_refused() {
    let copy = json!({"skill_id": "x", "name": "A"});
    assert_eq!(
        choose(None, &copy, &copy, &[("nmae", Pick::Local)], &[]),
        Err(PickError::NoSuchField("nmae".to_owned()))
    );
    for (picks, sets) in [
        (vec![("skill_id", Pick::Remote)], vec![]),
        (vec![], vec![("skill_id", json!("y"))]),
    ] {
        assert_eq!(
            choose(None, &copy, &copy, &picks, &sets),
            Err(PickError::Field(FieldError::Identity))
        );
    }
}

#[test]
fn the_fingerprint_follows_the_code_chosen() {
    let local = json!({"code": "a", "content_hash": "1"});
    let remote = json!({"code": "b", "content_hash": "2"});
    for (side, hash) in [(Pick::Local, "1"), (Pick::Remote, "2")] {
        let chosen = choose(None, &local, &remote, &[("code", side)], &[]).unwrap();
        assert_eq!(chosen["content_hash"], hash);
    }
    let chosen = choose(None, &local, &remote, &[], &[("code", json!("c"))]).unwrap();
    assert_eq!(chosen.get("content_hash"), None);
}
