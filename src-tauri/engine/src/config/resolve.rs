//! Who decides what: the precedence of the contract (section 7), and nothing else.
//!
//! [`resolve`] reads the files that are named (tokens, authorities), then decides without
//! touching anything. For each variable the places are asked from the strongest down. The first
//! that says something is in effect; if it cannot be used that is an error, whatever
//! the weaker ones say. A weaker place that says something unusable is a warning where
//! a stronger one makes up for it.

use std::path::{Path, PathBuf};

use super::ca_file::{self, CaFiles};
use super::env_file::{Concerns, Fault};
use super::token_file::{self, TokenFiles};
use super::variable::{self, AnyVariable, Variable};
use super::{
    ApiToken, ApiUrl, CaFile, Config, ConfigProblem, ProblemSeverity, Resolved, Source, Sources, Trust, VariableView,
    WsUrl, redact, setting, value,
};
use crate::status::TokenSource;

/// Stands for a value that is left out because it may be anything.
const NOT_SHOWN: &str = "(not shown)";

/// Decides every variable. Reads the files that are named, and nothing else.
#[must_use]
pub fn resolve(sources: &Sources) -> Resolved {
    let tokens = OUTSIDE
        .into_iter()
        .filter_map(|source| named_token_file(sources, source)?.ok())
        .map(|path| (path.clone(), token_file::read(&path)))
        .collect();
    let authorities = WRITTEN
        .into_iter()
        .filter_map(|source| {
            let said = say(sources, variable::CA_FILE.name, source)?;
            read(&said, |text| located(sources, source, text)).ok()
        })
        .map(|path| (path.clone(), ca_file::read(&path)))
        .collect();
    decide(sources, &Files { tokens, authorities })
}

/// What the files held that are named.
pub(super) struct Files {
    tokens: TokenFiles,
    authorities: CaFiles,
}

/// The places a token may come from, strongest first.
const OUTSIDE: [Source; 2] = [Source::Environment, Source::EnvFile];

/// Every place that somebody can write to, strongest first.
const WRITTEN: [Source; 3] = [Source::Environment, Source::EnvFile, Source::Settings];

pub(super) fn decide(sources: &Sources, files: &Files) -> Resolved {
    let mut decision = Decision {
        sources,
        variables: Vec::new(),
        problems: Vec::new(),
    };
    let enabled = decision.pick(&variable::ENABLED).value;
    let api_url = decision.pick(&variable::API_URL);
    let token = decision.pick_token(&files.tokens, api_url.value.as_ref());
    let ws_url = decision.pick_socket(&api_url);
    let mut config = Config {
        enabled,
        api_url: api_url.value,
        ws_url,
        ws_enabled: decision.pick(&variable::WS_ENABLED).value,
        ws_reconnect_attempts: decision.pick(&variable::WS_RECONNECT_ATTEMPTS).value,
        sync_interval: decision.pick(&variable::SYNC_INTERVAL_MINUTES).value,
        rating_sync_interval: decision.pick(&variable::RATING_SYNC_INTERVAL_MINUTES).value,
        conflict_strategy: decision.pick(&variable::CONFLICT_STRATEGY).value,
        api_timeout: decision.pick(&variable::API_TIMEOUT_SECONDS).value,
        token,
        identity: decision.pick(&variable::IDENTITY).value,
        review_updates: decision.pick(&variable::REVIEW_UPDATES).value,
        metrics_port: decision.pick(&variable::METRICS_PORT).value,
        trust: Trust {
            authorities: decision.pick_authorities(&files.authorities).value,
            pins: decision.pick(&variable::TLS_PINS).value,
        },
        encryption: decision.pick(&variable::ENCRYPTION).value,
    };
    decision.report_unreadable_lines();
    decision.report_tokens_in_settings();
    decision.report_unknown_names();
    let Decision {
        variables, problems, ..
    } = decision;
    config.enabled &= !problems.iter().any(ConfigProblem::is_error);
    Resolved {
        config,
        variables,
        problems,
        env_file: sources.env_file.as_ref().map(|file| file.path.clone()),
    }
}

