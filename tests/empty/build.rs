//! Embeds the empty page.
fn main() {
    tauri_build::build();
}
