//! What is going on, and what the user asks of the sync and the live connection.

use skilldock_engine::status::Status;
use skilldock_engine::sync::days::SyncDay;
use skilldock_engine::sync::{JournalEntry, SyncReport};
use skilldock_engine::{Engine, SyncPreview, SyncRequest, Trigger};

use super::{Answer, Shared, ask};
use crate::ipc::types::{JournalRequest, PauseRequest, PreviewRequest, SyncNowRequest};

#[tauri::command]
pub async fn status(app: Shared<'_>) -> Answer<Status> {
    ask(&app, Engine::status).await
}

#[tauri::command]
pub async fn sync_now(app: Shared<'_>, request: SyncNowRequest) -> Answer<SyncReport> {
    let wanted = SyncRequest {
        deletions_confirmed: request.deletions_confirmed,
        ..SyncRequest::default()
    };
    Ok(app.engine()?.sync(wanted, Trigger::User).await)
}

#[tauri::command]
pub async fn set_paused(app: Shared<'_>, request: PauseRequest) -> Answer<Status> {
    ask(&app, move |engine| {
        if request.paused {
            engine.pause()?;
        } else {
            engine.resume()?;
        }
        engine.status()
    })
    .await
}

// What comes of it, events tell.
#[tauri::command]
pub async fn reconnect(app: Shared<'_>) -> Answer<()> {
    app.engine()?.reconnect();
    Ok(())
}

#[tauri::command]
pub async fn preview(app: Shared<'_>, request: PreviewRequest) -> Answer<SyncPreview> {
    Ok(app
        .engine()?
        .preview(request.url.as_deref(), request.token.as_deref())
        .await?)
}

#[tauri::command]
pub async fn journal(app: Shared<'_>, request: JournalRequest) -> Answer<Vec<JournalEntry>> {
    ask(&app, move |engine| engine.journal(request.limit)).await
}

#[tauri::command]
pub async fn sync_days(app: Shared<'_>) -> Answer<Vec<SyncDay>> {
    ask(&app, Engine::sync_days).await
}

#[tauri::command]
pub async fn decline_held(app: Shared<'_>) -> Answer<Status> {
    ask(&app, Engine::decline_held).await
}
