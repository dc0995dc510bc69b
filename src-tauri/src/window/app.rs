//! What the window owns: the engine, the scheduler, the listener, the demo marketplace.

use std::collections::BTreeMap;

use skilldock_engine::model::Problem;
use skilldock_engine::{Engine, Listener, Scheduler};
use skilldock_marketplace::Demo;
use tokio::sync::Mutex;

/// The application's state.
pub struct App {
    engine: Result<Engine, Problem>,
    scheduler: Mutex<Option<Scheduler>>,
    listener: Mutex<Option<Listener>>,
    demo: Mutex<Option<Demo>>,
    /// Whether to use the demo marketplace if nothing was chosen yet.
    take_demo: bool,
}

impl App {
    /// With an engine, or the reason why there is none.
    #[must_use]
    pub fn new(engine: Result<Engine, Problem>, take_demo: bool) -> Self {
        Self {
            engine,
            scheduler: Mutex::default(),
            listener: Mutex::default(),
            demo: Mutex::default(),
            take_demo,
        }
    }

    /// The engine.
    ///
    /// # Errors
    /// Why it did not open.
    pub fn engine(&self) -> Result<&Engine, Problem> {
        self.engine.as_ref().map_err(Clone::clone)
    }

    /// What the window remembers; nothing where there is no engine.
    #[must_use]
    pub fn remembered(&self) -> BTreeMap<String, String> {
        self.engine
            .as_ref()
            .ok()
            .and_then(|engine| engine.ui_state().ok())
            .unwrap_or_default()
    }

    /// Whether the three doors are to be shown.
    #[must_use]
    pub fn is_first_run(&self) -> bool {
        !self.take_demo && self.engine.as_ref().is_ok_and(Engine::is_first_run)
    }

    /// Begins what runs beside the window: the demo marketplace where it was chosen
    /// (or asked for, and nothing was chosen yet), then the scheduler and the listener.
    pub async fn begin(&self) {
        let Ok(engine) = self.engine() else { return };
        // The keychain may take a moment; the first sync must not find no token because of that.
        engine.token_status().await;
        if (engine.wants_demo() || (self.take_demo && engine.is_first_run()))
            && let Err(problem) = self.use_demo().await
        {
            tracing::error!(%problem, "no demo marketplace");
        }
        *self.scheduler.lock().await = Some(engine.schedule());
        *self.listener.lock().await = Some(engine.listen());
    }

    /// Starts the demo marketplace, if it does not run yet, and uses it.
    ///
    /// # Errors
    /// No engine, no port, a disk that cannot be written.
    pub async fn use_demo(&self) -> Result<(), Problem> {
        let engine = self.engine()?;
        let mut demo = self.demo.lock().await;
        if let Some(before) = demo.take() {
            before.shutdown().await;
        }
        *demo = Some(crate::demo::start(engine).await?);
        Ok(())
    }

    /// Stops the demo marketplace, if it runs.
    pub async fn stop_demo(&self) {
        if let Some(demo) = self.demo.lock().await.take() {
            demo.shutdown().await;
        }
    }

    /// Ends everything, in order.
    pub async fn end(&self) {
        if let Some(scheduler) = self.scheduler.lock().await.take() {
            scheduler.shutdown().await;
        }
        if let Some(listener) = self.listener.lock().await.take() {
            listener.shutdown().await;
        }
        self.stop_demo().await;
    }
}
