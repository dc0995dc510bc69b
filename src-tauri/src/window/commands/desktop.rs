//! The desktop around the window: places asked for from outside, closing, links.

use tauri::{AppHandle, State};
use tauri_plugin_deep_link::DeepLinkExt as _;

use super::{Answer, Shared, ask};
use crate::ipc::types::{CloseAnswer, DesktopView, IpcError};
use crate::window::desktop::{self, Desktop};
use crate::window::{close, instance};
use skilldock_engine::links::{Place, SCHEME};
use skilldock_engine::model::{Code, Problem};

#[tauri::command]
pub async fn wanted_place(state: State<'_, Desktop>) -> Answer<Option<Place>> {
    Ok(state.take_wanted())
}

#[tauri::command]
pub async fn quit(handle: AppHandle) -> Answer<()> {
    handle.exit(0);
    Ok(())
}

#[tauri::command]
pub async fn answer_close(app: Shared<'_>, handle: AppHandle, request: CloseAnswer) -> Answer<()> {
    desktop::answered(&handle);
    let Some(background) = request.background else {
        return Ok(());
    };
    let choice = if background { "background" } else { "quit" };
    ask(&app, move |engine| engine.set_ui_state(close::REMEMBERED, Some(choice))).await?;
    if background {
        desktop::hide(&handle);
    } else {
        handle.exit(0);
    }
    Ok(())
}

#[tauri::command]
pub async fn desktop_view(handle: AppHandle) -> Answer<DesktopView> {
    let returns = instance::holds(&handle);
    // Asks a program of the desktop, which may take its time.
    let links = tokio::task::spawn_blocking(move || handle.deep_link().is_registered(SCHEME).ok());
    Ok(DesktopView {
        returns,
        opens_links: links.await.ok().flatten(),
    })
}

#[tauri::command]
pub async fn open_links(handle: AppHandle) -> Answer<DesktopView> {
    let registering = handle.clone();
    let registered = tokio::task::spawn_blocking(move || registering.deep_link().register(SCHEME)).await;
    match registered {
        Ok(Ok(())) => desktop_view(handle).await,
        _ => Err(IpcError::from(Problem::new(
            Code::Disk,
            "The desktop did not take Skilldock as the program for its links.",
            "Skilldock's package registers it when it is installed.",
        ))),
    }
}
