//! What somebody is writing and has not finished.

use skilldock_engine::Draft;

use super::{Answer, Shared, ask};
use crate::ipc::types::{DraftChange, DraftRef};

#[tauri::command]
pub async fn draft(app: Shared<'_>, request: DraftRef) -> Answer<Option<Draft>> {
    ask(&app, move |engine| engine.draft(&request.key, request.offset)).await
}

#[tauri::command]
pub async fn set_draft(app: Shared<'_>, request: DraftChange) -> Answer<()> {
    ask(&app, move |engine| {
        engine.set_draft(&request.key, request.value.as_deref())
    })
    .await
}
