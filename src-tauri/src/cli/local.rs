//! What users make themselves: `edit`, `revert`, `new`, `import`, `export`.

use std::path::PathBuf;

use serde_json::{Map, Value};
use skilldock_engine::model::{Code, Problem, SkillId};
use skilldock_engine::view::SkillView;
use skilldock_engine::{Engine, ExportReport, ImportReport};

use super::args::{Edit, Export, Import, New, Revert};
use super::commands::skill_id;
use super::exit::Status;
use super::output::Output;
use super::text;

/// The largest file of code that is read.
const CODE_READ: u64 = 8 << 20;

/// `FIELD=JSON`. Text that is no JSON is taken as text, so that `--set name=Tidy` works.
pub(super) fn assignment(text: &str) -> Result<(String, Value), Problem> {
    let Some((field, value)) = text.split_once('=').filter(|(field, _)| !field.is_empty()) else {
        return Err(Problem::new(
            Code::BadInput,
            format!("\"{}\" is not FIELD=JSON.", text.chars().take(60).collect::<String>()),
            "For example: --set 'tags=[\"pdf\"]' or --set version=1.2.0",
        ));
    };
    let value = serde_json::from_str(value)
        .ok()
        // A version such as 1.0 is text, though it reads as a number.
        .filter(|parsed: &Value| !parsed.is_number())
        .unwrap_or_else(|| Value::String(value.to_owned()));
    Ok((field.to_owned(), value))
}

fn read_code(path: &PathBuf) -> Result<String, Problem> {
    use std::io::Read as _;
    let bad = |why: String| {
        Problem::new(
            Code::BadInput,
            format!("{}: {why}.", path.display()),
            "Give a text file in UTF-8 of at most 8 MiB.",
        )
    };
    let file = std::fs::File::open(path).map_err(|cause| bad(cause.to_string()))?;
    let mut code = String::new();
    file.take(CODE_READ + 1)
        .read_to_string(&mut code)
        .map_err(|cause| bad(cause.to_string()))?;
    if code.len() as u64 > CODE_READ {
        return Err(bad("it is too large".to_owned()));
    }
    Ok(code)
}

fn edited(view: &SkillView) -> String {
    let name = view.skill.get("name").and_then(Value::as_str).unwrap_or_default();
    format!("{} is kept here as you changed it.", text::one_line(name, 200))
}

/// `edit ID --set FIELD=JSON … | --code FILE`
pub fn edit(engine: &Engine, edit: &Edit, output: &Output) -> Result<Status, Problem> {
    let id = skill_id(&edit.id)?;
    let mut set = Map::new();
    for text in &edit.set {
        let (field, value) = assignment(text)?;
        set.insert(field, value);
    }
    if let Some(path) = &edit.code {
        set.insert("code".to_owned(), read_code(path)?.into());
    }
    output.answer(&engine.edit(id, &set)?, edited);
    Ok(Status::Done)
}

/// `revert ID`
pub fn revert(engine: &Engine, revert: &Revert, output: &Output) -> Result<Status, Problem> {
    let id = skill_id(&revert.id)?;
    match engine.revert(id, revert.discard)? {
        Some(view) => output.answer(&view, |_| "The marketplace's copy is shown again.".to_owned()),
        None => output.answer(&serde_json::json!({ "skill_id": id, "deleted": true }), |_| {
            "The skill was only here, and is deleted.".to_owned()
        }),
    }
    Ok(Status::Done)
}

/// `new FILE`
pub fn new(engine: &Engine, new: &New, output: &Output) -> Result<Status, Problem> {
    output.answer(&engine.new_skill(&new.file)?, |view| {
        let id = view.skill.get("skill_id").and_then(Value::as_str).unwrap_or_default();
        format!("Your own skill {id} is here.")
    });
    Ok(Status::Done)
}

/// `import PATH…`
pub fn import(engine: &Engine, import: &Import, output: &Output) -> Result<Status, Problem> {
    let paths: Vec<_> = import.paths.iter().map(PathBuf::as_path).collect();
    let report = engine.import(&paths)?;
    output.answer(&report, imported);
    Ok(if report.conflicts.waiting > 0 && report.conflicts.detected > 0 {
        Status::Waits
    } else if report.refused.is_empty() {
        Status::Done
    } else if report.added + report.updated + report.unchanged > 0 {
        Status::Partly
    } else {
        Status::BadInput
    })
}

fn imported(report: &ImportReport) -> String {
    let mut lines = vec![format!(
        "{} added, {} changed, {} as they were, {} refused.",
        report.added,
        report.updated,
        report.unchanged,
        report.refused.len()
    )];
    for refused in &report.refused {
        lines.push(format!("  {}: {}", text::one_line(&refused.name, 200), refused.why));
    }
    if report.conflicts.detected > 0 {
        lines.push(format!(
            "{} of them differ from what the marketplace has: see `skilldock conflicts`.",
            report.conflicts.detected
        ));
    }
    lines.join("\n")
}

/// `export (ID… | --all) --to PATH`
pub fn export(engine: &Engine, export: &Export, output: &Output) -> Result<Status, Problem> {
    let ids = export
        .ids
        .iter()
        .map(|id| skill_id(id))
        .collect::<Result<Vec<SkillId>, _>>()?;
    let report = engine.export((!export.all).then_some(ids.as_slice()), &export.to)?;
    output.answer(&report, |report: &ExportReport| {
        format!(
            "{} skills in {} files ({} bytes).",
            report.skills, report.files, report.bytes
        )
    });
    Ok(Status::Done)
}
