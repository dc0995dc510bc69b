//! An empty window by the same Tauri, in the same size: nobody's window starts sooner or
//! is smaller. The bench holds Skilldock's against it, in the same run.

use std::process::ExitCode;

use tauri::{WebviewUrl, WebviewWindowBuilder};

fn main() -> ExitCode {
    let opened = tauri::Builder::default()
        .setup(|app| {
            WebviewWindowBuilder::new(app, "main", WebviewUrl::default())
                .title("Empty")
                .inner_size(1280.0, 800.0)
                .build()?;
            Ok(())
        })
        .run(tauri::generate_context!());
    ExitCode::from(u8::from(opened.is_err()))
}
