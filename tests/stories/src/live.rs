//! What the stories of the live connection are told with: a socket that loses
//! patience in milliseconds, and somebody who listens to what the engine says.

use std::time::Duration;

use skilldock_engine::event::EngineEvent;
use skilldock_engine::live::LivePolicy;
use skilldock_engine::{Engine, Listener};
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;

use crate::Laptop;

/// How long a story waits for what should happen at once.
const PATIENCE: Duration = Duration::from_secs(20);

const fn ms(millis: u64) -> Duration {
    Duration::from_millis(millis)
}

/// The figures of the contract, made small.
pub fn impatient() -> LivePolicy {
    LivePolicy {
        first_pause: ms(20),
        longest_pause: ms(100),
        stale: ms(1500),
        ping: ms(200),
        look: ms(50),
        catch_up_again: ms(100),
        ..LivePolicy::default()
    }
}

/// Skilldock with its listener, and what it says.
pub struct Live {
    /// The engine.
    pub engine: Engine,
    listener: Listener,
    events: Receiver<EngineEvent>,
    /// Everything heard so far.
    pub heard: Vec<EngineEvent>,
}

impl Live {
    /// On this laptop, with these figures.
    pub fn on(laptop: &Laptop, policy: LivePolicy) -> Self {
        Self::of(laptop.twin_with(|options| options.live_policy = policy))
    }

    /// Of this engine.
    pub fn of(engine: Engine) -> Self {
        let events = engine.events();
        Self {
            listener: engine.listen(),
            engine,
            events,
            heard: Vec::new(),
        }
    }

    /// The same, connected and caught up.
    pub async fn connected_on(laptop: &Laptop, policy: LivePolicy) -> Self {
        let mut live = Self::on(laptop, policy);
        live.until("a connection", |event| matches!(event, EngineEvent::Connected {}))
            .await;
        live.until_synced().await;
        live
    }

    /// Waits for an event.
    pub async fn until(&mut self, what: &str, mut is_it: impl FnMut(&EngineEvent) -> bool) -> EngineEvent {
        let wait = async {
            loop {
                match self.events.recv().await {
                    Ok(event) => {
                        self.heard.push(event.clone());
                        if is_it(&event) {
                            return event;
                        }
                    }
                    Err(RecvError::Lagged(missed)) => panic!("{missed} events were missed"),
                    Err(RecvError::Closed) => panic!("the engine is gone"),
                }
            }
        };
        tokio::time::timeout(PATIENCE, wait)
            .await
            .unwrap_or_else(|_| panic!("{what} did not come: {:?}", self.engine.socket_counts()))
    }

    /// Waits until a sync has ended.
    pub async fn until_synced(&mut self) {
        self.until("the end of a sync", |event| {
            matches!(event, EngineEvent::SyncFinished { .. })
        })
        .await;
    }

    /// Waits until so many updates of a type are in the store.
    pub async fn until_applied(&mut self, wanted: &str, mut times: u32) {
        self.until(wanted, |event| {
            if let EngineEvent::Applied { kind, .. } = event
                && kind == wanted
            {
                times -= 1;
            }
            times == 0
        })
        .await;
    }

    /// Listens on for a while, to hear what should not come.
    pub async fn listens_for(&mut self, time: Duration) {
        let end = tokio::time::sleep(time);
        tokio::pin!(end);
        loop {
            tokio::select! {
                () = &mut end => return,
                event = self.events.recv() => self.heard.push(event.expect("an event")),
            }
        }
    }

    /// How many of the events heard so far are so.
    pub fn count(&self, is_it: impl Fn(&EngineEvent) -> bool) -> usize {
        self.heard.iter().filter(|event| is_it(event)).count()
    }

    /// How many syncs ended so far.
    pub fn syncs(&self) -> usize {
        self.count(|event| matches!(event, EngineEvent::SyncFinished { .. }))
    }

    /// Ends the listener, in order.
    pub async fn shutdown(self) -> Engine {
        self.listener.shutdown().await;
        self.engine
    }
}
