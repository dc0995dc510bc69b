//! Each command: asks the engine, prints, says how it went.

use serde::Serialize;
use skilldock_engine::config::VariableView;
use skilldock_engine::model::{Category, Code, Problem, SkillId};
use skilldock_engine::search::{Choice, Filters, SearchPage, SearchRequest};
use skilldock_engine::sync::SyncReport;
use skilldock_engine::view::MyRating;
use skilldock_engine::{Engine, SyncRequest, Trigger};
use skilldock_marketplace::Marketplace;

use super::args::{Command, Demo, RatingAction, Search, TokenAction};
use super::exit::Status;
use super::output::Output;
use super::{conflicts, local, text, token};

/// Rows asked of the engine at once.
const ROWS: u32 = 200;

#[derive(Serialize)]
struct Categories {
    categories: Vec<Category>,
    total: usize,
}

#[derive(Serialize)]
struct Ratings {
    ratings: Vec<MyRating>,
    total: usize,
}

#[derive(Serialize)]
struct Variables {
    variables: Vec<VariableView>,
    total: usize,
}

/// Does what a command says.
///
/// # Errors
/// Why it could not.
pub async fn run(command: &Command, engine: &Engine, output: &Output) -> Result<Status, Problem> {
    if let Command::Config { variable } = command {
        return config(engine, variable.as_deref(), output);
    }
    let problems = engine.problems();
    if !problems.is_empty() {
        return Ok(output.invalid(&problems));
    }
    // The marketplace that was chosen in the window is the demo: it has to run for this command too.
    let needs_marketplace = matches!(
        command,
        Command::Sync { .. }
            | Command::Watch { .. }
            | Command::Show { .. }
            | Command::Rate { .. }
            | Command::Ratings {
                action: Some(RatingAction::Retry { .. }),
                ..
            }
            | Command::Token {
                action: TokenAction::Test | TokenAction::Rotate
            }
    );
    let _demo = if needs_marketplace && engine.wants_demo() {
        Some(crate::demo::start(engine).await?)
    } else {
        None
    };
    match command {
        Command::Sync { dry_run: true, .. } => super::preview::run(engine, output).await,
        Command::Sync {
            only,
            confirm_deletions,
            dry_run: false,
        } => {
            let request = SyncRequest {
                only: only.map(Into::into),
                deletions_confirmed: *confirm_deletions,
            };
            let report: SyncReport = engine.sync(request, Trigger::Command).await;
            output.answer(&report, text::sync);
            Ok(Status::of_sync(&report))
        }
        Command::Status => {
            output.answer(&engine.status_asking_the_keychain().await?, text::status);
            Ok(Status::Done)
        }
        Command::Watch { seconds } => super::watch::run(engine, *seconds).await,
        Command::Search(search) => {
            output.answer(&find(engine, search)?, text::search);
            Ok(Status::Done)
        }
        Command::Categories => {
            let categories = engine.categories()?;
            output.answer(
                &Categories {
                    total: categories.len(),
                    categories,
                },
                |list| text::categories(&list.categories),
            );
            Ok(Status::Done)
        }
        Command::Show { id } => {
            output.answer(&engine.show_with_reviews(skill_id(id)?).await?, text::skill);
            Ok(Status::Done)
        }
        Command::Edit(edit) => local::edit(engine, edit, output),
        Command::Revert(revert) => local::revert(engine, revert, output),
        Command::New(new) => local::new(engine, new, output),
        Command::Import(import) => local::import(engine, import, output),
        Command::Export(export) => local::export(engine, export, output),
        Command::Privacy { action } => super::privacy::run(engine, action, output).await,
        Command::Updates(list) => super::updates::run(engine, list, output),
        Command::Conflicts(list) => conflicts::run(engine, list, output),
        Command::Rate { id, stars, comment } => {
            let id = skill_id(id)?;
            // What is no small number is no number of stars either: the engine says so.
            engine.rate(id, u8::try_from(*stars).unwrap_or(0), comment.as_deref())?;
            output.answer(&engine.try_rating(id).await?, text::rating);
            Ok(Status::Done)
        }
        Command::Ratings { state, action: None } => {
            let ratings = engine.ratings(*state)?;
            output.answer(
                &Ratings {
                    total: ratings.len(),
                    ratings,
                },
                |list| text::ratings(&list.ratings),
            );
            Ok(Status::Done)
        }
        Command::Ratings {
            action: Some(RatingAction::Retry { id }),
            ..
        } => {
            let id = skill_id(id)?;
            engine.retry_rating(id)?;
            output.answer(&engine.try_rating(id).await?, text::rating);
            Ok(Status::Done)
        }
        Command::Ratings {
            action: Some(RatingAction::Discard { id }),
            ..
        } => {
            output.answer(&engine.discard_rating(skill_id(id)?)?, text::rating);
            Ok(Status::Done)
        }
        Command::Token { action } => token::run(engine, action, output).await,
        // Handled above, before the configuration is looked at.
        Command::Config { .. } | Command::Demo(_) => Ok(Status::Bug),
    }
}

