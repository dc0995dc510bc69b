//! The token in a keychain that does not always answer, one that the marketplace refuses, and
//! one that grows old (`docs/security/token.md`).

use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use skilldock_engine::event::EngineEvent;
use skilldock_engine::model::Code;
use skilldock_engine::status::{Mode, Notice, Reminder, Situation, TokenSource};
use skilldock_engine::vault::{KeychainOutcome, VaultError};
use skilldock_engine::{Engine, SyncRequest, Trigger};
use skilldock_marketplace::{Fault, Marketplace, When};
use skilldock_stories::keychain::Safe;
use skilldock_stories::live::{Live, impatient};
use skilldock_stories::{Laptop, id, market, skills};

fn on(laptop: &Laptop, safe: &Safe) -> Engine {
    laptop.twin_with(|options| {
        options.keychain = Arc::new(safe.clone());
        options.live_policy = impatient();
        options.token_policy.first_pause = Duration::from_millis(20);
        options.token_policy.longest_pause = Duration::from_millis(60);
    })
}

fn at(market: &Marketplace) -> Laptop {
    Laptop::with([("ATOM_SAAS_API_URL", market.url().as_str())])
}

async fn until(what: &str, mut holds: impl FnMut() -> bool) {
    let wait = async {
        while !holds() {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    let waited = tokio::time::timeout(Duration::from_secs(20), wait).await;
    waited.unwrap_or_else(|_| panic!("{what} did not come"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_keychain_that_is_not_open_at_the_start_is_waited_for_and_then_all_connects_by_itself() {
    for (how, outcome) in [
        (VaultError::Locked, KeychainOutcome::Locked),
        (VaultError::NoKeychain, KeychainOutcome::Absent),
        (VaultError::Denied, KeychainOutcome::Denied),
        (VaultError::Slow, KeychainOutcome::Slow),
    ] {
        let market = market(skills(3)).await;
        let laptop = at(&market);
        let safe = Safe::with(&market.url(), market.token());
        // The day before all was well: what is here stays usable.
        on(&laptop, &safe).sync(SyncRequest::default(), Trigger::User).await;
        market.recorded().clear();

        safe.shut(how);
        let mut live = Live::of(on(&laptop, &safe));
        let scheduler = live.engine.schedule();
        until("the first question", || safe.asked() > 4).await;
        let status = live.engine.status().unwrap();
        assert_eq!(status.notice, Some(Notice::KeychainWaits));
        assert_eq!(status.token.keychain, Some(outcome));
        assert_eq!(status.skills, 3, "what is here is here");
        assert_eq!(market.recorded().count(), 0, "nothing is asked without a token");
        let asked = safe.asked();
        until("further questions", || safe.asked() > asked + 3).await;
        assert!(
            safe.dialogs() <= 1,
            "one dialog for one start of the program, not {}",
            safe.dialogs()
        );

        safe.open();
        live.until("a connection", |event| matches!(event, EngineEvent::Connected {}))
            .await;
        live.until_synced().await;
        let status = live.engine.status().unwrap();
        assert_eq!(
            status.token.source,
            Some(TokenSource::Keychain),
            "nothing was forgotten"
        );
        assert_eq!((status.mode, status.notice), (Mode::Live, None));
        scheduler.shutdown().await;
        live.shutdown().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn each_action_of_the_user_asks_a_locked_keychain_once_and_nothing_else_asks_it() {
    let market = market(skills(1)).await;
    let laptop = at(&market);
    let safe = Safe::with(&market.url(), market.token());
    safe.shut(VaultError::Locked);
    let live = Live::of(on(&laptop, &safe));
    let scheduler = live.engine.schedule();
    until("the first dialog", || safe.dialogs() == 1).await;
    for dialogs in 2..5 {
        let synced = live.engine.sync(SyncRequest::default(), Trigger::User).await;
        assert_eq!(synced.error.unwrap().code, Code::KeychainLocked);
        assert_eq!(safe.dialogs(), dialogs, "one for one click");
        let asked = safe.asked();
        until("quiet questions", || safe.asked() > asked + 3).await;
        assert_eq!(safe.dialogs(), dialogs);
    }
    live.engine.sync(SyncRequest::default(), Trigger::Schedule).await;
    live.engine.sync(SyncRequest::default(), Trigger::CatchUp).await;
    assert_eq!(safe.dialogs(), 4, "what happens by itself puts up none");
    scheduler.shutdown().await;
    live.shutdown().await;
}

#[tokio::test]
async fn what_the_keychain_does_not_take_is_kept_until_the_end_and_in_no_file() {
    let market = market(skills(1)).await;
    let laptop = at(&market);
    let safe = Safe::default();
    safe.shut(VaultError::NoKeychain);
    let engine = on(&laptop, &safe);
    let kept = engine.keep_token(market.token()).await.unwrap();
    assert_eq!(kept.source, Some(TokenSource::Session));
    assert!(engine.sync(SyncRequest::default(), Trigger::User).await.error.is_none());
    assert_eq!(engine.test_keychain().await.outcome, KeychainOutcome::Absent);
    for file in std::fs::read_dir(laptop.folder()).unwrap() {
        let bytes = std::fs::read(file.unwrap().path()).unwrap_or_default();
        let token = market.token().as_bytes();
        assert!(!bytes.windows(token.len()).any(|part| part == token));
    }
    drop(engine);
    safe.open();
    let engine = on(&laptop, &safe);
    assert!(!engine.token_status().await.present, "with the program it is gone");
}

#[tokio::test(flavor = "multi_thread")]
async fn after_a_401_nothing_uses_the_token_until_there_is_another() {
    let market = market(skills(3)).await;
    let laptop = at(&market);
    let safe = Safe::with(&market.url(), market.token());
    let mut live = Live::of(on(&laptop, &safe));
    let scheduler = live.engine.schedule();
    live.until("a connection", |event| matches!(event, EngineEvent::Connected {}))
        .await;
    live.until_synced().await;
    let skill = id(0).parse().unwrap();
    live.engine.rate(skill, 4, None).unwrap();
    until("the rating's way", || live.engine.status().unwrap().ratings.sent == 1).await;

    market.revoke_token(market.token());
    live.until("the refusal of the token", |event| match event {
        EngineEvent::Status { status } => status.mode == Mode::TokenRejected,
        _ => false,
    })
    .await;
    let told = live.count(|event| matches!(event, EngineEvent::Disconnected { .. }));
    live.listens_for(Duration::from_millis(200)).await;
    let refused = market
        .recorded()
        .requests()
        .iter()
        .filter(|one| one.status == Some(401))
        .count();
    let before = market.recorded().count();

    // Everything that goes on by itself or beside what the user does.
    live.engine.rate(skill, 2, Some("changed")).unwrap();
    for _ in 0..20 {
        assert!(live.engine.refresh_reviews(skill).await.is_err());
        live.engine.try_rating(skill).await.unwrap();
        for trigger in [Trigger::Schedule, Trigger::CatchUp, Trigger::Start] {
            let report = live.engine.sync(SyncRequest::default(), trigger).await;
            assert_eq!(report.error.unwrap().code, Code::TokenRejected);
        }
        live.engine
            .set_setting("ATOM_SAAS_SYNC_INTERVAL_MINUTES", Some("5"))
            .unwrap();
        live.engine
            .set_setting("ATOM_SAAS_SYNC_INTERVAL_MINUTES", None)
            .unwrap();
        live.engine.pause().unwrap();
        live.engine.resume().unwrap();
        live.listens_for(Duration::from_millis(20)).await;
    }
    assert_eq!(
        market.recorded().count(),
        before,
        "not one request by itself, over any way"
    );
    assert!(refused <= 1, "one refusal was enough: {refused}");
    assert_eq!(
        live.count(|event| matches!(event, EngineEvent::Disconnected { .. })),
        told,
        "said once"
    );
    let status = live.engine.status().unwrap();
    assert_eq!((status.skills, status.ratings.waiting), (3, 1), "everything is kept");
    assert_eq!(status.situation, Situation::TokenRejected {});

    // The user asks: that is one request.
    assert!(!live.engine.test_token().await.unwrap().ok);
    assert_eq!(market.recorded().count(), before + 1);

    let another = market.issue_token("another");
    live.engine.set_token(&another).await.unwrap();
    live.until("a connection", |event| matches!(event, EngineEvent::Connected {}))
        .await;
    until("the rating", || live.engine.status().unwrap().ratings.waiting == 0).await;
    assert_eq!(
        live.engine.status().unwrap().mode,
        Mode::Live,
        "one new token put it right"
    );
    scheduler.shutdown().await;
    live.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sync_that_began_with_the_old_token_says_nothing_of_the_new_one() {
    let market = Marketplace::builder()
        .skills(skills(1200))
        .no_limits()
        .start()
        .await
        .unwrap();
    let laptop = at(&market);
    let safe = Safe::with(&market.url(), market.token());
    let engine = on(&laptop, &safe);
    let gate = market.faults().hold(When::listing_page(2));
    let rule = market.faults().on(When::listing_page(2), Fault::status(401));
    let sync = tokio::spawn({
        let engine = engine.clone();
        async move { engine.sync(SyncRequest::default(), Trigger::Schedule).await }
    });
    gate.holding().await;
    let another = market.issue_token("another");
    engine.set_token(&another).await.unwrap();
    drop(gate);
    let report = sync.await.unwrap();
    assert_eq!(report.error.unwrap().code, Code::TokenRejected);
    assert_ne!(engine.status().unwrap().mode, Mode::TokenRejected);
    market.faults().remove(rule);
    assert!(
        engine
            .sync(SyncRequest::default(), Trigger::Schedule)
            .await
            .error
            .is_none()
    );
}

/// A JWT that runs out so many days from now.
fn jwt(days: i64) -> String {
    let exp = jiff::Timestamp::now().as_second() + days * 24 * 60 * 60 + 60;
    let part = |text: &str| URL_SAFE_NO_PAD.encode(text);
    format!(
        "{}.{}.c2ln",
        part(r#"{"alg":"HS256"}"#),
        part(&format!("{{\"exp\":{exp}}}"))
    )
}

#[tokio::test]
async fn the_end_of_a_token_is_said_a_week_before_and_after_it() {
    for (days, reminder, notice) in [
        (30, None, None),
        (6, Some(Reminder::Expires), Some(Notice::TokenExpires)),
        (-3, Some(Reminder::Expired), Some(Notice::TokenExpired)),
    ] {
        let market = market(skills(1)).await;
        let token = jwt(days);
        market.admit_token(&token, "here");
        let laptop = at(&market);
        let engine = on(&laptop, &Safe::with(&market.url(), &token));
        engine.sync(SyncRequest::default(), Trigger::User).await;
        let status = engine.status().unwrap();
        assert!(status.token.expires_at.is_some());
        assert_eq!((status.token.reminder, status.notice), (reminder, notice), "{days}");
        let put_off = engine.silence_token_reminder().unwrap();
        let still = (days < 0).then_some(Reminder::Expired);
        assert_eq!(put_off.token.reminder, still, "{days}: put off");
    }
}

#[tokio::test]
async fn a_token_in_use_for_ninety_days_is_spoken_of_and_another_begins_anew() {
    let market = market(skills(1)).await;
    let laptop = at(&market);
    let safe = Safe::with(&market.url(), market.token());
    let engine = on(&laptop, &safe);
    engine.sync(SyncRequest::default(), Trigger::User).await;
    assert_eq!(engine.status().unwrap().token.reminder, None);
    drop(engine);
    // What was noted, three months earlier.
    let user = rusqlite::Connection::open(laptop.folder().join("user.db")).unwrap();
    let name = "SELECT name FROM fact WHERE name LIKE 'token_seen:%'";
    let name: String = user.query_row(name, [], |row| row.get(0)).unwrap();
    let long_ago = jiff::Timestamp::now() - jiff::Span::new().hours(24 * 91);
    let changed = "UPDATE fact SET value = json_set(value, '$.since', ?2) WHERE name = ?1";
    assert_eq!(user.execute(changed, (&name, long_ago.to_string())).unwrap(), 1);
    drop(user);

    let engine = on(&laptop, &safe);
    engine.sync(SyncRequest::default(), Trigger::User).await;
    let status = engine.status().unwrap();
    assert_eq!(
        (status.token.reminder, status.notice),
        (Some(Reminder::Old), Some(Notice::TokenOld))
    );
    let another = market.issue_token("another");
    engine.set_token(&another).await.unwrap();
    assert_eq!(engine.status().unwrap().token.reminder, None);
}
