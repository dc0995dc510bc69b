//! The connection across processes and restarts (contract, section 3), and that its
//! token is nowhere but in the request.

use std::io::Write;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use skilldock_engine::event::EngineEvent;
use skilldock_engine::status::Mode;
use skilldock_marketplace::{Fault, Marketplace, When};
use skilldock_stories::live::{Live, impatient};
use skilldock_stories::{Laptop, market, skill, skills};

const SOON: Duration = Duration::from_secs(10);

/// Waits until another process on the folder sees a connection, or none.
async fn sees(laptop: &Laptop, connected: bool) {
    let seen = tokio::time::timeout(SOON, async {
        while laptop.engine().status().unwrap().websocket.connected != connected {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    });
    assert!(
        seen.await.is_ok(),
        "another process does not see connected: {connected}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_on_one_folder_one_holds_the_connection_and_the_other_takes_over() {
    let market = market(skills(3)).await;
    let laptop = Laptop::knowing(&market);
    let first = Live::connected_on(&laptop, impatient()).await;
    let mut second = Live::on(&laptop, impatient());
    second.listens_for(Duration::from_millis(300)).await;
    assert_eq!(market.recorded().sockets().len(), 1);
    let seen = second.engine.status().unwrap();
    assert!(seen.websocket.connected, "what the holder stored is seen");
    assert_eq!(seen.mode, Mode::Live);

    market.catalogue().upsert(skill(8, "Pushed to the first")).unwrap();
    second
        .until("the change that the first made", |event| {
            matches!(event, EngineEvent::CatalogueChanged { .. })
        })
        .await;

    first.shutdown().await;
    second
        .until("a connection", |event| matches!(event, EngineEvent::Connected {}))
        .await;
    // The marketplace writes it down a moment after it has answered.
    assert!(
        market
            .recorded()
            .until(Duration::from_secs(5), |record| record.sockets().len() == 2)
            .await
    );
    let sockets = market.recorded().sockets();
    assert!(
        sockets[0].ended_at.as_ref().unwrap() <= &sockets[1].at,
        "never two at a time: {sockets:?}"
    );
    second.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_last_is_seen_after_a_restart_and_is_no_connection() {
    let market = market(skills(3)).await;
    let laptop = Laptop::knowing(&market);
    let mut live = Live::connected_on(&laptop, impatient()).await;
    market.catalogue().upsert(skill(8, "Pushed")).unwrap();
    live.until_applied("skill_update", 1).await;
    market.sockets().close_all(1001, "going away");
    live.until("the end", |event| matches!(event, EngineEvent::Disconnected { .. }))
        .await;
    let reason = live.engine.status().unwrap().websocket.last_disconnect_reason;
    assert_eq!(
        reason.as_deref(),
        Some("the marketplace closed the connection (1001: going away)")
    );
    live.until("a connection", |event| matches!(event, EngineEvent::Connected {}))
        .await;
    sees(&laptop, true).await;
    let engine = live.shutdown().await;
    let last = engine.status().unwrap().websocket;
    drop(engine);
    let seen = laptop.twin().status().unwrap();
    assert_eq!(seen.websocket, last);
    assert!(!seen.websocket.connected);
    assert!(seen.websocket.last_message.is_some());
    assert_eq!(seen.mode, Mode::Polling, "nobody listens");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_process_that_ends_without_a_word_leaves_no_connection_behind() {
    let market = market(skills(3)).await;
    let laptop = Laptop::knowing(&market);
    let live = Live::connected_on(&laptop, impatient()).await;
    sees(&laptop, true).await;
    // Dropping it is not waiting for it: what it stored stays, the lock goes.
    drop(live);
    assert!(
        market
            .recorded()
            .until(SOON, |record| record.sockets()[0].ended.is_some())
            .await,
        "the connection ends"
    );
    sees(&laptop, false).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pause_and_a_new_token_are_noticed_by_the_other_process() {
    let market = market(skills(3)).await;
    let laptop = Laptop::knowing(&market);
    let live = Live::connected_on(&laptop, impatient()).await;
    laptop.engine().pause().unwrap();
    market.sockets().all_gone().await;
    laptop.engine().resume().unwrap();
    tokio::time::timeout(SOON, market.sockets().connected(1)).await.unwrap();
    live.shutdown().await;
}

/// What is logged, kept in memory.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_token_is_in_no_event_no_log_and_no_file() {
    const TOKEN: &str = "canary-token-of-the-socket";
    let log = Log::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_env_filter("warn,skilldock_engine=trace,reqwest=debug,tungstenite=debug")
        .with_writer(move || writer.clone())
        .finish();
    // Another story in this process cannot have set one: no other does.
    tracing::subscriber::set_global_default(subscriber).unwrap();

    let market = Marketplace::builder()
        .skills(skills(3))
        .no_limits()
        .token(TOKEN)
        .start()
        .await
        .unwrap();
    let laptop = Laptop::knowing(&market);
    let location = format!("{}/elsewhere", market.url());
    for fault in [
        Fault::status(500),
        Fault::redirect(302, &location),
        Fault::close(),
        Fault::captive_portal(),
    ] {
        market.faults().on(When::get("/ws").once(), fault);
    }
    let mut live = Live::on(&laptop, impatient());
    live.until("a connection", |event| matches!(event, EngineEvent::Connected {}))
        .await;
    market.sockets().close_all(1008, &format!("bad {TOKEN}"));
    live.until("the end", |event| matches!(event, EngineEvent::Disconnected { .. }))
        .await;
    live.until("a connection", |event| matches!(event, EngineEvent::Connected {}))
        .await;
    market.go_down().await;
    live.until("the end", |event| matches!(event, EngineEvent::Disconnected { .. }))
        .await;
    live.until("a refusal", |event| matches!(event, EngineEvent::Disconnected { .. }))
        .await;
    let said = format!("{:?} {:?}", live.heard, live.engine.status().unwrap());
    assert!(!said.contains(TOKEN), "{said}");
    assert!(!said.contains("token="), "{said}");
    live.shutdown().await;
    let logged = String::from_utf8_lossy(&log.0.lock().unwrap()).into_owned();
    assert!(logged.contains("the socket is not connected"), "the log was not heard");
    assert!(!logged.contains(TOKEN) && !logged.contains("token="), "{logged}");
    for file in std::fs::read_dir(laptop.folder()).unwrap() {
        let path = file.unwrap().path();
        if path.is_file() {
            let bytes = std::fs::read(&path).unwrap();
            let holds = bytes.windows(TOKEN.len()).any(|window| window == TOKEN.as_bytes());
            assert!(!holds, "{}", path.display());
        }
    }
}
