//! What a comparison says of two copies, and that nothing is lost in saying it.

use serde_json::{Value, json};

use super::*;
use crate::conflict::Object;

fn object(value: Value) -> Object {
    value.as_object().unwrap().clone()
}

fn compared(before: Value, after: Value) -> Vec<DiffItem> {
    compare(&object(before), &object(after))
}

fn field(items: &[DiffItem]) -> Vec<(&str, FieldChange, u32, u32)> {
    items
        .iter()
        .filter_map(|item| match item {
            DiffItem::Field {
                name,
                change,
                added,
                removed,
            } => Some((name.as_str(), *change, *added, *removed)),
            _ => None,
        })
        .collect()
}

/// Both sides of a field's text, put together again from the rows and the texts.
fn sides(items: &[DiffItem], after: &str) -> (Vec<String>, Vec<String>) {
    let whole: Vec<&str> = after.lines().collect();
    let (mut one, mut other) = (Vec::new(), Vec::new());
    for item in items {
        match item {
            DiffItem::Same { text, .. } => {
                one.push(text.clone());
                other.push(text.clone());
            }
            DiffItem::Changed { before, after } => {
                one.extend(before.iter().map(|line| line.text.clone()));
                other.extend(after.iter().map(|line| line.text.clone()));
            }
            DiffItem::Fold { after, lines, .. } => {
                let start = *after as usize - 1;
                for line in &whole[start..start + *lines as usize] {
                    one.push((*line).to_owned());
                    other.push((*line).to_owned());
                }
            }
            _ => {}
        }
    }
    (one, other)
}

#[test]
fn equal_copies_differ_in_nothing() {
    let skill = json!({"skill_id": "x", "name": "A", "code": "a\nb\n", "tags": ["x"]});
    assert_eq!(compared(skill.clone(), skill), []);
}

#[test]
fn ratings_counts_times_and_the_identifier_are_nobodys_change() {
    let before =
        json!({"skill_id": "x", "average_rating": 1, "rating_count": 2, "updated_at": "a", "install_count": 1});
    let after = json!({"skill_id": "y", "average_rating": 5, "rating_count": 9, "updated_at": "b", "install_count": 7});
    assert_eq!(compared(before, after), []);
}

#[test]
fn empty_is_the_same_as_absent() {
    for empty in [json!(null), json!(""), json!([]), json!({})] {
        assert_eq!(compared(json!({"metadata": empty}), json!({})), []);
    }
    assert_eq!(
        field(&compared(json!({}), json!({"x_flag": false}))),
        [("x_flag", FieldChange::Added, 0, 0)],
        "false is something"
    );
}

#[test]
fn fields_come_in_the_order_in_which_a_person_reads_them() {
    let after =
        json!({"code": "x", "x_new": 1, "tags": ["a"], "version": "2", "name": "A", "metadata": {"b": 1, "a": 2}});
    let items = compared(json!({}), after);
    let names: Vec<&str> = field(&items).into_iter().map(|(name, ..)| name).collect();
    assert_eq!(
        names,
        ["name", "version", "tags", "metadata.a", "metadata.b", "x_new", "code"]
    );
}

#[test]
fn a_value_of_one_line_has_its_changed_words_marked() {
    let items = compared(
        json!({"description": "Reads one file."}),
        json!({"description": "Reads two files."}),
    );
    assert_eq!(field(&items), [("description", FieldChange::Changed, 0, 0)]);
    let DiffItem::Value { before, after, marks } = &items[1] else {
        panic!("{items:?}")
    };
    assert_eq!(
        (before.as_deref(), after.as_deref()),
        (Some("Reads one file."), Some("Reads two files."))
    );
    let marked = |text: &str, marks: &[Mark]| -> Vec<String> {
        marks
            .iter()
            .map(|mark| text[mark.start as usize..mark.end as usize].to_owned())
            .collect()
    };
    assert_eq!(marked("Reads one file.", &marks.before), ["one", "file"]);
    assert_eq!(marked("Reads two files.", &marks.after), ["two", "files"]);
}

#[test]
fn words_are_not_marked_where_next_to_nothing_stayed() {
    let items = compared(json!({"name": "Bear Notes"}), json!({"name": "Tide and Time"}));
    assert!(matches!(&items[1], DiffItem::Value { marks, .. } if *marks == Marks::default()));
}

