//! The user's own ratings.

use skilldock_engine::sync::SyncReport;
use skilldock_engine::view::MyRating;
use skilldock_engine::{Engine, Part, RatedPage, SyncRequest, Trigger, Unrated};

use super::{Answer, Shared, ask};
use crate::ipc::types::{RateRequest, RatedRequest, RatingList, RatingsRequest, SkillRef};

// Kept is done: the scheduler tries it at once, and events tell what became of it.
#[tauri::command]
pub async fn rate(app: Shared<'_>, request: RateRequest) -> Answer<MyRating> {
    ask(&app, move |engine| {
        engine.rate(request.skill_id, request.rating, request.comment.as_deref())
    })
    .await
}

#[tauri::command]
pub async fn ratings(app: Shared<'_>, request: RatingsRequest) -> Answer<RatingList> {
    ask(&app, move |engine| {
        let ratings = engine.ratings(request.state)?;
        let total = u32::try_from(ratings.len()).unwrap_or(u32::MAX);
        Ok(RatingList { ratings, total })
    })
    .await
}

#[tauri::command]
pub async fn retry_rating(app: Shared<'_>, request: SkillRef) -> Answer<MyRating> {
    ask(&app, move |engine| engine.retry_rating(request.skill_id)).await
}

#[tauri::command]
pub async fn discard_rating(app: Shared<'_>, request: SkillRef) -> Answer<MyRating> {
    ask(&app, move |engine| engine.discard_rating(request.skill_id)).await
}

#[tauri::command]
pub async fn rated(app: Shared<'_>, request: RatedRequest) -> Answer<RatedPage> {
    ask(&app, move |engine| engine.rated(request.state, request.offset)).await
}

#[tauri::command]
pub async fn unrated(app: Shared<'_>) -> Answer<Vec<Unrated>> {
    ask(&app, Engine::unrated).await
}

#[tauri::command]
pub async fn send_ratings(app: Shared<'_>) -> Answer<SyncReport> {
    let wanted = SyncRequest {
        only: Some(Part::Ratings),
        ..SyncRequest::default()
    };
    Ok(app.engine()?.sync(wanted, Trigger::User).await)
}
