//! The window without a mouse: the same journeys by keys alone, and things found by what they are called.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test stops where it stands"
)]

use skilldock_e2e::wait::LONG;
use skilldock_e2e::{Key, Market, Role, Setup, Stock, Window};

/// A skill whose name is nobody else's.
const NAME: &str = "Blogwatcher";

#[tokio::test]
async fn the_demo_is_entered_by_keys() {
    let window = Window::open(Setup::new()).await.unwrap();
    window.reach("onboarding-demo").await.unwrap();
    window.press(Key::Enter + "").await.unwrap();
    window.hook("skill-row").seen().await.unwrap();
    window.moment().await.unwrap();
}

#[tokio::test]
async fn a_skill_is_found_read_and_rated_by_keys() {
    let market = Market::open(Stock::real().unwrap()).unwrap();
    let window = Window::open(Setup::new().market(&market)).await.unwrap();
    window
        .hook("result-count")
        .counts_where("the whole catalogue", LONG, |count| count > 1_000)
        .await
        .unwrap();
    window.press("/").await.unwrap();
    window.focused("search").await.unwrap();
    window.press(NAME).await.unwrap();
    window
        .hook("result-count")
        .counts_where("what was looked for", LONG, |count| count < 100)
        .await
        .unwrap();
    // From the field into the list, and into the first of it.
    window.press(Key::Down + "").await.unwrap();
    window.press(Key::Enter + "").await.unwrap();
    window.hook("skill-title").says(NAME).await.unwrap();
    window.role(Role::Heading, NAME).seen().await.unwrap();
    window.reach("tab-overview").await.unwrap();
    window.press(Key::Right + "").await.unwrap();
    window
        .role(Role::Tab, "Code")
        .and("[@aria-selected='true']")
        .seen()
        .await
        .unwrap();
    window.press("4").await.unwrap();
    window
        .hook("rate-star-4")
        .and("[aria-checked=true]")
        .seen()
        .await
        .unwrap();
    window.moment().await.unwrap();
}
