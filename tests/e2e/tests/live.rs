//! What goes out of the window and what comes in while it is open: a rating reaches the marketplace, and a change at the
//! marketplace is seen as it is pushed. The marketplace is in this process, so that it can be changed and asked.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test stops where it stands"
)]

use serde_json::{Value, json};
use skilldock_e2e::wait::{LONG, SOON, until};
use skilldock_e2e::{Setup, Window};
use skilldock_marketplace::Marketplace;

/// Enough to be a list, few enough to be in it whole.
const SKILLS: usize = 24;

struct Story {
    market: Marketplace,
    window: Window,
}

/// A window that is synced with a marketplace and live.
async fn begin() -> Story {
    let market = Marketplace::builder()
        .generated(SKILLS, 7)
        .no_limits()
        .start()
        .await
        .unwrap();
    let setup = Setup::new()
        .env("ATOM_SAAS_API_URL", &market.url())
        .env("ATOM_SAAS_API_TOKEN", market.token());
    let window = Window::open(setup).await.unwrap();
    window.hook("result-count").counts(SKILLS, LONG).await.unwrap();
    window.hook("status-chip").and("[data-mode=live]").seen().await.unwrap();
    Story { market, window }
}

/// Opens the skill in this row, counted from 0, and gives its id.
async fn open_row(window: &Window, row: usize) -> String {
    let row = window.css(&format!("#row-{row}"));
    let id = row.attribute("data-skill-id").await.unwrap().unwrap();
    row.click().await.unwrap();
    window.hook("skill-detail").and(&of(&id)).seen().await.unwrap();
    id
}

/// The skill as the listing has it.
fn listed(market: &Marketplace, id: &str) -> Value {
    let skills = market.catalogue().snapshot();
    skills.into_iter().find(|skill| skill["skill_id"] == id).unwrap()
}

/// The selector of what is about this skill.
fn of(id: &str) -> String {
    format!("[data-skill-id={}]", Value::from(id))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rating_moves_the_average_and_reaches_the_marketplace() {
    let Story { market, window } = begin().await;
    let id = open_row(&window, 1).await;
    let count = listed(&market, &id)["rating_count"].as_u64().unwrap();
    market.recorded().clear();

    window.hook("rate-star-4").click().await.unwrap();
    window.hook("rate-comment").fill("Does what it says.").await.unwrap();
    window.hook("rate-submit").click().await.unwrap();
    let figures = window.hook("skill-detail").inside(".by .stars");
    let moved = (count + 1).to_string();
    figures
        .text_where("to count the rating", SOON, |text| {
            text.replace(',', "").contains(&moved)
        })
        .await
        .unwrap();
    window.hook("my-rating").and("[data-state=sent]").seen().await.unwrap();

    let arrived = async || {
        let ratings = market.catalogue().ratings(&id);
        Ok(ratings
            .into_iter()
            .find(|rating| rating.comment.as_deref() == Some("Does what it says.")))
    };
    let rating = until("the rating at the marketplace", SOON, arrived).await.unwrap();
    assert_eq!(rating.rating, 4);
    assert!(
        rating.user_id.starts_with("sha256:"),
        "nobody is named: {}",
        rating.user_id
    );
    let sent = market.recorded().to("/api/v1/ratings");
    let last = sent.last().unwrap();
    assert_eq!(last.json()["skill_id"], json!(id));
    assert!(
        last.status.is_some_and(|status| (200..300).contains(&status)),
        "{last:?}"
    );
    let after = listed(&market, &id)["rating_count"].as_u64();
    assert_eq!(after, Some(count + 1), "one rating, changed and not doubled");
    window.moment().await.unwrap();
    assert_eq!(window.console_errors().await.unwrap(), [""; 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_update_is_seen_as_it_is_pushed() {
    let Story { market, window } = begin().await;
    let id = open_row(&window, 1).await;
    let mut changed = listed(&market, &id);
    changed["name"] = json!("Pushed While You Watch");
    changed["version"] = json!("9.9.9");
    changed["updated_at"] = json!("2030-01-01T00:00:00Z");
    market.catalogue().upsert(changed).unwrap();

    window.hook("skill-title").says("Pushed While You Watch").await.unwrap();
    window.hook("skill-detail").says("9.9.9").await.unwrap();
    let row = window.hook("skill-row").and(&of(&id));
    let shown = async || {
        // What would move a row from under the pointer waits behind this button; what does not is there at once.
        if window.hook("changes-show").count().await? > 0 {
            window.hook("changes-show").click().await?;
        }
        let text = row.texts().await?.concat();
        Ok(text.contains("Pushed While You Watch").then_some(()))
    };
    until("the new name in the list", SOON, shown).await.unwrap();
    window.moment().await.unwrap();
    assert_eq!(market.recorded().sockets().len(), 1, "one connection, and it held");
    assert_eq!(window.console_errors().await.unwrap(), [""; 0]);
}
