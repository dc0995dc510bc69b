//! Local-only opens no socket at all, the web view's own processes included: seen from outside, in the system calls.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test stops where it stands"
)]

use std::time::Duration;

use skilldock_e2e::wait::{self, SOON};
use skilldock_e2e::{Home, Keychain, Market, Stock, Traced};

/// What would come by itself after the start: look-ups ahead of need, a check for updates.
const AFTERWARDS: Duration = Duration::from_secs(10);

#[tokio::test]
async fn the_window_opens_no_socket_of_a_network_in_local_only_mode_and_is_seen_to_where_it_may() {
    let market = Market::open(Stock::Demo).unwrap();
    let with = |enabled: &'static str| {
        [
            ("ATOM_SAAS_API_URL", market.url().to_owned()),
            ("ATOM_SAAS_API_TOKEN", market.token().to_owned()),
            ("ATOM_SAAS_ENABLED", enabled.to_owned()),
        ]
    };
    let home = Home::new(Keychain::Unlocked, true).await.unwrap();
    let environment = with("false");
    let environment: Vec<_> = environment
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    let local = Traced::open(&home, &environment).await.unwrap();
    local.keep_picture().unwrap();
    tokio::time::sleep(AFTERWARDS).await;
    let programs = local.programs().unwrap();
    for part in ["WebKitNetworkProcess", "WebKitWebProcess"] {
        assert!(
            programs.iter().any(|line| line.contains(part)),
            "{part} was not watched: {programs:?}"
        );
    }
    let opened = local.of_a_network().unwrap();
    assert!(opened.is_empty(), "{opened:#?}");
    drop(local);

    let home = Home::new(Keychain::Unlocked, true).await.unwrap();
    let environment = with("true");
    let environment: Vec<_> = environment
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    let connected = Traced::open(&home, &environment).await.unwrap();
    wait::until("a socket", SOON, async || {
        Ok((!connected.of_a_network()?.is_empty()).then_some(()))
    })
    .await
    .unwrap();
}
