//! Each command of the window: asks the engine and nothing else. Those that read
//! the store run where blocking is fine, so that a search never waits for a sync.

mod activity;
mod conflicts;
mod desktop;
mod drafts;
mod library;
mod links;
mod lists;
mod privacy;
mod ratings;
mod settings;
#[cfg(test)]
mod sizes;
mod skills;
mod start;
mod sync;
mod token;
mod updates;

use std::sync::Arc;

use skilldock_engine::Engine;
use skilldock_engine::model::{Code, Problem};
use tauri::State;

use super::App;
use crate::ipc::types::IpcError;

pub use activity::*;
pub use conflicts::*;
pub use desktop::*;
pub use drafts::*;
pub use library::*;
pub use links::*;
pub use lists::*;
pub use privacy::*;
pub use ratings::*;
pub use settings::*;
pub use skills::*;
pub use start::*;
pub use sync::*;
pub use token::*;
pub use updates::*;

type Shared<'a> = State<'a, Arc<App>>;
type Answer<T> = Result<T, IpcError>;

/// Asks the engine where blocking is fine.
async fn ask<T: Send + 'static>(
    app: &App,
    question: impl FnOnce(&Engine) -> Result<T, Problem> + Send + 'static,
) -> Answer<T> {
    let engine = app.engine()?.clone();
    tokio::task::spawn_blocking(move || question(&engine))
        .await
        .map_err(|_| Problem::new(Code::Internal, "The answer was lost.", "Try again."))?
        .map_err(IpcError::from)
}
