//! The conflicts: looking through them, deciding them, and the way back.

use skilldock_engine::conflict;
use skilldock_engine::view::TextChunk;
use skilldock_engine::{
    BulkReport, CodePage, ConflictDesk, DeskDecision, DeskOutcome, Foreseen, QueuePage, QueueRequest,
};

use super::{Answer, Shared, ask};
use crate::ipc::types::conflicts::{
    BulkRequest, CodeRequest, ComposeRequest, ConflictRef, ConflictRefs, FieldCheck, FieldTextRequest, FieldVerdict,
    SharedRequest,
};

#[tauri::command]
pub async fn conflicts(app: Shared<'_>, request: QueueRequest) -> Answer<QueuePage> {
    ask(&app, move |engine| engine.conflict_queue(&request)).await
}

#[tauri::command]
pub async fn conflict_numbers(app: Shared<'_>, request: QueueRequest) -> Answer<Vec<i64>> {
    ask(&app, move |engine| engine.conflict_numbers(&request)).await
}

#[tauri::command]
pub async fn conflict(app: Shared<'_>, request: ConflictRef) -> Answer<ConflictDesk> {
    ask(&app, move |engine| engine.conflict_desk(request.id)).await
}

#[tauri::command]
pub async fn conflict_text(app: Shared<'_>, request: FieldTextRequest) -> Answer<TextChunk> {
    ask(&app, move |engine| {
        engine.conflict_text(request.id, &request.field, request.side, request.offset)
    })
    .await
}

#[tauri::command]
pub async fn conflict_code(app: Shared<'_>, request: CodeRequest) -> Answer<CodePage> {
    ask(&app, move |engine| engine.conflict_code(request.id, request.from)).await
}

#[tauri::command]
pub async fn conflict_shared(app: Shared<'_>, request: SharedRequest) -> Answer<TextChunk> {
    ask(&app, move |engine| {
        engine.conflict_shared(request.id, request.region, request.offset)
    })
    .await
}

#[tauri::command]
pub async fn conflict_composed(app: Shared<'_>, request: ComposeRequest) -> Answer<TextChunk> {
    ask(&app, move |engine| {
        engine.conflict_composed(request.id, &request.hunks, request.offset)
    })
    .await
}

#[tauri::command]
pub async fn check_field(_app: Shared<'_>, request: FieldCheck) -> Answer<FieldVerdict> {
    Ok(conflict::check_field(&request.field, &request.value).into())
}

#[tauri::command]
pub async fn resolve_conflict(app: Shared<'_>, request: DeskDecision) -> Answer<DeskOutcome> {
    ask(&app, move |engine| engine.decide_conflict(&request)).await
}

#[tauri::command]
pub async fn undo_conflict(app: Shared<'_>, request: ConflictRef) -> Answer<()> {
    ask(&app, move |engine| engine.undo_conflict(request.id).map(|_| ())).await
}

#[tauri::command]
pub async fn foresee_conflicts(app: Shared<'_>, request: BulkRequest) -> Answer<Vec<Foreseen>> {
    ask(&app, move |engine| {
        engine.foresee_conflicts(&request.ids, request.strategy)
    })
    .await
}

#[tauri::command]
pub async fn resolve_conflicts(app: Shared<'_>, request: BulkRequest) -> Answer<BulkReport> {
    ask(&app, move |engine| engine.resolve_these(&request.ids, request.strategy)).await
}

#[tauri::command]
pub async fn undo_conflicts(app: Shared<'_>, request: ConflictRefs) -> Answer<BulkReport> {
    ask(&app, move |engine| engine.undo_conflicts(&request.ids)).await
}