/// A decision under way.
struct Decision<'a> {
    sources: &'a Sources,
    variables: Vec<VariableView>,
    problems: Vec<ConfigProblem>,
}

/// What one place says of one variable.
enum Said<'a> {
    /// This text, trimmed and not empty.
    Text(&'a str),
    /// Something, on a line that cannot be read.
    Unreadable(&'a Fault),
}

/// The value in effect and the place it comes from. For an invalid one the value is the
/// default, and stands for nothing: [`decide`] switches the configuration off.
struct Picked<T> {
    value: T,
    source: Source,
}

impl Decision<'_> {
    fn pick<T: Clone + Sync>(&mut self, variable: &'static Variable<T>) -> Picked<T> {
        self.pick_by(variable, |_, text| (variable.parse)(text))
    }

    fn pick_authorities(&mut self, files: &CaFiles) -> Picked<Option<CaFile>> {
        let sources = self.sources;
        self.pick_by(&variable::CA_FILE, |source, text| {
            let path = located(sources, source, text)?;
            let unread = || Err("The file was not read.".to_owned());
            let file = files.get(&path).cloned().unwrap_or_else(unread)?;
            Ok(Some(file.named(text)))
        })
    }

    /// Picks a value where what a text means depends on the place it stands in.
    fn pick_by<T: Clone + Sync>(
        &mut self,
        variable: &'static Variable<T>,
        parse: impl Fn(Source, &str) -> Result<T, String>,
    ) -> Picked<T> {
        let mut picked: Option<Picked<T>> = None;
        let mut shown = variable.show_default();
        let mut valid = false;
        for source in WRITTEN {
            let Some(said) = say(self.sources, variable.name, source) else {
                continue;
            };
            match read(&said, |text| parse(source, text)) {
                Ok(value) if picked.is_none() => {
                    shown = (variable.show)(&value);
                    valid = true;
                    picked = Some(Picked { value, source });
                }
                Ok(_) => {}
                Err(message) => {
                    let text = said.hidden(variable.hide);
                    self.refuse(variable, source, text.clone(), message, valid);
                    if picked.is_none() {
                        shown = Some(text);
                        picked = Some(Picked {
                            value: variable.default.clone(),
                            source,
                        });
                    }
                }
            }
        }
        let picked = picked.unwrap_or(Picked {
            value: variable.default.clone(),
            source: Source::Default,
        });
        self.show(variable, shown, picked.source);
        picked
    }

    /// The token and the file that may hold it are one thing in two variables: in each
    /// place the token itself comes first, and a place that has either is stronger than
    /// all weaker places.
    fn pick_token(&mut self, files: &TokenFiles, api_url: Option<&ApiUrl>) -> Option<(ApiToken, TokenSource)> {
        let mut token: Option<(ApiToken, TokenSource)> = None;
        let mut in_effect = None;
        let mut path = (None, Source::Default);
        for source in OUTSIDE {
            let direct = say(self.sources, variable::API_TOKEN.name, source);
            let file = say(self.sources, variable::API_TOKEN_FILE.name, source);
            if let Some(file) = &file
                && path.1 == Source::Default
            {
                path = (Some(file.hidden(redact::shown_path)), source);
            }
            let (variable, hidden, found): (&'static dyn AnyVariable, _, _) = match (direct, file) {
                (None, None) => continue,
                (Some(direct), file) => {
                    if let Some(file) = file {
                        let message = "It is not read: ATOM_SAAS_API_TOKEN is set in the same place.".to_owned();
                        let hidden = file.hidden(redact::shown_path);
                        self.refuse(&variable::API_TOKEN_FILE, source, hidden, message, true);
                    }
                    let found = read(&direct, |text| ApiToken::parse(text).map_err(|why| why.to_string()));
                    (&variable::API_TOKEN, direct.hidden(redact::whole), found)
                }
                (None, Some(file)) => {
                    let found = read(&file, variable::API_TOKEN_FILE.parse).and_then(|_| {
                        let path = named_token_file(self.sources, source).and_then(Result::ok);
                        path.and_then(|path| files.get(&path).cloned())
                            .unwrap_or_else(|| Err("The file was not read.".to_owned()))
                    });
                    (&variable::API_TOKEN_FILE, file.hidden(redact::shown_path), found)
                }
            };
            match found {
                Ok(found) if in_effect.is_none() => {
                    if let Some(warning) = found.form().warning() {
                        self.warn(variable, source, hidden, warning.to_owned());
                    }
                    token = Some((found, kind_of(source)));
                }
                Ok(_) => {}
                Err(message) => self.refuse(variable, source, hidden, message, token.is_some()),
            }
            in_effect = in_effect.or(Some(source));
        }
        // The demo's token goes to the demo alone: with another address in effect it would
        // be sent to strangers.
        if in_effect.is_none()
            && let Some(demo) = self.sources.demo.as_ref().filter(|demo| Some(&demo.url) == api_url)
        {
            token = Some((demo.token.clone(), TokenSource::Session));
            in_effect = Some(Source::Settings);
        }
        let present = token.as_ref().map(|_| "present".to_owned());
        self.show(&variable::API_TOKEN, present, in_effect.unwrap_or(Source::Default));
        self.show(&variable::API_TOKEN_FILE, path.0, path.1);
        token
    }

    fn pick_socket(&mut self, api: &Picked<Option<ApiUrl>>) -> Option<WsUrl> {
        let Picked { value: set, source } = self.pick(&variable::WS_URL);
        let Some(api_url) = &api.value else { return set };
        match set {
            Some(socket) => {
                // The token is sent to both. An address that was left behind in a weaker place
                // when the API's changed is the likely slip.
                if source > api.source && socket.host() != api_url.host() {
                    let message = format!(
                        "It names another host than ATOM_SAAS_API_URL ({}), which the {} sets. The token is sent to both.",
                        api_url.host(),
                        api.source.words()
                    );
                    self.warn(&variable::WS_URL, source, socket.display(), message);
                }
                Some(socket)
            }
            None => {
                let derived = WsUrl::derived_from(api_url);
                let view = self.variables.last_mut().filter(|view| view.source == Source::Default);
                if let Some(view) = view {
                    view.value = derived.as_ref().map(WsUrl::display);
                }
                derived
            }
        }
    }

    fn report_unreadable_lines(&mut self) {
        let Some(file) = &self.sources.env_file else { return };
        for fault in &file.faults {
            let severity = match fault.concerns {
                // Reported with its variable.
                Concerns::Variable(_) => continue,
                Concerns::Ours => ProblemSeverity::Error,
                Concerns::Others => ProblemSeverity::Warning,
            };
            self.problems.push(ConfigProblem {
                variable: redact::one_line(&file.path.display().to_string()),
                value: NOT_SHOWN.to_owned(),
                range: "lines of NAME=VALUE".to_owned(),
                source: Source::EnvFile,
                message: fault.message.clone(),
                severity,
                overridden: false,
            });
        }
    }

    fn report_tokens_in_settings(&mut self) {
        for variable in variable::all().filter(|variable| !variable.saved()) {
            if self
                .sources
                .settings
                .get(variable.name())
                .is_some_and(|text| !text.trim().is_empty())
            {
                let message = "It is not used: a token is kept in the keychain, never in the settings.".to_owned();
                self.warn(variable, Source::Settings, redact::whole(""), message);
            }
        }
    }

    fn report_unknown_names(&mut self) {
        for source in OUTSIDE {
            let Some(values) = written(self.sources, source) else {
                continue;
            };
            let unknown = values
                .keys()
                .filter(|name| name.starts_with(variable::MARKETPLACE_PREFIX) && variable::named(name).is_none());
            for name in unknown {
                self.problems.push(ConfigProblem {
                    variable: redact::one_line(name),
                    value: NOT_SHOWN.to_owned(),
                    range: String::new(),
                    source,
                    message: format!("{} It is not used.", setting::unknown_name(name)),
                    severity: ProblemSeverity::Warning,
                    overridden: false,
                });
            }
        }
    }

    fn refuse(&mut self, variable: &dyn AnyVariable, source: Source, value: String, message: String, overridden: bool) {
        let severity = if overridden {
            ProblemSeverity::Warning
        } else {
            ProblemSeverity::Error
        };
        self.note(variable, source, value, message, severity, overridden);
    }

    fn warn(&mut self, variable: &dyn AnyVariable, source: Source, value: String, message: String) {
        self.note(variable, source, value, message, ProblemSeverity::Warning, false);
    }

    fn note(
        &mut self,
        variable: &dyn AnyVariable,
        source: Source,
        value: String,
        message: String,
        severity: ProblemSeverity,
        overridden: bool,
    ) {
        let (variable, range) = (variable.name().to_owned(), variable.range().to_owned());
        self.problems.push(ConfigProblem {
            variable,
            value,
            range,
            source,
            message,
            severity,
            overridden,
        });
    }

    fn show<T>(&mut self, variable: &Variable<T>, value: Option<String>, source: Source) {
        self.variables.push(VariableView {
            variable: variable.name.to_owned(),
            value,
            source,
            range: variable.range.to_owned(),
            default: variable.default_text(),
            locked: source.is_outside(),
        });
    }
}