#[test]
fn a_list_says_what_came_and_what_went() {
    let items = compared(json!({"tags": ["a", "b", "c"]}), json!({"tags": ["c", "a", "d", "e"]}));
    assert_eq!(field(&items), [("tags", FieldChange::Changed, 2, 1)]);
    assert_eq!(
        items[1],
        DiffItem::List {
            added: vec!["d".to_owned(), "e".to_owned()],
            removed: vec!["b".to_owned()],
            kept: 2,
        }
    );
}

#[test]
fn another_order_of_a_list_is_shown_as_its_lines() {
    let items = compared(json!({"tags": ["a", "b"]}), json!({"tags": ["b", "a"]}));
    assert!(
        items.iter().any(|item| matches!(item, DiffItem::Changed { .. })),
        "{items:?}"
    );
}

#[test]
fn an_object_is_compared_part_by_part_and_long_texts_in_it_by_lines() {
    let before = json!({"metadata": {"author": "a", "readme": "one\ntwo\n", "same": [1]}});
    let after = json!({"metadata": {"author": "b", "readme": "one\nthree\n", "same": [1]}});
    let items = compared(before, after.clone());
    assert_eq!(
        field(&items),
        [
            ("metadata.author", FieldChange::Changed, 0, 0),
            ("metadata.readme", FieldChange::Changed, 1, 1)
        ]
    );
    assert_eq!(text_of(&object(after), "metadata.readme"), "one\nthree\n");
}

#[test]
fn unchanged_lines_far_from_a_change_are_folded_and_nothing_is_lost() {
    let numbered = |change: &dyn Fn(usize) -> String| (1..=40).map(change).collect::<String>();
    let before = numbered(&|n| format!("line {n}\n"));
    let after = numbered(&|n| match n {
        20 => "line twenty\n".to_owned(),
        35 => String::new(),
        n => format!("line {n}\n"),
    });
    let items = compared(json!({"code": before}), json!({"code": after}));
    assert_eq!(field(&items), [("code", FieldChange::Changed, 1, 2)]);
    let folds: Vec<_> = items
        .iter()
        .filter_map(|item| match item {
            DiffItem::Fold { before, after, lines } => Some((*before, *after, *lines)),
            _ => None,
        })
        .collect();
    assert_eq!(
        folds,
        [(1, 1, 16), (24, 24, 8)],
        "two lines at the end are not worth a fold"
    );
    let (one, other) = sides(&items, &after);
    assert_eq!(one, before.lines().collect::<Vec<_>>());
    assert_eq!(other, after.lines().collect::<Vec<_>>());
}

#[test]
fn a_line_that_differs_in_its_ending_alone_says_so() {
    let items = compared(json!({"code": "a\r\nb"}), json!({"code": "a\nb\n"}));
    let endings: Vec<bool> = items
        .iter()
        .filter_map(|item| match item {
            DiffItem::Changed { before: Some(line), .. } => Some(line.ending),
            _ => None,
        })
        .collect();
    assert_eq!(endings, [true, true]);
}

#[test]
fn a_line_without_end_is_cut_and_says_so() {
    let long = "x".repeat(5_000);
    let items = compared(json!({"code": "a\n"}), json!({"code": format!("a\n{long}\n")}));
    let cut = items.iter().find_map(|item| match item {
        DiffItem::Changed { after: Some(line), .. } => Some((line.text.len(), line.cut)),
        _ => None,
    });
    assert_eq!(cut, Some((lines::LINE_SHOWN, true)));
}

#[test]
fn pages_stay_within_their_budget_and_make_the_whole() {
    let code = |word: &str| {
        (0..3_000)
            .map(|n| format!("{word} {n} \u{1} \"quoted\"\n"))
            .collect::<String>()
    };
    let items = compared(json!({"code": code("a")}), json!({"code": code("b")}));
    let budget = 20_000;
    let mut whole = Vec::new();
    let mut at = Some(0);
    while let Some(offset) = at {
        let (part, next) = page(items.clone(), offset, budget);
        assert!(serde_json::to_string(&part).unwrap().len() < budget * 11 / 10);
        whole.extend(part);
        at = next;
    }
    assert_eq!(whole, items);
    assert_eq!(page(items, u32::MAX, budget), (Vec::new(), None));
}

#[test]
fn one_item_larger_than_the_budget_is_a_page_of_its_own() {
    let items = compared(json!({}), json!({"name": "a name", "category": "one"}));
    let (first, next) = page(items, 0, 1);
    assert_eq!((first.len(), next), (1, Some(1)));
}