/// An id of the wrong form is one that is not found.
pub(super) fn skill_id(text: &str) -> Result<SkillId, Problem> {
    text.parse()
        .map_err(|error| Problem::new(Code::NotFound, format!("{error}."), "Find the id by searching."))
}

fn config(engine: &Engine, variable: Option<&str>, output: &Output) -> Result<Status, Problem> {
    let view = engine.config();
    let invalid = engine.problems();
    let status = if invalid.is_empty() {
        Status::Done
    } else {
        Status::Configuration
    };
    match variable {
        None => {
            let list = Variables {
                total: view.variables.len(),
                variables: view.variables,
            };
            output.answer(&list, |list| text::config(&list.variables, &view.problems));
        }
        Some(name) => {
            let one = view
                .variables
                .into_iter()
                .find(|v| v.variable.eq_ignore_ascii_case(name))
                .ok_or_else(|| {
                    Problem::new(
                        Code::NotFound,
                        format!("There is no variable {name}."),
                        "`skilldock config` lists them.",
                    )
                })?;
            output.answer(&one, text::variable);
        }
    }
    Ok(status)
}

fn find(engine: &Engine, search: &Search) -> Result<SearchPage, Problem> {
    let mut request = SearchRequest {
        text: search.query.join(" "),
        filters: Filters {
            category: Choice {
                include: search.category.clone(),
                exclude: Vec::new(),
            },
            skill_type: Choice {
                include: search.skill_type.clone(),
                exclude: Vec::new(),
            },
            tag: Choice {
                include: search.tag.clone(),
                exclude: search.not_tag.clone(),
            },
            is: Choice {
                include: search.is.clone(),
                exclude: Vec::new(),
            },
            min_rating: search.min_rating,
            ..Filters::default()
        },
        sort: search.sort,
        offset: search.offset,
        limit: search.limit.min(ROWS),
        facets: search.facets,
        literal: false,
    };
    let mut page = engine.search(&request)?;
    // The engine gives a window's worth at a time; a script may want more.
    while u32::try_from(page.skills.len()).unwrap_or(u32::MAX) < search.limit {
        let have = u32::try_from(page.skills.len()).unwrap_or(u32::MAX);
        request.offset = search.offset.saturating_add(have);
        request.limit = (search.limit - have).min(ROWS);
        request.facets = false;
        let more = engine.search(&request)?;
        if more.skills.is_empty() {
            break;
        }
        page.skills.extend(more.skills);
    }
    Ok(page)
}

#[derive(Serialize)]
struct Running {
    url: String,
    ws_url: String,
    token: String,
}

/// Runs the demo marketplace until it is stopped.
///
/// # Errors
/// A port that is taken, a catalogue that cannot be read.
pub async fn demo(demo: &Demo, output: &Output) -> Result<Status, Problem> {
    let bad = |error: &dyn std::fmt::Display| {
        Problem::new(
            Code::BadInput,
            format!("The demo marketplace did not start: {error}."),
            "",
        )
    };
    let builder = match (&demo.catalogue, demo.skills) {
        (Some(file), _) => Marketplace::demo().catalogue_file(file),
        (None, Some(count)) => Marketplace::demo().generated(count),
        (None, None) => Marketplace::demo(),
    };
    let marketplace = builder.port(demo.port).start().await.map_err(|error| bad(&error))?;
    let running = Running {
        url: marketplace.url(),
        ws_url: marketplace.ws_url(),
        token: marketplace.token().to_owned(),
    };
    output.answer(&running, |running| {
        format!(
            "The demo marketplace runs until Ctrl-C.\nATOM_SAAS_API_URL={}\nATOM_SAAS_API_TOKEN={}",
            running.url, running.token
        )
    });
    stopped().await;
    marketplace.shutdown().await;
    Ok(Status::Done)
}

/// Waits for Ctrl-C or the system's word to end.
pub(super) async fn stopped() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                // Either way it ends.
                _ = tokio::signal::ctrl_c() => {}
                _ = terminate.recv() => {}
            }
            return;
        }
    }
    drop(tokio::signal::ctrl_c().await);
}
