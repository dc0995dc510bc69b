//! Finding skills and reading them.

use skilldock_engine::Engine;
use skilldock_engine::model::Problem;
use skilldock_engine::search::{SearchPage, SearchRequest};
use skilldock_engine::view::{Review, SkillDetail, SkillFacts, TextChunk};

use super::{Answer, Shared, ask};
use crate::ipc::types::{CategoryList, ChunkRequest, FavouriteRequest, SkillRef};

/// Skills on a page of a list at most.
const ROWS: u32 = 60;

#[tauri::command]
pub async fn search(app: Shared<'_>, request: SearchRequest) -> Answer<SearchPage> {
    ask(&app, move |engine| found(engine, request)).await
}

pub(super) fn found(engine: &Engine, request: SearchRequest) -> Result<SearchPage, Problem> {
    engine.search(&SearchRequest {
        limit: request.limit.min(ROWS),
        ..request
    })
}

#[tauri::command]
pub async fn skill(app: Shared<'_>, request: SkillRef) -> Answer<SkillDetail> {
    ask(&app, move |engine| engine.skill(request.skill_id)).await
}

#[tauri::command]
pub async fn skill_facts(app: Shared<'_>, request: SkillRef) -> Answer<SkillFacts> {
    ask(&app, move |engine| engine.facts(request.skill_id)).await
}

#[tauri::command]
pub async fn skill_code(app: Shared<'_>, request: ChunkRequest) -> Answer<TextChunk> {
    ask(&app, move |engine| engine.skill_code(request.skill_id, request.offset)).await
}

#[tauri::command]
pub async fn skill_raw(app: Shared<'_>, request: ChunkRequest) -> Answer<TextChunk> {
    ask(&app, move |engine| engine.skill_raw(request.skill_id, request.offset)).await
}

#[tauri::command]
pub async fn refresh_reviews(app: Shared<'_>, request: SkillRef) -> Answer<Vec<Review>> {
    Ok(app.engine()?.refresh_reviews(request.skill_id).await?)
}

#[tauri::command]
pub async fn set_favourite(app: Shared<'_>, request: FavouriteRequest) -> Answer<()> {
    ask(&app, move |engine| {
        engine.set_favourite(request.skill_id, request.favourite)
    })
    .await
}

#[tauri::command]
pub async fn categories(app: Shared<'_>) -> Answer<CategoryList> {
    ask(&app, categories_of).await
}

pub(super) fn categories_of(engine: &Engine) -> Result<CategoryList, Problem> {
    let (categories, total) = engine.categories_shown()?;
    Ok(CategoryList { categories, total })
}
