//! Encrypted data and a keychain that is locked at the start: said, not waited for, and opened as soon as it can be.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test stops where it stands"
)]

use skilldock_e2e::wait::LONG;
use skilldock_e2e::{Keychain, Setup, Window};
use skilldock_marketplace::Marketplace;

const SKILLS: usize = 12;
const COMMENT: &str = "Readable with the key alone.";

#[tokio::test(flavor = "multi_thread")]
async fn data_whose_keychain_is_locked_are_said_to_be_and_open_by_themselves_once_it_is_unlocked() {
    let market = Marketplace::builder()
        .generated(SKILLS, 7)
        .no_limits()
        .start()
        .await
        .unwrap();
    let window = Window::open(Setup::new()).await.unwrap();
    window.hook("onboarding-connect").click().await.unwrap();
    window.hook("onboarding-url").fill(&market.url()).await.unwrap();
    window.hook("onboarding-token").fill(market.token()).await.unwrap();
    window.hook("onboarding-save").click().await.unwrap();
    window.hook("result-count").counts(SKILLS, LONG).await.unwrap();
    window.css("#row-0").click().await.unwrap();
    window.hook("rate-star-4").click().await.unwrap();
    window.hook("rate-comment").fill(COMMENT).await.unwrap();
    window.hook("rate-submit").click().await.unwrap();
    window.hook("my-rating").and("[data-state=sent]").seen().await.unwrap();
    window.hook("nav-settings").click().await.unwrap();
    window
        .hook("encryption-state")
        .and("[data-encrypted=true]")
        .says("are encrypted")
        .await
        .unwrap();
    let home = window.quit().await.unwrap();
    let readable = home.files_with(COMMENT.as_bytes()).unwrap();
    assert!(readable.is_empty(), "{readable:?}");

    home.change_keychain(Keychain::Locked).await.unwrap();
    let window = Window::open_in(home, Setup::new()).await.unwrap();
    let page = window.hook("data-locked");
    page.and("[data-lost=false]").seen().await.unwrap();
    page.says("Your data are locked").await.unwrap();
    assert_eq!(window.hook("data-anew").count().await.unwrap(), 0, "nothing is lost");
    window.moment().await.unwrap();
    // Asked for, it tries, and stays as it is.
    window.hook("data-try").click().await.unwrap();
    window.hook("data-try").and("[aria-busy=false]").seen().await.unwrap();
    page.and("[data-lost=false]").seen().await.unwrap();
    // The command line says the same, and says nothing of what is in there.
    let status = window.home().skilldock(&["ratings"], &[], "").await.unwrap();
    assert_ne!(status.status, Some(0), "{status:?}");
    assert!(!status.out.contains(COMMENT) && !status.err.contains(COMMENT));

    window.home().change_keychain(Keychain::Unlocked).await.unwrap();
    // No start anew: it goes on where it was left.
    let chip = window.hook("status-chip");
    chip.text_where("to be live", LONG, |text| text.contains("Live"))
        .await
        .unwrap();
    window.hook("nav-ratings").click().await.unwrap();
    window.hook("rating-row").says(COMMENT).await.unwrap();
    window.moment().await.unwrap();
    assert_eq!(window.console_errors().await.unwrap(), [""; 0]);
}
