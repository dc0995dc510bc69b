//! Each command of the window: asks the engine and nothing else. Those that read
//! the store run where blocking is fine, so that a search never waits for a sync.

use std::sync::Arc;

use skilldock_engine::config::ConfigView;
use skilldock_engine::model::{Code, Problem};
use skilldock_engine::search::{SearchPage, SearchRequest};
use skilldock_engine::status::{ConnectionTest, Status, TokenStatus};
use skilldock_engine::sync::{JournalEntry, SyncReport};
use skilldock_engine::view::{MyRating, Review, SkillDetail, TextChunk};
use skilldock_engine::{Engine, SyncPreview, SyncRequest, Trigger};
use tauri::State;

use super::App;
use crate::ipc::types::{
    Boot, CategoryList, ChunkRequest, ConnectRequest, FavouriteRequest, IpcError, JournalRequest, PauseRequest,
    PreviewRequest, RateRequest, RatingList, RatingsRequest, SettingChange, SkillRef, SyncNowRequest, TokenRequest,
    UiStateChange,
};

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
        })
    })
    .await
}

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
pub async fn categories(app: Shared<'_>) -> Answer<CategoryList> {
    ask(&app, |engine| {
        let categories = engine.categories()?;
        let total = u32::try_from(categories.len()).unwrap_or(u32::MAX);
        Ok(CategoryList { categories, total })
    })
    .await
}

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
pub async fn config(app: Shared<'_>) -> Answer<ConfigView> {
    ask(&app, |engine| Ok(engine.config())).await
}

#[tauri::command]
pub async fn set_setting(app: Shared<'_>, request: SettingChange) -> Answer<ConfigView> {
    ask(&app, move |engine| {
        engine.set_setting(&request.variable, request.value.as_deref())
    })
    .await
}

#[tauri::command]
pub async fn test_connection(app: Shared<'_>, request: ConnectRequest) -> Answer<ConnectionTest> {
    Ok(app
        .engine()?
        .test_connection(&request.url, request.token.as_deref())
        .await?)
}

#[tauri::command]
pub async fn connect(app: Shared<'_>, request: ConnectRequest) -> Answer<Status> {
    let engine = app.engine()?;
    engine.connect(&request.url, request.token.as_deref()).await?;
    app.stop_demo().await;
    Ok(engine.status()?)
}

#[tauri::command]
pub async fn use_demo(app: Shared<'_>) -> Answer<Status> {
    app.use_demo().await?;
    Ok(app.engine()?.status()?)
}

#[tauri::command]
pub async fn work_locally(app: Shared<'_>) -> Answer<Status> {
    let engine = app.engine()?;
    engine.work_locally().await?;
    app.stop_demo().await;
    Ok(engine.status()?)
}

#[tauri::command]
pub async fn token_set(app: Shared<'_>, request: TokenRequest) -> Answer<TokenStatus> {
    Ok(app.engine()?.keep_token(&request.token).await?)
}

#[tauri::command]
pub async fn token_test(app: Shared<'_>) -> Answer<ConnectionTest> {
    Ok(app.engine()?.test_token().await?)
}

#[tauri::command]
pub async fn token_forget(app: Shared<'_>) -> Answer<Status> {
    let engine = app.engine()?;
    engine.forget_token().await?;
    Ok(engine.status()?)
}

#[tauri::command]
pub async fn set_ui_state(app: Shared<'_>, request: UiStateChange) -> Answer<()> {
    ask(&app, move |engine| {
        engine.set_ui_state(&request.key, request.value.as_deref())
    })
    .await
}
