//! Finding skills and reading them.

use skilldock_engine::search::{SearchPage, SearchRequest};
use skilldock_engine::view::{Review, SkillDetail, TextChunk};

use super::{Answer, Shared, ask};
use crate::ipc::types::{CategoryList, ChunkRequest, FavouriteRequest, SkillRef};

#[tauri::command]
pub async fn search(app: Shared<'_>, request: SearchRequest) -> Answer<SearchPage> {
    ask(&app, move |engine| engine.search(&request)).await
}

#[tauri::command]
pub async fn skill(app: Shared<'_>, request: SkillRef) -> Answer<SkillDetail> {
    ask(&app, move |engine| engine.skill(request.skill_id)).await
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
    ask(&app, |engine| {
        let categories = engine.categories()?;
        let total = u32::try_from(categories.len()).unwrap_or(u32::MAX);
        Ok(CategoryList { categories, total })
    })
    .await
}
