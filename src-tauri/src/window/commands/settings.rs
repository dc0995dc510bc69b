//! The configuration, the way to a marketplace, and the token.

use skilldock_engine::config::{ConfigProblem, ConfigView};
use skilldock_engine::status::{ConnectionTest, Status, TokenStatus};

use super::{Answer, Shared, ask};
use crate::ipc::types::{ConnectRequest, SettingChange, TokenRequest};

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
pub async fn check_setting(app: Shared<'_>, request: SettingChange) -> Answer<Option<ConfigProblem>> {
    ask(&app, move |engine| {
        Ok(engine.check_setting(&request.variable, request.value.as_deref()))
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
