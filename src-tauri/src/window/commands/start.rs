//! What the window begins with, and what it remembers.

use tauri::AppHandle;

use super::{Answer, Shared, ask};
use crate::ipc::types::{Boot, UiStateChange};
use crate::window::desktop;

#[tauri::command]
pub async fn boot(app: Shared<'_>) -> Answer<Boot> {
    let first_run = app.is_first_run();
    ask(&app, move |engine| {
        engine.read_env_file_again();
        Ok(Boot {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            first_run,
            problems: engine.problems(),
            status: engine.status()?,
            ui_state: engine.ui_state()?,
            revision: engine.revision()?,
            demo: engine.is_demo() || engine.wants_demo(),
            salvage: engine.salvaged()?.map(Into::into),
            encryption: engine.encryption(),
        })
    })
    .await
}

#[tauri::command]
pub async fn set_ui_state(app: Shared<'_>, handle: AppHandle, request: UiStateChange) -> Answer<()> {
    ask(&app, move |engine| {
        engine.set_ui_state(&request.key, request.value.as_deref())?;
        desktop::remembered(&handle, &request.key, &engine.ui_state()?);
        Ok(())
    })
    .await
}
