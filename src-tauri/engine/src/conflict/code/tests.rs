use super::*;

const BASE: &str = "one\ntwo\nthree\nfour\nfive\n";

#[test]
fn changes_apart_from_each_other_are_put_together() {
    let merged = merge(
        Some(BASE),
        "ONE\ntwo\nthree\nfour\nfive\n",
        "one\ntwo\nthree\nfour\nfive\nsix\n",
    );
    assert_eq!(merged.text.as_deref(), Some("ONE\ntwo\nthree\nfour\nfive\nsix\n"));
}

#[test]
fn changes_of_neighbouring_lines_touch() {
    let merged = merge(
        Some(BASE),
        "one\nTWO\nthree\nfour\nfive\n",
        "one\ntwo\nTHREE\nfour\nfive\n",
    );
    assert_eq!(merged.text, None);
    assert_eq!(
        merged.regions[1],
        Region::Conflict {
            base: "two\nthree\n".to_owned(),
            local: "TWO\nthree\n".to_owned(),
            remote: "two\nTHREE\n".to_owned(),
        }
    );
}

#[test]
fn the_same_change_on_both_sides_is_agreed_on() {
    let changed = "one\ntwo\n3\nfour\nfive\n";
    let merged = merge(Some(BASE), changed, changed);
    assert_eq!(merged.text.as_deref(), Some(changed));
    assert!(
        merged
            .regions
            .iter()
            .any(|region| matches!(region, Region::Agreed { .. }))
    );
}

#[test]
fn both_keeps_the_local_lines_before_the_remote_ones() {
    let text = both(Some("a\nb\nc"), "a\nB1\nc", "a\nB2\nc");
    assert_eq!(text, "a\nB1\nB2\nc");
    assert_eq!(both(None, "a\nlast", "a\nend"), "a\nlast\nend");
    assert_eq!(both(None, "a\r\nlast", "a\r\nend\r\n"), "a\r\nlast\r\nend\r\n");
}

#[test]
fn a_side_that_only_exchanged_line_endings_touches_nothing() {
    let crlf = BASE.replace('\n', "\r\n");
    let edited = BASE.replace("two", "2");
    let merged = merge(Some(BASE), &crlf, &edited);
    assert_eq!(merged.text, Some(crlf.replace("two", "2")));
    let merged = merge(Some(&crlf), BASE, &crlf.replace("two", "2"));
    assert_eq!(merged.text, Some(edited));
}

#[test]
fn a_missing_last_newline_is_kept_missing() {
    let merged = merge(Some("a\nb\nc"), "A\nb\nc", "a\nb\nc");
    assert_eq!(merged.text.as_deref(), Some("A\nb\nc"));
    let merged = merge(Some("a\nb\nc\n"), "a\nb\nc", "A\nb\nc\n");
    assert_eq!(merged.text.as_deref(), Some("A\nb\nc"));
}

#[test]
fn lines_that_would_come_in_twice_are_left_to_a_person() {
    let (base, local, remote) = ("a\n", "b\na\n", "a\nx\na\n");
    let put_together = once(Some(base), local, remote).unwrap().1;
    assert_eq!(put_together, "b\na\nx\na\n");
    let again = once(Some(base), &put_together, remote).unwrap().1;
    assert_eq!(again, "b\na\nx\na\nx\na\n", "which is why it must not be taken");
    assert_eq!(merge(Some(base), local, remote).text, None);
}

#[test]
fn words_are_marked_in_the_units_of_the_window() {
    let found = marks("🎉 return True", "🎉 return False # ok");
    assert_eq!(found.before, [Mark { start: 10, end: 14 }]);
    assert_eq!(found.after, [Mark { start: 10, end: 20 }]);
    assert_eq!(marks("same", "same"), Marks::default());
    assert_eq!(marks("", "new").after, [Mark { start: 0, end: 3 }]);
}
