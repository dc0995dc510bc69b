//! The window without a mouse: every journey once more by keys alone, with the same proof at its end as with the mouse.
//! A [`Keyboard`] cannot click, and nothing here has anything else.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test stops where it stands"
)]

mod catalogue;
mod conflicts;
mod connection;
mod doors;
mod edit;
mod library;
mod local;
mod place;
mod ratings;
mod review;
mod ten;

use skilldock_e2e::wait::LONG;
use skilldock_e2e::{Key, Keyboard, Setup};
use skilldock_marketplace::Marketplace;

/// A marketplace in this process, so that it can be changed and asked.
async fn market(skills: usize) -> Marketplace {
    let builder = Marketplace::builder().generated(skills, 7).no_limits();
    builder.start().await.unwrap()
}

/// What the environment says of this marketplace.
fn environment(market: &Marketplace) -> Vec<(&'static str, String)> {
    vec![
        ("ATOM_SAAS_API_URL", market.url()),
        ("ATOM_SAAS_API_TOKEN", market.token().to_owned()),
    ]
}

/// A window in this environment that is synced with this marketplace and says that it is in this mode.
async fn synced(market: &Marketplace, environment: &[(&'static str, String)], mode: &str) -> Keyboard {
    let setup = environment
        .iter()
        .fold(Setup::new(), |setup, (name, value)| setup.env(name, value));
    let keys = Keyboard::open(setup).await.unwrap();
    let skills = market.catalogue().len();
    keys.see("result-count").counts(skills, LONG).await.unwrap();
    let chip = keys.see("status-chip").and(&format!("[data-mode={mode}]"));
    chip.seen().await.unwrap();
    keys
}

/// From anywhere in a list's view into the row of this number, counted from 0, and into its skill. Gives its id.
async fn open_row(keys: &Keyboard, row: usize) -> String {
    keys.press("/").await.unwrap();
    keys.focused("search").await.unwrap();
    keys.press(Key::Enter).await.unwrap();
    keys.css("[role=listbox]:focus").seen().await.unwrap();
    keys.press(Key::Home).await.unwrap();
    for _ in 0..row {
        keys.press(Key::Down).await.unwrap();
    }
    let id = keys
        .css(&format!("#row-{row}"))
        .attribute("data-skill-id")
        .await
        .unwrap()
        .unwrap();
    keys.press(Key::Enter).await.unwrap();
    keys.see("skill-detail").and(&Keyboard::of(&id)).seen().await.unwrap();
    keys.css(".pane:focus").seen().await.unwrap();
    id
}

/// Nothing went wrong in the page.
async fn clean(keys: &Keyboard) {
    assert_eq!(keys.console_errors().await.unwrap(), [""; 0]);
}

/// What a journey here may not name: whatever has a mouse, or acts past the keys.
#[test]
fn nothing_here_has_a_mouse() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/keyboard");
    let forbidden = [
        ["Win", "dow"],
        ["Ho", "ok"],
        [".cl", "ick("],
        [".inv", "oke("],
        [".scr", "ipt("],
        [".fi", "ll("],
    ];
    let mut read = 0;
    for file in std::fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        let text = std::fs::read_to_string(&path).unwrap();
        read += 1;
        for word in forbidden.map(|parts| parts.concat()) {
            let code = text.lines().filter(|line| !line.trim_start().starts_with("//"));
            let found: Vec<_> = code.filter(|line| line.contains(&word)).collect();
            assert!(found.is_empty(), "{}: {word} in {found:?}", path.display());
        }
    }
    assert!(read > 5, "the files are somewhere else");
}
