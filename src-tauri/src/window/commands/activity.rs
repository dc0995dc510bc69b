//! The activity log, and the file it is written to.

use std::path::PathBuf;

use skilldock_engine::activity::{ActivityFormat, ActivityPage};
use skilldock_engine::model::{Code, Problem};
use tauri_plugin_dialog::DialogExt as _;

use super::{Answer, Shared, ask};
use crate::ipc::types::activity::{ActivityExport, ActivityFile, ActivityFileRequest, ActivityRequest, Exported};

#[tauri::command]
pub async fn activity(app: Shared<'_>, request: ActivityRequest) -> Answer<ActivityPage> {
    ask(&app, move |engine| {
        engine.activity(&request.filter, request.before, request.limit)
    })
    .await
}

// Waits for as long as the dialog is open, on a thread that may.
#[tauri::command]
pub async fn choose_activity_file(window: tauri::Window, request: ActivityFileRequest) -> Answer<ActivityFile> {
    let ending = match request.format {
        ActivityFormat::Json => "json",
        ActivityFormat::Csv => "csv",
    };
    let dialog = window
        .dialog()
        .file()
        .set_parent(&window)
        .set_file_name(&request.name)
        .add_filter(ending.to_uppercase(), &[ending]);
    let chosen = tokio::task::spawn_blocking(move || dialog.blocking_save_file())
        .await
        .map_err(|_| Problem::new(Code::Internal, "The answer was lost.", "Try again."))?;
    let path = chosen
        .and_then(|file| file.into_path().ok())
        .map(|path| path.to_string_lossy().into_owned());
    Ok(ActivityFile { path })
}

#[tauri::command]
pub async fn export_activity(app: Shared<'_>, request: ActivityExport) -> Answer<Exported> {
    ask(&app, move |engine| {
        let entries = engine.export_activity(&request.filter, request.format, &PathBuf::from(&request.path))?;
        Ok(Exported { entries })
    })
    .await
}
