//! What the window owns: the engine, the scheduler, the listener, the demo marketplace.

use std::collections::BTreeMap;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};

use skilldock_engine::model::{Code, Problem};
use skilldock_engine::{Engine, EngineOptions, Listener, Scheduler};
use skilldock_marketplace::Demo;
use tokio::sync::Mutex;

/// The application's state.
pub struct App {
    engine: OnceLock<Engine>,
    /// Why there is no engine yet.
    refused: std::sync::Mutex<Problem>,
    /// Held while it is being opened.
    opening: std::sync::Mutex<()>,
    options: Box<dyn Fn() -> EngineOptions + Send + Sync>,
    attached: AtomicBool,
    scheduler: Mutex<Option<Scheduler>>,
    listener: Mutex<Option<Listener>>,
    demo: Mutex<Option<Demo>>,
    /// Whether to use the demo marketplace if nothing was chosen yet.
    take_demo: bool,
}

impl App {
    /// One that is opened with these options.
    #[must_use]
    pub fn new(options: impl Fn() -> EngineOptions + Send + Sync + 'static, take_demo: bool) -> Self {
        Self {
            engine: OnceLock::new(),
            refused: std::sync::Mutex::new(Problem::new(
                Code::DataLocked,
                "The keychain that has the key of your data has not answered yet.",
                "It may have a dialog open that waits for you.",
            )),
            opening: std::sync::Mutex::new(()),
            options: Box::new(options),
            attached: AtomicBool::new(false),
            scheduler: Mutex::default(),
            listener: Mutex::default(),
            demo: Mutex::default(),
            take_demo,
        }
    }

    /// Opens the data, unless they are open. Blocks while the keychain is asked.
    ///
    /// # Errors
    /// Why they cannot be opened; it may be tried again.
    pub fn open(&self) -> Result<(), Problem> {
        // One at a time: the second finds what the first opened.
        let _opening = self.opening.lock();
        if self.engine.get().is_some() {
            return Ok(());
        }
        match Engine::open((self.options)()).map_err(Problem::from) {
            Ok(engine) => {
                drop(self.engine.set(engine));
                Ok(())
            }
            Err(problem) => {
                if let Ok(mut refused) = self.refused.lock() {
                    *refused = problem.clone();
                }
                Err(problem)
            }
        }
    }

    /// Puts data aside whose key is lost.
    ///
    /// # Errors
    /// It is not lost, or the disk refuses.
    pub fn put_aside(&self) -> Result<(), Problem> {
        let _opening = self.opening.lock();
        Engine::start_anew(&(self.options)())
    }

    /// Whether nobody attached the window to the engine before.
    pub fn attach_once(&self) -> bool {
        !self.attached.swap(true, Ordering::SeqCst)
    }

    /// The engine.
    ///
    /// # Errors
    /// Why it did not open.
    pub fn engine(&self) -> Result<&Engine, Problem> {
        self.engine.get().ok_or_else(|| {
            self.refused.lock().map_or_else(
                |_| Problem::new(Code::Internal, "The data could not be opened.", ""),
                |refused| refused.clone(),
            )
        })
    }

    /// What the window remembers; nothing where there is no engine.
    #[must_use]
    pub fn remembered(&self) -> BTreeMap<String, String> {
        self.engine
            .get()
            .and_then(|engine| engine.ui_state().ok())
            .unwrap_or_default()
    }

    /// Whether the three doors are to be shown.
    #[must_use]
    pub fn is_first_run(&self) -> bool {
        !self.take_demo && self.engine.get().is_some_and(Engine::is_first_run)
    }

    /// Begins what runs beside the window: the demo marketplace where it was chosen
    /// (or asked for, and nothing was chosen yet), then the scheduler and the listener.
    pub async fn begin(&self) {
        let Ok(engine) = self.engine() else { return };
        // The keychain may take a moment; the first sync must not find no token because of that.
        engine.token_status().await;
        // Before anything else runs: it wants the databases for itself for a moment.
        let encrypting = engine.clone();
        if let Ok(Err(problem)) = tokio::task::spawn_blocking(move || encrypting.encrypt_if_wanted()).await {
            tracing::info!(%problem, "the data are not encrypted");
        }
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
