//! What others say of a skill, as it is shown: read from the marketplace's JSON, without
//! anything that could name a person, and with the user's own marked.

use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;

use super::Engine;
use super::catalogue::clip;
use crate::fit;
use crate::model::{Problem, nameless, without_addresses};
use crate::view::Review;

/// Reviews shown at most.
const REVIEWS_SHOWN: usize = 100;
/// Bytes of JSON of them at most.
const BYTES: usize = 64 * 1024;
/// Characters of a comment, at most (contract, section 2).
const COMMENT: usize = 1_000;

#[derive(Deserialize)]
struct ReviewDto {
    #[serde(default)]
    user_id: String,
    rating: u8,
    #[serde(default)]
    comment: Option<String>,
    #[serde(default)]
    created_at: Option<String>,
    /// Not promised by the contract; shown where a marketplace says it.
    #[serde(default, alias = "skill_version")]
    version: Option<Value>,
}

/// Reviews as they are stored: a JSON array of what the marketplace sent, without an address
/// that names a person.
pub(super) fn stored(ratings: Vec<Box<RawValue>>) -> String {
    let list: Vec<_> = ratings.into_iter().map(without_addresses).collect();
    let list: Vec<&str> = list.iter().map(|raw| raw.get()).collect();
    format!("[{}]", list.join(","))
}

/// Reviews of a JSON array, those that cannot be read left out. One under an e-mail
/// address, which the contract forbids, is shown under its hash.
pub(super) fn reviews(raw: &str) -> Vec<Review> {
    let Ok(list) = serde_json::from_str::<Vec<Value>>(raw) else {
        return Vec::new();
    };
    list.into_iter()
        .filter_map(|value| serde_json::from_value::<ReviewDto>(value).ok())
        .filter(|review| (1..=5).contains(&review.rating))
        .map(|review| Review {
            user_id: clip(&nameless(&review.user_id), 100),
            rating: review.rating,
            comment: review
                .comment
                .filter(|comment| !comment.trim().is_empty())
                .map(|comment| clip(&comment, COMMENT)),
            created_at: review.created_at.map(|at| clip(&at, 40)),
            version: review
                .version
                .as_ref()
                .and_then(Value::as_str)
                .filter(|version| !version.trim().is_empty())
                .map(|version| clip(version, 40)),
            mine: false,
        })
        .collect()
}

/// At most as many as are shown, the user's own marked and kept among them.
fn shown(mut reviews: Vec<Review>, me: Option<&str>) -> Vec<Review> {
    for review in &mut reviews {
        review.mine = me == Some(review.user_id.as_str());
    }
    if let Some(at) = reviews.iter().position(|review| review.mine)
        && at >= REVIEWS_SHOWN
    {
        reviews.swap(at, REVIEWS_SHOWN - 1);
    }
    reviews.truncate(REVIEWS_SHOWN);
    // Where comments are so long that not all fit, mine is the last to go.
    let mine = reviews.iter().find(|review| review.mine).cloned();
    let room = BYTES - mine.as_ref().map_or(0, |mine| fit::json(mine) + 1);
    let (mut shown, cut) = fit::those(reviews, room);
    if let Some(mine) = mine
        && cut
        && !shown.iter().any(|review| review.mine)
    {
        shown.push(mine);
    }
    shown
}

impl Engine {
    /// The reviews as they are shown. Who never rated has none of them: nobody is asked who.
    pub(super) fn reviews_shown(&self, reviews: Vec<Review>, rated: bool) -> Result<Vec<Review>, Problem> {
        let me = if rated { self.known_user_id()? } else { None };
        Ok(shown(reviews, me.as_deref()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reviewers_e_mail_is_never_shown() {
        let raw = r#"[{"user_id":"a@b.example","rating":5},{"user_id":"sha256:ab","rating":4},{"rating":9},7]"#;
        let users: Vec<_> = reviews(raw).into_iter().map(|review| review.user_id).collect();
        assert_eq!(users, [crate::model::hashed("a@b.example").as_str(), "sha256:ab"]);
    }

    #[test]
    fn a_reviewers_e_mail_is_never_stored_and_no_byte_of_it_reaches_the_disk() {
        let ratings = [
            r#"{"user_id":"Ada@b.example","rating":5,"comment":"good"}"#,
            r#"{"user_id":"sha256:ab","rating":4}"#,
        ];
        let raw = stored(ratings.map(|raw| RawValue::from_string(raw.to_owned()).unwrap()).into());
        assert_eq!(reviews(&raw)[0].user_id, crate::model::hashed("ada@b.example"));
        let folder = tempfile::tempdir().unwrap();
        let store = crate::store::Store::open(folder.path()).unwrap();
        let id = "1fa26c4e-9bf0-42ff-ab94-8b923d37b0e0".parse().unwrap();
        let now = crate::model::UnixMillis::now();
        store
            .write(|connection| crate::store::catalogue::set_reviews(connection, id, &raw, now))
            .unwrap();
        drop(store);
        for entry in std::fs::read_dir(folder.path()).unwrap() {
            let bytes = std::fs::read(entry.unwrap().path()).unwrap();
            assert!(!bytes.windows(9).any(|part| part == b"b.example"));
        }
    }

    #[test]
    fn a_version_is_shown_where_the_marketplace_says_one() {
        let raw = r#"[{"rating":5,"version":"1.2.0"},{"rating":4,"skill_version":"1.1"},{"rating":3,"version":7},{"rating":2}]"#;
        let versions: Vec<_> = reviews(raw).into_iter().map(|review| review.version).collect();
        assert_eq!(versions, [Some("1.2.0".to_owned()), Some("1.1".to_owned()), None, None]);
    }

    #[test]
    fn of_many_reviews_mine_is_among_those_shown() {
        let list = (0..150)
            .map(|n| format!(r#"{{"user_id":"sha256:{n}","rating":3}}"#))
            .collect::<Vec<_>>()
            .join(",");
        let all = shown(reviews(&format!("[{list}]")), Some("sha256:140"));
        assert_eq!(all.len(), REVIEWS_SHOWN);
        assert_eq!(all.iter().filter(|review| review.mine).count(), 1);
        assert!(shown(all, None).iter().all(|review| !review.mine), "nobody is nobody's");
    }
}
