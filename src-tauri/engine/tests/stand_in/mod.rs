//! A Secret Service of the tests' own, on the bus of a story: one that is locked and whose
//! dialog is dismissed each time, which counts them; or one that never answers.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use zbus::blocking::{Connection, connection};
use zbus::object_server::SignalEmitter;
use zbus::zvariant::{ObjectPath, OwnedObjectPath, OwnedValue, Value};

const ROOT: &str = "/org/freedesktop/secrets";
const ITEM: &str = "/org/freedesktop/secrets/collection/login/1";
const PROMPT: &str = "/org/freedesktop/secrets/prompt/p1";
const SESSION: &str = "/org/freedesktop/secrets/session/s1";

/// The service, which ends with the value.
pub struct StandIn {
    _connection: Connection,
    dialogs: Arc<AtomicU32>,
}

impl StandIn {
    /// Holds something, locked.
    pub fn locked() -> Self {
        Self::start(false)
    }

    /// Takes every call and answers none.
    pub fn silent() -> Self {
        Self::start(true)
    }

    /// How many dialogs it put up.
    pub fn dialogs(&self) -> u32 {
        self.dialogs.load(Ordering::SeqCst)
    }

    fn start(silent: bool) -> Self {
        let dialogs = Arc::new(AtomicU32::new(0));
        let prompt = Prompt {
            dialogs: Arc::clone(&dialogs),
        };
        let connection = connection::Builder::session()
            .unwrap()
            .serve_at(ROOT, Service { silent })
            .unwrap()
            .serve_at(PROMPT, prompt)
            .unwrap()
            .name("org.freedesktop.secrets")
            .unwrap()
            .build()
            .unwrap();
        Self {
            _connection: connection,
            dialogs,
        }
    }
}

fn path(text: &str) -> OwnedObjectPath {
    ObjectPath::try_from(text).unwrap().into()
}

struct Service {
    silent: bool,
}

#[zbus::interface(name = "org.freedesktop.Secret.Service")]
impl Service {
    async fn open_session(&self, algorithm: &str, _input: Value<'_>) -> (OwnedValue, OwnedObjectPath) {
        if self.silent {
            std::future::pending::<()>().await;
        }
        // For an encrypted session any public key will do: no secret ever comes.
        let output = match algorithm {
            "plain" => Value::from(""),
            _ => Value::from(vec![2_u8; 128]),
        };
        (OwnedValue::try_from(output).unwrap(), path(SESSION))
    }

    fn search_items(&self, _attributes: HashMap<String, String>) -> (Vec<OwnedObjectPath>, Vec<OwnedObjectPath>) {
        (Vec::new(), vec![path(ITEM)])
    }

    fn unlock(&self, _objects: Vec<OwnedObjectPath>) -> (Vec<OwnedObjectPath>, OwnedObjectPath) {
        (Vec::new(), path(PROMPT))
    }

    #[zbus(property)]
    fn collections(&self) -> Vec<OwnedObjectPath> {
        Vec::new()
    }
}

struct Prompt {
    dialogs: Arc<AtomicU32>,
}

#[zbus::interface(name = "org.freedesktop.Secret.Prompt")]
impl Prompt {
    async fn prompt(&self, _window: &str, #[zbus(signal_emitter)] emitter: SignalEmitter<'_>) -> zbus::fdo::Result<()> {
        self.dialogs.fetch_add(1, Ordering::SeqCst);
        Self::completed(&emitter, true, Value::from("")).await?;
        Ok(())
    }

    #[zbus(signal)]
    async fn completed(emitter: &SignalEmitter<'_>, dismissed: bool, result: Value<'_>) -> zbus::Result<()>;
}
