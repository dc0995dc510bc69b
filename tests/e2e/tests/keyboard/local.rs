//! A cold start in local-only by keys: everything that is here is usable, and nobody is asked for anything.

use skilldock_e2e::wait::{LONG, SOON};
use skilldock_e2e::{Key, Keyboard};

use crate::{clean, environment, market, open_row, synced};

const SKILLS: usize = 24;

#[tokio::test(flavor = "multi_thread")]
async fn a_cold_start_without_a_network_is_worked_in_by_keys() {
    let market = market(SKILLS).await;
    let synced = synced(&market, &environment(&market), "live").await;
    let home = synced.quit().await.unwrap();
    // It stays up, to be asked afterwards whether anybody came.
    market.sockets().all_gone().await;
    market.recorded().clear();

    let local = environment(&market).iter().fold(
        skilldock_e2e::Setup::new().env("ATOM_SAAS_ENABLED", "false"),
        |setup, (name, value)| setup.env(name, value),
    );
    let mut keys = Keyboard::open_in(home, local).await.unwrap();
    keys.see("status-chip")
        .and("[data-mode=local_only]")
        .seen()
        .await
        .unwrap();
    let count = keys.see("result-count");
    count.counts(SKILLS, LONG).await.unwrap();
    let id = open_row(&keys, 3).await;
    let name = keys.see("skill-title").text().await.unwrap();
    keys.press("4").await.unwrap();
    keys.see("my-rating").and("[data-state=waiting]").seen().await.unwrap();
    keys.press(Key::Escape).await.unwrap();
    keys.css("[role=listbox]:focus").seen().await.unwrap();
    keys.press("f").await.unwrap();
    keys.see("favourite").and("[aria-pressed=true]").seen().await.unwrap();
    keys.press("/").await.unwrap();
    keys.focused("search").await.unwrap();
    keys.press(name.as_str()).await.unwrap();
    keys.css("#row-0").and(&Keyboard::of(&id)).seen().await.unwrap();
    keys.press(Key::Escape).await.unwrap();
    count.counts(SKILLS, SOON).await.unwrap();

    // A skill of one's own.
    keys.press(Key::Control + "2").await.unwrap();
    count.counts(1, SOON).await.unwrap();
    keys.enter("skill-new").await.unwrap();
    keys.focused("edit-name").await.unwrap();
    keys.press("Night Train").await.unwrap();
    keys.reach("edit-description").await.unwrap();
    keys.press("Made where no network is.").await.unwrap();
    keys.reach("edit-code").await.unwrap();
    keys.press("Tell me when the next train leaves.").await.unwrap();
    keys.press(Key::Control + "s").await.unwrap();
    keys.see("skill-title").says("Night Train").await.unwrap();
    keys.see("library-local")
        .and("[aria-selected=true]")
        .seen()
        .await
        .unwrap();
    keys.moment().await.unwrap();

    keys.restart().await.unwrap();
    keys.see("skill-title").says("Night Train").await.unwrap();
    keys.reach("library-local").await.unwrap();
    keys.press(Key::Left).await.unwrap();
    keys.see("skill-detail").and(&Keyboard::of(&id)).seen().await.unwrap();
    keys.see("result-count").counts(1, SOON).await.unwrap();
    keys.press(Key::Control + "3").await.unwrap();
    keys.see("rating-row").and("[data-state=waiting]").seen().await.unwrap();
    keys.moment().await.unwrap();
    assert_eq!(
        keys.see("banner").count().await.unwrap(),
        0,
        "nothing is wrong: it was chosen"
    );
    clean(&keys).await;
    let said = keys
        .home()
        .skilldock(&["status", "--json"], &[("ATOM_SAAS_ENABLED", "false")], "")
        .await;
    assert!(said.unwrap().out.contains(r#""mode":"local_only""#));
    assert!(
        market.recorded().requests().is_empty(),
        "local only asks nobody for anything"
    );
}
