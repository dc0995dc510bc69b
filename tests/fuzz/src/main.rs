//! The targets under libFuzzer, whose `main` this is: `SKILLDOCK_FUZZ_TARGET` names the one to run, the arguments are
//! libFuzzer's. `cargo xtask fuzz` builds it so that libFuzzer sees which code an input reaches, and asks by
//! `SKILLDOCK_FUZZ_BEGIN` for a folder with what to begin with.
#![no_main]

use std::path::Path;
use std::sync::LazyLock;
use std::{env, fs, io};

use libfuzzer_sys::fuzz_target;
use skilldock_fuzz::Target;

static TARGET: LazyLock<Option<Target>> =
    LazyLock::new(|| skilldock_fuzz::target(&env::var("SKILLDOCK_FUZZ_TARGET").ok()?));

fuzz_target!(
    init: {
        assert!(TARGET.is_some(), "SKILLDOCK_FUZZ_TARGET names no target");
        if let (Some(target), Some(folder)) = (&*TARGET, env::var_os("SKILLDOCK_FUZZ_BEGIN")) {
            let written = write_begin(target, Path::new(&folder));
            assert!(written.is_ok(), "what to begin with cannot be written: {written:?}");
        }
    },
    |bytes: &[u8]| {
        if let Some(target) = &*TARGET {
            (target.run)(bytes);
        }
    }
);

/// The seeds into `folder/inputs`, the words that readers know into `folder/words.dict`.
fn write_begin(target: &Target, folder: &Path) -> io::Result<()> {
    let inputs = folder.join("inputs");
    fs::create_dir_all(&inputs)?;
    for (at, seed) in (target.seeds)().iter().enumerate() {
        fs::write(inputs.join(format!("seed-{at}")), seed)?;
    }
    let words: Vec<String> = target
        .words
        .iter()
        .map(|word| word.bytes().map(|byte| format!("\\x{byte:02x}")).collect::<String>())
        .map(|word| format!("\"{word}\"\n"))
        .collect();
    fs::write(folder.join("words.dict"), words.concat())
}