impl Said<'_> {
    fn hidden(&self, hide: fn(&str) -> String) -> String {
        match self {
            Said::Text(text) => hide(text),
            Said::Unreadable(_) => NOT_SHOWN.to_owned(),
        }
    }
}

/// What a place says of a variable. An empty value says nothing: `VAR=` is how many
/// tools write "not set".
fn say<'a>(sources: &'a Sources, name: &str, source: Source) -> Option<Said<'a>> {
    if source == Source::EnvFile
        && let Some(fault) = sources
            .env_file
            .iter()
            .flat_map(|file| &file.faults)
            .find(|fault| fault.is_of(name))
    {
        return Some(Said::Unreadable(fault));
    }
    if source == Source::Settings
        && let Some(demo) = &sources.demo
    {
        if name == variable::API_URL.name {
            return Some(Said::Text(demo.url.as_str()));
        }
        // The saved socket belongs to the saved marketplace, which the demo stands in for.
        if name == variable::WS_URL.name {
            return None;
        }
    }
    let text = written(sources, source)?.get(name)?.trim();
    (!text.is_empty()).then_some(Said::Text(text))
}

fn written(sources: &Sources, source: Source) -> Option<&std::collections::BTreeMap<String, String>> {
    match source {
        Source::Environment => Some(&sources.environment),
        Source::EnvFile => sources.env_file.as_ref().map(|file| &file.values),
        Source::Settings => Some(&sources.settings),
        Source::Default => None,
    }
}

