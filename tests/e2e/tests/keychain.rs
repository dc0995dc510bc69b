//! The token and a real Secret Service, through the command line: kept where it belongs, said nowhere, never waited for.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test stops where it stands"
)]

use std::time::Duration;

use skilldock_e2e::{Home, Keychain, Market, Said, Stock};

/// Exit statuses of the command line.
const DONE: Option<i32> = Some(0);
const TOKEN: Option<i32> = Some(5);
const BUSY_OR_LOCKED: Option<i32> = Some(7);

/// No call of a keychain may take longer, whatever the keychain does.
const LIMIT: Duration = Duration::from_secs(10);

struct Desk {
    market: Market,
    home: Home,
}

impl Desk {
    async fn with(keychain: Keychain, display: bool) -> Self {
        let market = Market::open(Stock::Demo).unwrap();
        Self {
            market,
            home: Home::new(keychain, display).await.unwrap(),
        }
    }

    /// Runs the command, which must not hang and must not say the token.
    async fn token(&self, word: &str, input: &str) -> Said {
        let url = [("ATOM_SAAS_API_URL", self.market.url())];
        let said = self
            .home
            .skilldock(&["token", word, "--json"], &url, input)
            .await
            .unwrap();
        assert!(said.took < LIMIT, "`token {word}` took {:?}", said.took);
        for text in [&said.out, &said.err] {
            assert!(
                !text.contains(self.market.token()),
                "`token {word}` says the token: {text}"
            );
        }
        said
    }

    /// The token is written nowhere but in the keychain, and there not in the clear.
    fn nothing_is_written(&self) {
        let token = self.market.token();
        for form in [token.to_owned(), token.to_uppercase(), token.replace('-', "")] {
            let leaks = self.home.files_with(form.as_bytes()).unwrap();
            assert!(leaks.is_empty(), "the token is in {leaks:?}");
        }
    }
}

#[tokio::test]
async fn a_token_is_kept_found_by_the_next_process_and_forgotten() {
    let desk = Desk::with(Keychain::Unlocked, false).await;
    let before = desk.token("test", "").await;
    assert_eq!(before.status, TOKEN, "there is none yet: {before:?}");

    let set = desk.token("set", &format!("{}\n", desk.market.token())).await;
    assert_eq!(set.status, DONE, "{set:?}");
    let test = desk.token("test", "").await;
    assert_eq!(test.status, DONE, "another process finds it: {test:?}");
    desk.nothing_is_written();

    let forget = desk.token("forget", "").await;
    assert_eq!(forget.status, DONE, "{forget:?}");
    let after = desk.token("test", "").await;
    assert_eq!(after.status, TOKEN, "it is gone: {after:?}");
    desk.nothing_is_written();
}

#[tokio::test]
async fn a_token_that_the_marketplace_refuses_is_refused() {
    let desk = Desk::with(Keychain::Unlocked, false).await;
    desk.token("set", "not-the-token-at-all\n").await;
    let test = desk.token("test", "").await;
    assert_eq!(test.status, TOKEN, "{test:?}");
}

#[tokio::test]
async fn without_a_keychain_it_says_so_and_writes_no_token_anywhere() {
    let desk = Desk::with(Keychain::None, false).await;
    let set = desk.token("set", &format!("{}\n", desk.market.token())).await;
    assert_ne!(set.status, DONE, "it cannot have been kept: {set:?}");
    assert!(set.status.is_some(), "no signal ended it: {set:?}");
    assert!(set.out.contains("\"error\""), "it says what is wrong: {set:?}");
    desk.nothing_is_written();
}

#[tokio::test]
async fn a_locked_keychain_is_not_waited_for() {
    for display in [false, true] {
        let desk = Desk::with(Keychain::Locked, display).await;
        let set = desk.token("set", &format!("{}\n", desk.market.token())).await;
        assert_eq!(set.status, BUSY_OR_LOCKED, "with display {display}: {set:?}");
        let test = desk.token("test", "").await;
        assert!(
            test.status == BUSY_OR_LOCKED || test.status == TOKEN,
            "with display {display}: {test:?}"
        );
        desk.nothing_is_written();
    }
}

#[tokio::test]
async fn a_token_in_the_environment_needs_no_keychain() {
    let desk = Desk::with(Keychain::None, false).await;
    let environment = [
        ("ATOM_SAAS_API_URL", desk.market.url()),
        ("ATOM_SAAS_API_TOKEN", desk.market.token()),
    ];
    let test = desk
        .home
        .skilldock(&["token", "test", "--json"], &environment, "")
        .await
        .unwrap();
    assert_eq!(test.status, DONE, "{test:?}");
    assert!(!test.out.contains(desk.market.token()) && !test.err.contains(desk.market.token()));
    desk.nothing_is_written();
}
