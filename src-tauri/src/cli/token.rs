//! `skilldock token`: the one secret there is. It comes in by standard input and never goes out.

use std::fmt::Write as _;
use std::io::Read as _;

use serde::Serialize;
use skilldock_engine::model::{Code, Problem};
use skilldock_engine::rotation::Ending;
use skilldock_engine::status::{ConnectionTest, OpenRotation, Reminder, TokenStatus};
use skilldock_engine::{Engine, KeychainOutcome, KeychainReport, RotationReport};

use super::args::TokenAction;
use super::exit::Status;
use super::output::Output;
use super::text;

/// The most of standard input that is read for a token.
const TOKEN_READ: u64 = 64 << 10;

/// What came of trying the token, and the keychain beside it.
#[derive(Serialize)]
struct Tested {
    #[serde(flatten)]
    connection: ConnectionTest,
    keychain: KeychainReport,
}

/// Does what is asked with the token.
///
/// # Errors
/// Why it could not.
pub(super) async fn run(engine: &Engine, action: &TokenAction, output: &Output) -> Result<Status, Problem> {
    match action {
        TokenAction::Set => {
            let mut text = String::new();
            std::io::stdin()
                .take(TOKEN_READ)
                .read_to_string(&mut text)
                .map_err(|_| {
                    Problem::new(
                        Code::BadInput,
                        "Standard input could not be read as text.",
                        "Give the token alone on it.",
                    )
                })?;
            let status = engine.set_token(&text).await?;
            output.answer(&status, |_| "The token is in the keychain.".to_owned());
            Ok(Status::Done)
        }
        TokenAction::Test => {
            let test = Tested {
                connection: engine.test_token().await?,
                keychain: engine.test_keychain().await,
            };
            let problem = test.connection.problem.as_ref();
            let status = problem.map_or(Status::Done, |problem| Status::of(problem.code));
            output.answer(&test, |test| {
                format!("{}\n{}", text::connection(&test.connection), keychain(&test.keychain))
            });
            Ok(status)
        }
        TokenAction::Rotate => {
            let report = engine.rotate_token().await?;
            output.answer(&report, rotation);
            Ok(Status::of_rotation(&report))
        }
        TokenAction::Forget => {
            let status = engine.forget_token().await?;
            output.answer(&status, |status| {
                if status.present {
                    "The keychain no longer has a token; the environment still gives one.".to_owned()
                } else {
                    "The token is forgotten.".to_owned()
                }
            });
            Ok(Status::Done)
        }
    }
}

/// What the keychain is like.
fn keychain(report: &KeychainReport) -> String {
    if report.outcome == KeychainOutcome::Works {
        return report.message.clone();
    }
    format!("{}\n  {}", report.message, report.hint)
}

/// How a rotation went.
fn rotation(report: &RotationReport) -> String {
    let mut said = match report.ending {
        Ending::Rotated => "A new token is in use; the old one is revoked.",
        Ending::OldStillGood => {
            "A new token is in use. The old one could not be revoked: it is still good, and revoking it is tried again \
             by the window or by `skilldock token rotate`."
        }
        Ending::NothingChanged => "No new token was made. The old one stays in use.",
        Ending::WentBack => "The new token was not taken into use and is revoked. The old one stays in use.",
        Ending::NewStillGood => {
            "The old token stays in use. The new one could not be revoked: it is still good, and revoking it is tried \
             again by the window or by `skilldock token rotate`."
        }
        Ending::MaybeMade => {
            "The old token stays in use. The marketplace may have made one that nobody knows: look for it in the \
             marketplace's list of tokens and revoke it there."
        }
        Ending::KeychainUnsure => {
            "The old token stays in use until the keychain answers; then the rotation goes on, by the window or by \
             `skilldock token rotate`."
        }
    }
    .to_owned();
    if let Some(problem) = &report.problem {
        let _ = write!(said, "\n{}\n  {}", problem.message, problem.hint);
    }
    said
}

/// The token in a line, for `skilldock status`.
pub(super) fn line(token: &TokenStatus) -> String {
    let mut said = match (token.present, token.keychain) {
        (true, _) => "present".to_owned(),
        (false, None) => "missing".to_owned(),
        (false, Some(KeychainOutcome::Locked)) => "the keychain is locked".to_owned(),
        (false, Some(KeychainOutcome::Absent)) => "no keychain can be reached".to_owned(),
        (false, Some(KeychainOutcome::Slow)) => "the keychain does not answer".to_owned(),
        (false, Some(_)) => "the keychain gives none".to_owned(),
    };
    match (token.reminder, token.expires_at) {
        (Some(Reminder::Expired), Some(at)) => drop(write!(said, ", expired at {at}")),
        (Some(Reminder::Expires), Some(at)) => drop(write!(said, ", expires at {at}: rotate it")),
        (Some(Reminder::Old), _) => said.push_str(", in use for more than 90 days: rotate it"),
        (_, Some(at)) => drop(write!(said, ", expires at {at}")),
        _ => {}
    }
    match token.rotation {
        Some(OpenRotation::OldStillGood) => said.push_str("; the old one is still good"),
        Some(OpenRotation::NewStillGood) => said.push_str("; one that is not in use is still good"),
        Some(OpenRotation::Unfinished) => said.push_str("; a rotation is not finished"),
        Some(OpenRotation::MaybeMade) => said.push_str("; the marketplace may have made one that nobody knows"),
        None => {}
    }
    said
}

impl Status {
    /// The status of a rotation that ended so.
    fn of_rotation(report: &RotationReport) -> Self {
        match (report.ending, &report.problem) {
            (Ending::Rotated, _) => Self::Done,
            (Ending::OldStillGood, _) => Self::Partly,
            (_, Some(problem)) => Self::of(problem.code),
            (_, None) => Self::Partly,
        }
    }
}

#[cfg(test)]
mod tests {
    use skilldock_engine::model::UnixMillis;

    use super::*;

    #[test]
    fn the_line_says_what_there_is_to_say() {
        let at = Some(UnixMillis(1_800_000_000_000));
        let expired = TokenStatus {
            present: true,
            expires_at: at,
            reminder: Some(Reminder::Expired),
            rotation: Some(OpenRotation::OldStillGood),
            ..TokenStatus::default()
        };
        assert_eq!(
            line(&expired),
            "present, expired at 2027-01-15T08:00:00Z; the old one is still good"
        );
        let locked = TokenStatus {
            keychain: Some(KeychainOutcome::Locked),
            ..TokenStatus::default()
        };
        assert_eq!(line(&locked), "the keychain is locked");
        assert_eq!(line(&TokenStatus::default()), "missing");
    }
}