fn read<T>(said: &Said<'_>, parse: impl Fn(&str) -> Result<T, String>) -> Result<T, String> {
    match said {
        // What `Sources` makes of bytes that are no text.
        Said::Text(text) if text.contains('\u{fffd}') => Err("It holds bytes that are no UTF-8 text.".to_owned()),
        Said::Text(text) => parse(text),
        Said::Unreadable(fault) => Err(fault.message.clone()),
    }
}

/// The token file that a place names, where the place has no token itself.
fn named_token_file(sources: &Sources, source: Source) -> Option<Result<PathBuf, String>> {
    if say(sources, variable::API_TOKEN.name, source).is_some() {
        return None;
    }
    let said = say(sources, variable::API_TOKEN_FILE.name, source)?;
    Some(read(&said, |text| located(sources, source, text)))
}

/// The path that a text names in a place.
fn located(sources: &Sources, source: Source, text: &str) -> Result<PathBuf, String> {
    let path = value::path(text)?.unwrap_or_default();
    // In a file a path is meant from where the file is.
    let folder = match source {
        Source::EnvFile => sources.env_file.as_ref().and_then(|file| file.path.parent()),
        _ => None,
    };
    Ok(folder.unwrap_or(Path::new("")).join(path))
}

const fn kind_of(source: Source) -> TokenSource {
    match source {
        Source::Environment => TokenSource::Environment,
        Source::EnvFile => TokenSource::EnvFile,
        Source::Settings | Source::Default => TokenSource::Session,
    }
}
