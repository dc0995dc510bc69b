//! The two rights over one's data, in the real window: to have all of them in a file, and to have them gone.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test stops where it stands"
)]

use std::path::Path;

use serde_json::Value;
use skilldock_e2e::hunt::{Catch, Hunt};
use skilldock_e2e::wait::{LONG, SOON, until};
use skilldock_e2e::{Chooser, Home, Key, Setup, Window};
use skilldock_marketplace::Marketplace;

const SKILLS: usize = 12;
const COMMENT: &str = "Quetzal was here and liked it.";
const COLLECTION: &str = "Wombat reading";
const SEARCH: &str = "narwhal";
const TOKEN: &str = "c0ffee22-73c9-4dbf-8e2f-1ce1ce1ce1ce";

/// Exit status of the command line where there is no token.
const NO_TOKEN: Option<i32> = Some(5);

const WORDS: [(&str, &str); 3] = [
    ("the comment", COMMENT),
    ("the collection", COLLECTION),
    ("the search", SEARCH),
];

/// Where these words are below a home, but for the keychain's own files, which are encrypted.
fn found(home: &Home, words: &[(&'static str, &str)]) -> Vec<String> {
    let keyrings = home.folder().join("data").join("keyrings");
    let mut caught = Catch::default();
    Hunt::new(words)
        .unwrap()
        .search_files(home.folder(), &keyrings, &mut caught)
        .unwrap();
    assert!(caught.searched["file"].0 > 3, "there is something to search");
    caught.found.into_iter().collect()
}

/// A window in which somebody has left words of their own, in files that could be read.
async fn used(market: &Marketplace, chooser: &Chooser) -> Window {
    let setup = Setup::new()
        .env("PATH", &chooser.path())
        // In an encrypted file nothing would be found, whatever is in it.
        .env("SKILLDOCK_ENCRYPTION", "off");
    let window = Window::open(setup).await.unwrap();
    window.hook("onboarding-connect").click().await.unwrap();
    window.hook("onboarding-url").fill(&market.url()).await.unwrap();
    window.hook("onboarding-token").fill(TOKEN).await.unwrap();
    window.hook("onboarding-save").click().await.unwrap();
    window.hook("result-count").counts(SKILLS, LONG).await.unwrap();
    window.css("#row-0").click().await.unwrap();
    window.hook("rate-star-4").click().await.unwrap();
    window.hook("rate-comment").fill(COMMENT).await.unwrap();
    window.hook("rate-submit").click().await.unwrap();
    window.hook("my-rating").and("[data-state=sent]").seen().await.unwrap();
    window.hook("collect").click().await.unwrap();
    window.hook("collection-new").fill(COLLECTION).await.unwrap();
    window.hook("collection-new-submit").click().await.unwrap();
    window.hook("collection").says(COLLECTION).await.unwrap();
    window.press(Key::Escape).await.unwrap();
    window.hook("search").fill(SEARCH).await.unwrap();
    window.hook("result-count").counts(0, SOON).await.unwrap();
    window
}

/// What was exported to this file.
async fn export(window: &Window, chooser: &Chooser, file: &Path) -> String {
    chooser.chooses(file).unwrap();
    window.hook("nav-settings").click().await.unwrap();
    window.hook("privacy-export").click().await.unwrap();
    let name = file.file_name().unwrap().to_str().unwrap();
    window.hook("privacy-exported").says(name).await.unwrap();
    std::fs::read_to_string(file).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_held_is_written_out_and_then_erased_to_the_last_byte() {
    let market = Marketplace::builder()
        .generated(SKILLS, 7)
        .token(TOKEN)
        .no_limits()
        .start()
        .await
        .unwrap();
    let chooser = Chooser::new().unwrap();
    let files = tempfile::tempdir().unwrap();
    let window = used(&market, &chooser).await;
    let kept = async || {
        let there = found(window.home(), &WORDS);
        let all = WORDS
            .iter()
            .all(|(name, _)| there.iter().any(|one| one.starts_with(name)));
        Ok(all.then_some(()))
    };
    until("all words in the files", SOON, kept).await.unwrap();

    // The export has what is held, and not the token.
    let file = files.path().join("my-data.json");
    let written = export(&window, &chooser, &file).await;
    let _: Value = serde_json::from_str(&written).unwrap();
    for (name, word) in WORDS {
        assert!(written.contains(word), "{name} is in the export");
    }
    let mut caught = Catch::default();
    let token = Hunt::new(&[("the token", TOKEN)]).unwrap();
    token.search("file", "the export", written.as_bytes(), &mut caught);
    assert!(caught.found.is_empty(), "{:?}", caught.found);
    window.moment().await.unwrap();

    // Nothing happens before the word was typed.
    window.hook("privacy-erase").click().await.unwrap();
    let sure = window.hook("erase-sure");
    sure.and(":disabled").seen().await.unwrap();
    window.hook("erase-word").fill("eras").await.unwrap();
    sure.and(":disabled").seen().await.unwrap();
    window.hook("erase-word").fill("erase").await.unwrap();
    sure.and(":enabled").click().await.unwrap();
    window
        .hook("erase-dialog")
        .and("[data-step=done]")
        .seen()
        .await
        .unwrap();
    window.hook("erase-proof").says("nothing found").await.unwrap();
    // What the marketplace has of them is theirs to ask for, under the name that it knows.
    let user = window.hook("erase-user-id").text().await.unwrap();
    assert!(!user.trim().is_empty());
    window.moment().await.unwrap();
    window.hook("erase-close").click().await.unwrap();

    // The page begins anew: the catalogue and the settings stay, the token and all that was the user's are gone.
    window
        .hook("banner")
        .and("[data-kind=token_missing]")
        .seen()
        .await
        .unwrap();
    window.hook("nav-discover").click().await.unwrap();
    window.hook("search").fill("").await.unwrap();
    window.hook("result-count").counts(SKILLS, LONG).await.unwrap();
    window.hook("nav-ratings").click().await.unwrap();
    assert_eq!(window.hook("rating-row").count().await.unwrap(), 0);
    let shown = window.text().await.unwrap();
    assert!(WORDS.iter().all(|(_, word)| !shown.contains(word)), "{shown}");
    assert_eq!(found(window.home(), &WORDS), [""; 0]);
    assert_eq!(found(window.home(), &[("the token", TOKEN)]), [""; 0]);
    let url = market.url();
    let test = window
        .home()
        .skilldock(&["token", "test"], &[("ATOM_SAAS_API_URL", &url)], "")
        .await
        .unwrap();
    assert_eq!(test.status, NO_TOKEN, "the keychain has none any more: {test:?}");
    assert_eq!(window.console_errors().await.unwrap(), [""; 0]);
    let home = window.quit().await.unwrap();
    assert_eq!(found(&home, &WORDS), [""; 0], "nor does ending write anything of it");
    assert!(file.is_file(), "what was exported is the user's");
}
