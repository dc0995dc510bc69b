//! Embeds the window's files; without a built UI it embeds a page that says how to build one.
fn main() {
    let dist = std::path::Path::new("../ui/dist");
    if !dist.join("index.html").exists() {
        let page = "<!doctype html><meta charset=utf-8><title>Skilldock</title><p>The window's files are not built yet: run <code>cargo xtask run</code>.";
        if std::fs::create_dir_all(dist).is_err() || std::fs::write(dist.join("index.html"), page).is_err() {
            println!("cargo:warning=ui/dist could not be written; run `cargo xtask run`");
        }
    }
    println!("cargo:rerun-if-changed=../ui/dist");
    tauri_build::build();
}
