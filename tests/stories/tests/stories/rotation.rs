//! Rotating the token: a new one is made, proved, stored and used, the old one revoked, and
//! every failure on the way goes back (`docs/security/token.md`).

use std::time::Duration;

use skilldock_engine::event::EngineEvent;
use skilldock_engine::model::Code;
use skilldock_engine::rotation::{Came, Ending, Step};
use skilldock_engine::status::{Mode, OpenRotation};
use skilldock_engine::vault::VaultError;
use skilldock_engine::{Engine, RotationReport, SyncRequest, Trigger};
use skilldock_marketplace::{Fault, Marketplace, When};
use skilldock_stories::keychain::Safe;
use skilldock_stories::live::{Live, impatient};
use skilldock_stories::{Laptop, market, skill, skills};

const TOKENS: &str = "/api/v1/tokens";
/// `DELETE`, with any token.
fn revocation() -> When {
    When::method("DELETE", "/api/v1/tokens/*")
}

/// A laptop whose keychain holds the marketplace's token.
struct Desk {
    market: Marketplace,
    laptop: Laptop,
    safe: Safe,
}

impl Desk {
    async fn new() -> Self {
        Self::with(market(skills(3)).await)
    }

    fn with(market: Marketplace) -> Self {
        let laptop = Laptop::with([("ATOM_SAAS_API_URL", market.url().as_str())]);
        let safe = Safe::with(&market.url(), market.token());
        Self { market, laptop, safe }
    }

    /// Skilldock, started on it.
    fn start(&self) -> Engine {
        self.laptop.twin_with(|options| {
            options.keychain = std::sync::Arc::new(self.safe.clone());
            options.live_policy = impatient();
            options.token_policy.rotation = Duration::from_millis(50);
        })
    }

    fn kept(&self) -> Option<String> {
        self.safe.token(&self.market.url())
    }

    /// Whether the marketplace accepts a token; tells nobody of it.
    async fn is_good(&self, token: &str) -> bool {
        let elsewhere = Laptop::with([]);
        let test = elsewhere
            .engine()
            .test_connection(&self.market.url(), Some(token))
            .await;
        test.unwrap().ok
    }

    /// Everything is as before: the old token kept, in use and good, nothing beside it.
    async fn nothing_changed(&self, engine: &Engine) {
        let held = self.safe.held();
        assert_eq!(held.len(), 1, "only the one in use is in the keychain");
        assert_eq!(self.kept().as_deref(), Some(self.market.token()));
        assert!(self.is_good(self.market.token()).await);
        assert_eq!(engine.status().unwrap().token.rotation, None);
        let synced = engine.sync(SyncRequest::default(), Trigger::User).await;
        assert!(synced.error.is_none(), "{:?}", synced.error);
    }
}

/// The tokens that were made while a rotation went on: what went into the keychain.
fn other_than<'a>(known: &str, held: impl IntoIterator<Item = &'a String>) -> Option<String> {
    held.into_iter().find(|token| *token != known).cloned()
}

async fn rotate(engine: &Engine) -> RotationReport {
    engine.rotate_token().await.unwrap()
}

