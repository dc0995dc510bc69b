//! What users make themselves: editing, the history, import and export.
//!
//! The commands that take paths know no dialogs, and the dialogs know nothing of skills:
//! what is dropped on the window takes the same way as what is chosen.

use std::path::PathBuf;

use skilldock_engine::model::{Code, Problem};
use skilldock_engine::view::TextChunk;
use skilldock_engine::{
    DiffPage, DiffRequest, ExportReport, FieldFaults, FieldValues, FoldRequest, FoldedLines, History, ImportPreview,
    ImportReport, Saved,
};
use tauri::Manager as _;
use tauri_plugin_dialog::{DialogExt as _, FileDialogBuilder, FilePath};

use super::{Answer, Shared, ask};
use crate::ipc::types::library::{
    ExportAs, ExportChoice, ExportRequest, ImportChoice, ImportFrom, Paths, RevertRequest, SaveRequest,
};
use crate::ipc::types::{ChunkRequest, IpcError, SkillRef};

#[tauri::command]
pub async fn history(app: Shared<'_>, request: SkillRef) -> Answer<History> {
    ask(&app, move |engine| engine.history(request.skill_id)).await
}

#[tauri::command]
pub async fn diff(app: Shared<'_>, request: DiffRequest) -> Answer<DiffPage> {
    ask(&app, move |engine| engine.diff(&request)).await
}

#[tauri::command]
pub async fn folded_lines(app: Shared<'_>, request: FoldRequest) -> Answer<FoldedLines> {
    ask(&app, move |engine| engine.folded_lines(&request)).await
}

#[tauri::command]
pub async fn edit_source(app: Shared<'_>, request: ChunkRequest) -> Answer<TextChunk> {
    ask(&app, move |engine| engine.edit_source(request.skill_id, request.offset)).await
}

#[tauri::command]
pub async fn check_fields(app: Shared<'_>, request: FieldValues) -> Answer<FieldFaults> {
    ask(&app, move |engine| Ok(engine.check_fields(&request))).await
}

#[tauri::command]
pub async fn save_skill(app: Shared<'_>, request: SaveRequest) -> Answer<Saved> {
    ask(&app, move |engine| {
        engine.save_skill(request.skill_id, &FieldValues { set: request.set })
    })
    .await
}

#[tauri::command]
pub async fn duplicate_skill(app: Shared<'_>, request: SkillRef) -> Answer<Saved> {
    ask(&app, move |engine| engine.duplicate_skill(request.skill_id)).await
}

#[tauri::command]
pub async fn revert_skill(app: Shared<'_>, request: RevertRequest) -> Answer<()> {
    ask(&app, move |engine| {
        engine.revert(request.skill_id, request.discard).map(drop)
    })
    .await
}

#[tauri::command]
pub async fn preview_import(app: Shared<'_>, request: Paths) -> Answer<ImportPreview> {
    ask(&app, move |engine| engine.preview_import(&places(request))).await
}

#[tauri::command]
pub async fn import_skills(app: Shared<'_>, request: Paths) -> Answer<ImportReport> {
    ask(&app, move |engine| engine.import_all(&places(request))).await
}

#[tauri::command]
pub async fn export_skills(app: Shared<'_>, request: ExportRequest) -> Answer<ExportReport> {
    ask(&app, move |engine| {
        engine.export_what(&request.export, &PathBuf::from(request.to))
    })
    .await
}

#[tauri::command]
pub async fn choose_import(handle: tauri::AppHandle, request: ImportChoice) -> Answer<Paths> {
    let dialog = dialog(&handle, &request.title);
    let chosen = match request.from {
        ImportFrom::Files => {
            let dialog = dialog.add_filter("Skills", &["json", "zip", "md"]);
            answered(|done| dialog.pick_files(done)).await?.unwrap_or_default()
        }
        ImportFrom::Folder => answered(|done| dialog.pick_folders(done)).await?.unwrap_or_default(),
    };
    Ok(Paths {
        paths: chosen.into_iter().filter_map(text).collect(),
    })
}

#[tauri::command]
pub async fn choose_export(handle: tauri::AppHandle, request: ExportChoice) -> Answer<Paths> {
    let dialog = dialog(&handle, &request.title).set_can_create_directories(true);
    let ending = match request.format {
        ExportAs::Folder => None,
        ExportAs::Zip => Some("zip"),
        ExportAs::Json => Some("json"),
    };
    let chosen = match ending {
        None => answered(|done| dialog.pick_folder(done)).await?,
        Some(ending) => {
            let dialog = dialog
                .set_file_name(format!("{}.{ending}", file_name(&request.name)))
                .add_filter(ending, &[ending]);
            answered(|done| dialog.save_file(done)).await?
        }
    };
    let path = chosen.and_then(text).map(|path| with_ending(path, ending));
    Ok(Paths {
        paths: path.into_iter().collect(),
    })
}

fn dialog(handle: &tauri::AppHandle, title: &str) -> FileDialogBuilder<tauri::Wry> {
    let dialog = handle.dialog().file().set_title(title);
    match handle.get_webview_window("main") {
        Some(window) => dialog.set_parent(&window),
        None => dialog,
    }
}

/// Waits for a dialog, for as long as somebody looks at it.
async fn answered<T: Send + 'static>(
    show: impl FnOnce(Box<dyn FnOnce(Option<T>) + Send>),
) -> Result<Option<T>, IpcError> {
    let (send, receive) = tokio::sync::oneshot::channel();
    show(Box::new(move |chosen| drop(send.send(chosen))));
    receive.await.map_err(|_| {
        Problem::new(
            Code::Internal,
            "The system's dialog did not open.",
            "Drop the files on the window instead, or use the command line.",
        )
        .into()
    })
}

fn places(request: Paths) -> Vec<PathBuf> {
    request.paths.into_iter().map(PathBuf::from).collect()
}

/// A path as text. One that is no text cannot be named by the window and is left out.
fn text(path: FilePath) -> Option<String> {
    path.into_path().ok()?.into_os_string().into_string().ok()
}

/// A name that every file system takes.
fn file_name(name: &str) -> String {
    let plain: String = name
        .chars()
        .map(|c| {
            if c.is_alphanumeric() || matches!(c, ' ' | '-' | '_' | '.') {
                c
            } else {
                '-'
            }
        })
        .take(80)
        .collect();
    let plain = plain.trim_matches([' ', '.', '-']).to_owned();
    if plain.is_empty() { "skills".to_owned() } else { plain }
}

/// A path with the ending that decides what is written, whatever was typed.
fn with_ending(path: String, ending: Option<&str>) -> String {
    match ending {
        Some(ending) if !path.to_ascii_lowercase().ends_with(&format!(".{ending}")) => format!("{path}.{ending}"),
        _ => path,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_skills_name_becomes_a_name_that_a_file_can_have() {
        assert_eq!(file_name("Bear Notes"), "Bear Notes");
        assert_eq!(file_name("../etc/pass:wd*"), "etc-pass-wd");
        assert_eq!(file_name(" ... "), "skills");
    }

    #[test]
    fn the_ending_is_the_one_that_was_chosen() {
        assert_eq!(with_ending("/a/b".to_owned(), Some("zip")), "/a/b.zip");
        assert_eq!(with_ending("/a/b.ZIP".to_owned(), Some("zip")), "/a/b.ZIP");
        assert_eq!(with_ending("/a/b.zip".to_owned(), None), "/a/b.zip");
    }
}
