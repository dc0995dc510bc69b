//! Updates that wait for a review: looking at them, letting them in, saying no, the way back.

use skilldock_engine::{AllUpdatesOutcome, UpdateDetail, UpdatesPage, UpdatesRequest};

use super::{Answer, Shared, ask};
use crate::ipc::types::SkillRef;
use crate::ipc::types::updates::{AcceptAllRequest, UpdateChoice};

#[tauri::command]
pub async fn updates(app: Shared<'_>, request: UpdatesRequest) -> Answer<UpdatesPage> {
    ask(&app, move |engine| engine.updates(&request)).await
}

#[tauri::command]
pub async fn update_detail(app: Shared<'_>, request: SkillRef) -> Answer<UpdateDetail> {
    ask(&app, move |engine| engine.update_detail(request.skill_id)).await
}

#[tauri::command]
pub async fn accept_update(app: Shared<'_>, request: UpdateChoice) -> Answer<()> {
    ask(&app, move |engine| {
        engine.accept_update(request.skill_id, Some(&request.mark))
    })
    .await
}

#[tauri::command]
pub async fn accept_updates(app: Shared<'_>, request: AcceptAllRequest) -> Answer<AllUpdatesOutcome> {
    ask(&app, move |engine| engine.accept_updates(request.until)).await
}

#[tauri::command]
pub async fn skip_update(app: Shared<'_>, request: UpdateChoice) -> Answer<()> {
    ask(&app, move |engine| {
        engine.skip_update(request.skill_id, Some(&request.mark))
    })
    .await
}

#[tauri::command]
pub async fn take_back_update(app: Shared<'_>, request: SkillRef) -> Answer<()> {
    ask(&app, move |engine| engine.take_back_update(request.skill_id)).await
}