async fn until(what: &str, mut holds: impl AsyncFnMut() -> bool) {
    let wait = async {
        while !holds().await {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    let waited = tokio::time::timeout(Duration::from_secs(20), wait).await;
    waited.unwrap_or_else(|_| panic!("{what} did not come"));
}

#[tokio::test]
async fn a_new_token_takes_the_place_of_the_old_one_which_is_revoked() {
    let desk = Desk::new().await;
    let engine = desk.start();
    let report = rotate(&engine).await;
    assert_eq!(report.ending, Ending::Rotated, "{:?}", report.problem);
    let kept = desk.kept().unwrap();
    assert_ne!(kept, desk.market.token());
    assert_eq!(desk.safe.held().len(), 1, "nothing is left beside it");
    assert!(desk.is_good(&kept).await);
    assert!(!desk.is_good(desk.market.token()).await, "the old one is revoked");
    let made = &desk.market.recorded().to(TOKENS)[0];
    assert!(made.json()["instance_id"].as_str().is_some_and(|id| id.len() == 36));
    let synced = engine.sync(SyncRequest::default(), Trigger::Schedule).await;
    assert!(synced.error.is_none(), "{:?}", synced.error);

    // What was kept is what the next start of the program uses.
    drop(engine);
    let again = desk.start();
    assert!(again.sync(SyncRequest::default(), Trigger::Start).await.error.is_none());
}

#[tokio::test]
async fn each_step_is_told_when_it_begins_and_how_it_ended() {
    let desk = Desk::new().await;
    let engine = desk.start();
    let mut events = engine.events();
    let mut told = || {
        let mut told = Vec::new();
        while let Ok(event) = events.try_recv() {
            if let EngineEvent::Rotating { step, came } = event {
                told.push((step, came));
            }
        }
        told
    };
    let each = |steps: &[(Step, Came)]| -> Vec<_> {
        steps
            .iter()
            .flat_map(|(step, came)| [(*step, None), (*step, Some(*came))])
            .collect()
    };
    let refused = desk.market.faults().on(When::get("/api/v1/skills"), Fault::status(401));
    let report = rotate(&engine).await;
    assert_eq!(report.failed_at, Some(Step::Prove), "{:?}", report.problem);
    let back = [
        (Step::Create, Came::Done),
        (Step::Keep, Came::Done),
        (Step::Prove, Came::Failed),
        (Step::Undo, Came::Done),
    ];
    assert_eq!(told(), each(&back));

    desk.market.faults().remove(refused);
    let report = rotate(&engine).await;
    assert_eq!(report.failed_at, None, "{:?}", report.problem);
    let all = [
        Step::Create,
        Step::Keep,
        Step::Prove,
        Step::Retain,
        Step::Store,
        Step::Switch,
        Step::Revoke,
    ];
    assert_eq!(told(), each(&all.map(|step| (step, Came::Done))));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_socket_goes_over_to_the_new_token_and_no_update_is_lost() {
    let desk = Desk::new().await;
    let mut live = Live::of(desk.start());
    live.until("a connection", |event| matches!(event, EngineEvent::Connected {}))
        .await;
    live.until_synced().await;
    let pushing = tokio::spawn({
        let catalogue = desk.market.catalogue().clone();
        async move {
            for number in 10..60 {
                catalogue.upsert(skill(number, &format!("Pushed {number}"))).unwrap();
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        }
    });
    let report = rotate(&live.engine).await;
    assert_eq!(report.ending, Ending::Rotated, "{:?}", report.problem);
    pushing.await.unwrap();
    until("all updates", async || live.engine.status().unwrap().skills == 53).await;
    until("the connection", async || {
        live.engine.status().unwrap().mode == Mode::Live
    })
    .await;
    // Proved by a connection of its own before the one in use was given up.
    let sockets = desk.market.recorded().to("/ws");
    assert_eq!(sockets.len(), 3, "the first, the proof, the one after the switch");
    assert!(
        sockets.iter().all(|socket| socket.authorized),
        "no attempt with a token that is not good"
    );
    let requests = desk.market.recorded().requests();
    assert!(
        requests.iter().all(|request| request.status != Some(401)),
        "no request was refused"
    );
    let revoked = requests.iter().position(|request| request.method == "DELETE").unwrap();
    let proof = requests.iter().rposition(|request| request.path == "/ws").unwrap();
    assert!(proof > 0 && revoked > 0);
    assert!(desk.market.catalogue().delete(&skilldock_stories::id(10)));
    until("an update by the new socket", async || {
        live.engine.status().unwrap().skills == 52
    })
    .await;
    live.shutdown().await;
}

#[tokio::test]
async fn a_marketplace_that_makes_no_token_changes_nothing() {
    for status in [400, 401, 403, 404, 405, 429, 501, 503] {
        let desk = Desk::new().await;
        let engine = desk.start();
        desk.market.faults().on(When::post(TOKENS), Fault::status(status));
        let report = rotate(&engine).await;
        assert_eq!(report.ending, Ending::NothingChanged, "{status}");
        let problem = report.problem.unwrap();
        if [403, 404, 405, 501].contains(&status) {
            assert!(problem.hint.contains("by whoever runs it"), "{status}: {problem}");
        }
        assert_eq!(desk.market.recorded().to(TOKENS).len(), 1, "{status}: asked once");
        if status != 401 {
            desk.nothing_changed(&engine).await;
        }
    }
}

#[tokio::test]
async fn an_answer_that_is_lost_is_said_to_have_left_a_token_perhaps() {
    for fault in [
        Fault::lose_answer(),
        Fault::status(500),
        Fault::captive_portal(),
        Fault::invalid_json(),
    ] {
        let desk = Desk::new().await;
        let engine = desk.start();
        let shown = format!("{fault:?}");
        desk.market.faults().on(When::post(TOKENS), fault);
        let report = rotate(&engine).await;
        assert_eq!(report.ending, Ending::MaybeMade, "{shown}");
        assert_eq!(report.token.rotation, Some(OpenRotation::MaybeMade), "{shown}");
        assert_eq!(
            desk.market.recorded().to(TOKENS).len(),
            1,
            "{shown}: not asked for another one"
        );
        assert_eq!(desk.kept().as_deref(), Some(desk.market.token()), "{shown}");
        // It is said until it has been read.
        drop(engine);
        let engine = desk.start();
        assert_eq!(engine.token_status().await.rotation, Some(OpenRotation::MaybeMade));
        engine.silence_token_reminder().unwrap();
        desk.nothing_changed(&engine).await;
    }
}

#[tokio::test]
async fn a_new_token_that_is_refused_is_revoked_and_the_old_one_stays() {
    for fault in [
        Fault::status(401),
        Fault::status(500),
        Fault::hang(),
        Fault::captive_portal(),
    ] {
        let mut desk = Desk::new().await;
        desk.laptop.set("ATOM_SAAS_API_TIMEOUT_SECONDS", "10");
        let shown = format!("{fault:?}");
        let hangs = shown.contains("Hang");
        let engine = desk.start();
        let made = watch(&desk);
        let rule = desk.market.faults().on(When::get("/api/v1/skills"), fault);
        if hangs {
            // Ten seconds is the shortest that may be configured.
            let report = rotate(&engine).await;
            assert_eq!(report.problem.unwrap().code, Code::TimedOut);
        } else {
            let report = rotate(&engine).await;
            assert_eq!(report.ending, Ending::WentBack, "{shown}: {:?}", report.problem);
        }
        desk.market.faults().remove(rule);
        let made = made.await.unwrap();
        assert!(!desk.is_good(&made).await, "{shown}: the new one is revoked");
        desk.nothing_changed(&engine).await;
    }
}

/// Sees the new token when it comes into the keychain.
fn watch(desk: &Desk) -> tokio::task::JoinHandle<String> {
    let (safe, old) = (desk.safe.clone(), desk.market.token().to_owned());
    tokio::spawn(async move {
        loop {
            if let Some(made) = other_than(&old, safe.held().values()) {
                return made;
            }
            tokio::task::yield_now().await;
        }
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn a_socket_that_refuses_the_new_token_takes_it_back_too() {
    let desk = Desk::new().await;
    let mut live = Live::of(desk.start());
    live.until("a connection", |event| matches!(event, EngineEvent::Connected {}))
        .await;
    live.until_synced().await;
    desk.market.faults().on(When::get("/ws"), Fault::status(401));
    let report = rotate(&live.engine).await;
    assert_eq!(report.ending, Ending::WentBack);
    assert_eq!(report.problem.unwrap().code, Code::TokenRejected);
    assert_eq!(
        live.engine.status().unwrap().mode,
        Mode::Live,
        "the connection in use was not touched"
    );
    desk.nothing_changed(&live.engine).await;
    live.shutdown().await;
}

#[tokio::test]
async fn a_keychain_that_does_not_take_what_it_should_leads_back() {
    for (which, slow) in [
        ("(next token)", false),
        ("(former token)", false),
        ("", false),
        ("(next token)", true),
    ] {
        let desk = Desk::new().await;
        let engine = desk.start();
        let error = if slow { VaultError::Slow } else { VaultError::Denied };
        desk.safe.refuse(move |account| {
            let main = !account.contains(' ');
            (if which.is_empty() {
                main
            } else {
                account.contains(which)
            })
            .then(|| error.clone())
        });
        let report = rotate(&engine).await;
        assert_eq!(report.ending, Ending::WentBack, "{which}: {:?}", report.problem);
        assert!(matches!(
            report.problem.unwrap().code,
            Code::Keychain | Code::KeychainLocked
        ));
        desk.safe.open();
        let deleted = desk.market.recorded().requests();
        assert_eq!(
            deleted.iter().filter(|request| request.method == "DELETE").count(),
            1,
            "{which}"
        );
        desk.nothing_changed(&engine).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_keychain_that_went_silent_while_it_was_written_is_asked_later_and_nothing_is_revoked() {
    let desk = Desk::new().await;
    let engine = desk.start();
    desk.safe.refuse({
        let safe = desk.safe.clone();
        move |account| {
            (!account.contains(' ')).then(|| {
                // It cannot be read either, from another thread: this one has its lock.
                let safe = safe.clone();
                std::thread::spawn(move || safe.shut(VaultError::Slow));
                VaultError::Slow
            })
        }
    });
    let report = rotate(&engine).await;
    assert_eq!(report.ending, Ending::KeychainUnsure, "{:?}", report.problem);
    assert_eq!(report.token.rotation, Some(OpenRotation::Unfinished));
    assert!(desk.is_good(desk.market.token()).await, "the one in use is good");
    until("the keychain's silence", async || desk.safe.held().len() == 3).await;
    desk.safe.open();
    let scheduler = engine.schedule();
    until("the end of the rotation", async || desk.safe.held().len() == 1).await;
    let kept = desk.kept().unwrap();
    assert_ne!(kept, desk.market.token(), "it went on to its end");
    assert!(desk.is_good(&kept).await && !desk.is_good(desk.market.token()).await);
    scheduler.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_cannot_be_revoked_is_said_to_be_good_still_and_revoked_later() {
    for status in [401, 403, 500] {
        let desk = Desk::new().await;
        let engine = desk.start();
        let rule = desk.market.faults().on(revocation(), Fault::status(status));
        let report = rotate(&engine).await;
        assert_eq!(report.ending, Ending::OldStillGood, "{status}");
        assert_eq!(report.token.rotation, Some(OpenRotation::OldStillGood));
        let kept = desk.kept().unwrap();
        assert_ne!(kept, desk.market.token(), "{status}: the new one is in use");
        assert!(desk.is_good(desk.market.token()).await);

        // After a restart it is still known, and tried by itself.
        drop(engine);
        let engine = desk.start();
        let scheduler = engine.schedule();
        until("a further try", async || desk.market.faults().met(rule) > 1).await;
        desk.market.faults().remove(rule);
        until("the revocation", async || desk.safe.held().len() == 1).await;
        assert!(!desk.is_good(desk.market.token()).await);
        scheduler.shutdown().await;
    }
}

#[tokio::test]
async fn what_is_left_open_is_gone_on_with_when_the_user_rotates_again() {
    let desk = Desk::new().await;
    let engine = desk.start();
    let rule = desk.market.faults().on(revocation(), Fault::status(403));
    rotate(&engine).await;
    let kept = desk.kept().unwrap();
    desk.market.faults().remove(rule);
    let report = rotate(&engine).await;
    assert_eq!(report.ending, Ending::Rotated);
    assert_eq!(desk.kept().unwrap(), kept, "no second token was made");
    assert_eq!(desk.market.recorded().to(TOKENS).len(), 1);
}

/// Kills Skilldock while a request of the rotation is held, and starts it again.
async fn killed_at(when: When, answer: bool) -> (Desk, Engine) {
    let desk = Desk::new().await;
    let engine = desk.start();
    let gate = if answer {
        desk.market.faults().hold_answer(when)
    } else {
        desk.market.faults().hold(when)
    };
    let rotating = tokio::spawn({
        let engine = engine.clone();
        async move { engine.rotate_token().await }
    });
    gate.holding().await;
    rotating.abort();
    assert!(rotating.await.unwrap_err().is_cancelled());
    drop(engine);
    drop(gate);
    let again = desk.start();
    (desk, again)
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_before_the_new_token_is_known_it_says_that_there_may_be_one() {
    let (desk, engine) = killed_at(When::post(TOKENS), true).await;
    let scheduler = engine.schedule();
    until("the token", async || engine.status().unwrap().token.present).await;
    until("word of it", async || engine.status().unwrap().token.rotation.is_some()).await;
    assert_eq!(desk.kept().as_deref(), Some(desk.market.token()));
    assert!(desk.is_good(desk.market.token()).await);
    scheduler.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_anywhere_else_it_is_finished_at_the_next_start() {
    for (when, answer) in [
        (When::get("/api/v1/skills"), false),
        (When::get("/api/v1/skills"), true),
        (revocation(), false),
        (revocation(), true),
    ] {
        let (desk, engine) = killed_at(when, answer).await;
        let made = other_than(desk.market.token(), desk.safe.held().values()).expect("it is in the keychain");
        let scheduler = engine.schedule();
        until("the end of the rotation", async || desk.safe.held().len() == 1).await;
        until("no word of it", async || {
            engine.status().unwrap().token.rotation.is_none()
        })
        .await;
        assert_eq!(desk.kept(), Some(made), "the one that was made before the kill");
        assert!(!desk.is_good(desk.market.token()).await);
        assert_eq!(desk.market.recorded().to(TOKENS).len(), 1, "no other was made");
        scheduler.shutdown().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sync_under_way_is_not_cut_off_by_the_revocation() {
    let market = Marketplace::builder()
        .skills(skills(1200))
        .no_limits()
        .start()
        .await
        .unwrap();
    let desk = Desk::with(market);
    let engine = desk.start();
    let gate = desk.market.faults().hold(When::listing_page(2));
    let sync = tokio::spawn({
        let engine = engine.clone();
        async move { engine.sync(SyncRequest::default(), Trigger::User).await }
    });
    gate.holding().await;
    let rotating = tokio::spawn({
        let engine = engine.clone();
        async move { engine.rotate_token().await }
    });
    until("the switch", async || {
        desk.kept().as_deref() != Some(desk.market.token())
    })
    .await;
    // Long enough for a revocation that waits for nobody.
    tokio::time::sleep(Duration::from_millis(300)).await;
    let seen = desk.market.recorded().requests();
    assert!(
        seen.iter().all(|request| request.method != "DELETE"),
        "it waits for the sync"
    );
    drop(gate);
    let synced = sync.await.unwrap();
    assert!(synced.error.is_none(), "{:?}", synced.error);
    assert_eq!(rotating.await.unwrap().unwrap().ending, Ending::Rotated);
    let requests = desk.market.recorded().requests();
    assert!(requests.iter().all(|request| request.status != Some(401)));
}

#[tokio::test]
async fn a_token_that_is_set_elsewhere_is_not_ours_to_rotate() {
    let market = market(skills(1)).await;
    let laptop = Laptop::knowing(&market);
    let problem = laptop.engine().rotate_token().await.unwrap_err();
    assert_eq!(problem.code, Code::BadInput);
    assert!(problem.message.contains("set in the environment"), "{problem}");
    assert!(problem.hint.contains("revoke the old one"), "{problem}");
    assert_eq!(market.recorded().count(), 0, "nothing was asked");
}

#[tokio::test(flavor = "multi_thread")]
async fn one_rotation_at_a_time_in_one_process_and_in_two() {
    let desk = Desk::new().await;
    let (engine, other) = (desk.start(), desk.start());
    let gate = desk.market.faults().hold(When::post(TOKENS));
    let rotating = tokio::spawn({
        let engine = engine.clone();
        async move { engine.rotate_token().await }
    });
    gate.holding().await;
    assert_eq!(engine.rotate_token().await.unwrap_err().code, Code::Busy);
    assert_eq!(
        other.rotate_token().await.unwrap_err().code,
        Code::Busy,
        "another process"
    );
    assert_eq!(engine.set_token("another-token").await.unwrap_err().code, Code::Busy);
    drop(gate);
    assert_eq!(rotating.await.unwrap().unwrap().ending, Ending::Rotated);
}

#[tokio::test]
async fn the_token_that_the_user_sets_wins_over_a_rotation_that_is_open() {
    let (desk, engine) = killed_at(When::get("/api/v1/skills"), false).await;
    let made = other_than(desk.market.token(), desk.safe.held().values()).unwrap();
    let theirs = desk.market.issue_token("theirs");
    engine.set_token(&theirs).await.unwrap();
    let scheduler = engine.schedule();
    until("the end of the rotation", async || desk.safe.held().len() == 1).await;
    assert_eq!(desk.kept(), Some(theirs));
    assert!(!desk.is_good(&made).await, "the one that nobody uses is revoked");
    scheduler.shutdown().await;
}

#[tokio::test]
async fn forgetting_the_token_forgets_those_of_a_rotation() {
    let (desk, engine) = killed_at(When::get("/api/v1/skills"), false).await;
    assert_eq!(desk.safe.held().len(), 2);
    engine.forget_token().await.unwrap();
    assert!(desk.safe.held().is_empty());
    assert_eq!(engine.status().unwrap().token.rotation, None);
}
