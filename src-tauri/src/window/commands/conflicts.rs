//! The conflicts: looking through them, deciding them, and the way back.

use skilldock_engine::conflict;
use skilldock_engine::model::Problem;
use skilldock_engine::view::TextChunk;
use skilldock_engine::{
    CodePage, ConflictDesk, DeskDecision, DeskOutcome, Engine, Foreseen, NumbersPage, QueuePage, QueueRequest,
};

use super::{Answer, Shared, ask};
use crate::ipc::types::conflicts::{
    BulkOutcome, BulkRequest, CodeRequest, ComposeRequest, ConflictRef, ConflictRefs, FieldCheck, FieldTextRequest,
    FieldVerdict, SharedRequest, bounded,
};

#[tauri::command]
pub async fn conflicts(app: Shared<'_>, request: QueueRequest) -> Answer<QueuePage> {
    ask(&app, move |engine| engine.conflict_queue(&request)).await
}

#[tauri::command]
pub async fn conflict_numbers(app: Shared<'_>, request: QueueRequest) -> Answer<NumbersPage> {
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
pub async fn resolve_conflicts(app: Shared<'_>, request: BulkRequest) -> Answer<BulkOutcome> {
    ask(&app, move |engine| resolved(engine, request)).await
}

pub(super) fn resolved(engine: &Engine, request: BulkRequest) -> Result<BulkOutcome, Problem> {
    let ids = bounded(request.ids)?;
    engine.resolve_these(&ids, request.strategy).map(BulkOutcome::from)
}

#[tauri::command]
pub async fn undo_conflicts(app: Shared<'_>, request: ConflictRefs) -> Answer<BulkOutcome> {
    ask(&app, move |engine| undone(engine, request)).await
}

pub(super) fn undone(engine: &Engine, request: ConflictRefs) -> Result<BulkOutcome, Problem> {
    let ids = bounded(request.ids)?;
    engine.undo_conflicts(&ids).map(BulkOutcome::from)
}
