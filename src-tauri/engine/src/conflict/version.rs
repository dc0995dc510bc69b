//! Versions: what counts as one, and the one a merge makes (contract, section 6).

use std::borrow::Cow;

use serde_json::Value;

/// What stands between the two versions of a merged one.
const MERGED: &str = "+merged+";

/// The version as text; absent or null counts as 1.0.0.
pub(super) fn text(value: Option<&Value>) -> Cow<'_, str> {
    match value {
        None | Some(Value::Null) => Cow::Borrowed("1.0.0"),
        Some(Value::String(text)) => Cow::Borrowed(text),
        Some(other) => Cow::Owned(other.to_string()),
    }
}

/// `LOCAL+merged+REMOTE`. Of a version that is itself a merge, only the user's own part
/// of the local one and the marketplace's own part of the remote one are taken, so that
/// merging again does not pile up.
pub(super) fn merged(local: Option<&Value>, remote: Option<&Value>) -> Value {
    let (local, remote) = (text(local), text(remote));
    Value::String(format!("{}{MERGED}{}", own_part(&local), marketplace_part(&remote)))
}

/// What stood before the first merge. A trailing "+merged" is taken off too: with the
/// join behind it, it would read as another merge.
fn own_part(version: &str) -> &str {
    let mut own = version.split(MERGED).next().unwrap_or_default();
    while let Some(shorter) = own.strip_suffix("+merged") {
        own = shorter;
    }
    own
}

/// What came in with the last merge.
fn marketplace_part(version: &str) -> &str {
    let mut theirs = version.rsplit(MERGED).next().unwrap_or_default();
    while let Some(shorter) = theirs.strip_prefix("merged+") {
        theirs = shorter;
    }
    theirs
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_merged_version_keeps_one_part_of_each_side() {
        for (local, remote, expected) in [
            (json!("1.0.0"), json!("1.1.0"), "1.0.0+merged+1.1.0"),
            (json!("1.0.0+merged+1.1.0"), json!("1.1.0"), "1.0.0+merged+1.1.0"),
            (json!("1.0.0+merged+1.1.0"), json!("1.2.0"), "1.0.0+merged+1.2.0"),
            (json!("1.0.0"), json!("3+merged+4"), "1.0.0+merged+4"),
            (json!(null), json!(2), "1.0.0+merged+2"),
            (json!("a+merged"), json!("merged+b"), "a+merged+b"),
        ] {
            let once = merged(Some(&local), Some(&remote));
            assert_eq!(once, expected);
            assert_eq!(merged(Some(&once), Some(&remote)), expected, "merged again");
        }
    }
}
