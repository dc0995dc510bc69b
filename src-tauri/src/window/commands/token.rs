//! Rotating the token, testing the keychain, and putting a reminder off.

use skilldock_engine::status::Status;
use skilldock_engine::{Engine, KeychainReport, RotationReport};

use super::{Answer, Shared, ask};

// Nothing here runs on the window's thread: the keychain has one of its own, with a limit.
#[tauri::command]
pub async fn token_rotate(app: Shared<'_>) -> Answer<RotationReport> {
    Ok(app.engine()?.rotate_token().await?)
}

#[tauri::command]
pub async fn keychain_test(app: Shared<'_>) -> Answer<KeychainReport> {
    Ok(app.engine()?.test_keychain().await)
}

#[tauri::command]
pub async fn silence_token_reminder(app: Shared<'_>) -> Answer<Status> {
    ask(&app, Engine::silence_token_reminder).await
}
