//! The user's data on this machine: whether they are encrypted, written out, erased, and
//! what to do where they cannot be opened.

use std::path::PathBuf;
use std::sync::Arc;

use skilldock_engine::model::{Code, Problem};
use skilldock_engine::{Erased, PrivacyExport};
use tauri::AppHandle;
use tauri_plugin_dialog::DialogExt as _;

use super::{Answer, Shared, ask};
use crate::ipc::types::privacy::{PrivacyFile, PrivacyFileRequest, PrivacyPath};
use crate::window::opening;

fn lost<E>(_: E) -> Problem {
    Problem::new(Code::Internal, "The answer was lost.", "Try again.")
}

#[tauri::command]
pub async fn open_data(app: Shared<'_>, handle: AppHandle) -> Answer<()> {
    let app = Arc::clone(app.inner());
    Ok(tokio::task::spawn_blocking(move || opening::again(&app, &handle))
        .await
        .map_err(lost)??)
}

#[tauri::command]
pub async fn start_anew(app: Shared<'_>, handle: AppHandle) -> Answer<()> {
    let app = Arc::clone(app.inner());
    Ok(tokio::task::spawn_blocking(move || {
        app.put_aside()?;
        opening::again(&app, &handle)
    })
    .await
    .map_err(lost)??)
}

// Waits for as long as the dialog is open, on a thread that may.
#[tauri::command]
pub async fn choose_privacy_file(window: tauri::Window, request: PrivacyFileRequest) -> Answer<PrivacyFile> {
    let dialog = window
        .dialog()
        .file()
        .set_parent(&window)
        .set_file_name(&request.name)
        .add_filter("JSON", &["json"]);
    let chosen = tokio::task::spawn_blocking(move || dialog.blocking_save_file())
        .await
        .map_err(lost)?;
    let path = chosen
        .and_then(|file| file.into_path().ok())
        .map(|path| path.to_string_lossy().into_owned());
    Ok(PrivacyFile { path })
}

#[tauri::command]
pub async fn privacy_export(app: Shared<'_>, request: PrivacyPath) -> Answer<PrivacyExport> {
    ask(&app, move |engine| engine.privacy_export(&PathBuf::from(&request.path))).await
}

#[tauri::command]
pub async fn privacy_erase(app: Shared<'_>) -> Answer<Erased> {
    Ok(app.engine()?.privacy_erase().await?)
}
