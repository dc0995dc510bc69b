//! Rotates the token: does what the machine says (`rotation`), writes down how far it is,
//! and goes on with what an earlier start of the program, or a marketplace that could not
//! be reached, left open.
//!
//! Where the new token is between its making and its use: in the keychain, under an account
//! of its own beside the one in use. So is the old one until it is revoked.

use std::fs::{File, TryLockError};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use serde::Serialize;
use tokio::sync::MutexGuard;
use ts_rs::TS;

use super::Engine;
use super::live::is_held_elsewhere;
use super::token::token_missing;
use crate::api::{ApiError, Meter};
use crate::config::{ApiToken, ApiUrl};
use crate::event::EngineEvent;
use crate::live::dial::{self, Target};
use crate::live::machine::Failure;
use crate::model::{Code, Problem};
use crate::rotation::{Came, Ending, Move, Stage, Step, after, noted, overtaken, resume};
use crate::status::{TokenSource, TokenStatus};
use crate::store::{socket, token};
use crate::vault::{Account, Beside, TokenStore, VaultError};

/// Of two processes on one data folder one rotates: whoever has the lock of this file.
const LOCK: &str = "token.lock";
/// What the marketplace lists the token as.
const DESCRIPTION: &str = "Skilldock, made by rotating the token";
/// How long those who still use the old token are waited for before it is revoked.
const LONGEST_USE: Duration = Duration::from_secs(120);
/// How long another process is given to notice the new token, in looks at the data folder.
const LOOKS: u32 = 3;

/// What came of a rotation.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct RotationReport {
    /// How it ended.
    pub ending: Ending,
    /// Why it went no further, where it did not go to its end.
    pub problem: Option<Problem>,
    /// The step that did not come about, for sure or as far as is known; `None` where all did.
    pub failed_at: Option<Step>,
    /// The token now.
    pub token: TokenStatus,
}

/// While it lives what a rotation has written down is no sign that one was left open.
struct UnderWay<'a>(&'a AtomicBool);

impl<'a> UnderWay<'a> {
    fn begin(flag: &'a AtomicBool) -> Self {
        flag.store(true, Ordering::SeqCst);
        Self(flag)
    }
}

impl Drop for UnderWay<'_> {
    fn drop(&mut self) {
        self.0.store(false, Ordering::SeqCst);
    }
}

/// A rotation under way.
struct Rotation<'a> {
    engine: &'a Engine,
    url: ApiUrl,
    account: Account,
    /// Where the token in use is kept, and the others beside it.
    place: Arc<dyn TokenStore>,
    source: TokenSource,
    /// The one in use.
    main: ApiToken,
    next: Option<ApiToken>,
    former: Option<ApiToken>,
    /// Whether the new one has been in the keychain, so that a note about it finds it there.
    kept: bool,
    problem: Option<Problem>,
    failed_at: Option<Step>,
}

impl Engine {
    /// Makes a new token, proves it, stores it, has HTTP and the socket use it, and revokes
    /// the old one. Goes back at any failure. Goes on with a rotation that was left open
    /// rather than begin another.
    ///
    /// # Errors
    /// What stands in the way of beginning: local-only mode, no address or token, a token
    /// that is set outside of Skilldock, another rotation under way.
    pub async fn rotate_token(&self) -> Result<RotationReport, Problem> {
        let _alone = self.not_rotating()?;
        let _lock = self.token_lock()?;
        self.ask_keychain_again();
        let mut rotation = self.rotation().await?;
        let first = match rotation.stage()? {
            None | Some(Stage::Lost) => Move::Do(Step::Create),
            Some(stage) => rotation.resumed(stage).await?,
        };
        Ok(rotation.run(first).await)
    }

    /// Goes on with a rotation that was left open, if there is one and the keychain needs
    /// nobody to be asked.
    pub(super) async fn go_on_rotating(&self) -> Option<RotationReport> {
        let _alone = self.inner.tokens.rotating.try_lock().ok()?;
        // Only what is known already: nothing is asked of anybody for this.
        let (_, source) = self.token_known()?;
        self.inner.vault.place(source)?;
        if matches!(self.open_rotation(), None | Some(Stage::Lost))
            || self.inner.schedule.is_rejected()
            || !self.resolved().config.enabled
        {
            return None;
        }
        let _lock = self.token_lock().ok()?;
        let mut rotation = self.rotation().await.ok()?;
        let stage = rotation.stage().ok()??;
        let first = rotation.resumed(stage).await.ok()?;
        let report = rotation.run(first).await;
        tracing::info!(ending = ?report.ending, "a rotation that was open went on");
        Some(report)
    }

    /// How far the rotation of the configured marketplace's token is, if one is open.
    pub(super) fn open_rotation(&self) -> Option<Stage> {
        let account = Account::of(self.resolved().config.api_url.as_ref()?);
        self.inner
            .store
            .read(|connection| token::rotation(connection, account.as_str()))
            .unwrap_or_else(|error| {
                tracing::warn!(%error, "how far the rotation is could not be read");
                None
            })
    }

    /// Nobody rotates the token while the guard lives.
    pub(super) fn not_rotating(&self) -> Result<MutexGuard<'_, ()>, Problem> {
        self.inner.tokens.rotating.try_lock().map_err(|_| busy())
    }

    /// The user sets another token: a new one of a rotation that is not in use has no purpose
    /// any more. Noted before the keychain is changed, so that no resumed rotation puts its own
    /// over the user's.
    pub(super) fn overtake_rotation(&self, account: &Account) {
        let noted = self.inner.store.write(|connection| {
            let open = token::rotation(connection, account.as_str())?;
            token::set_rotation(connection, account.as_str(), open.map(overtaken))
        });
        if let Err(error) = noted {
            tracing::warn!(%error, "the end of the rotation could not be noted");
        }
    }

    /// The user wants no token here: those of a rotation go too.
    pub(super) async fn forget_rotation(&self, account: &Account) -> Result<(), VaultError> {
        let open = self
            .inner
            .store
            .read(|connection| token::rotation(connection, account.as_str()));
        if matches!(open, Ok(None)) {
            return Ok(());
        }
        self.inner.vault.forget(&account.beside(Beside::Next)).await?;
        self.inner.vault.forget(&account.beside(Beside::Former)).await?;
        let noted = self
            .inner
            .store
            .write(|connection| token::set_rotation(connection, account.as_str(), None));
        if let Err(error) = noted {
            tracing::warn!(%error, "the end of the rotation could not be noted");
        }
        Ok(())
    }

    fn token_lock(&self) -> Result<File, Problem> {
        let path = self.data_dir().join(LOCK);
        let file = File::options().create(true).truncate(false).write(true).open(&path);
        let file = file.map_err(|cause| Problem::from(crate::store::StoreError::file(&path, cause)))?;
        match file.try_lock() {
            Ok(()) => Ok(file),
            Err(TryLockError::WouldBlock) => Err(busy()),
            Err(TryLockError::Error(cause)) => Err(crate::store::StoreError::file(&path, cause).into()),
        }
    }

    async fn rotation(&self) -> Result<Rotation<'_>, Problem> {
        let resolved = self.resolved();
        self.usable(&resolved)?;
        if !resolved.config.enabled {
            return Err(super::token::local_only());
        }
        let url = self.url_for_token()?;
        let (main, source) = self.token().await?.ok_or_else(token_missing)?;
        let place = match self.inner.vault.place(source) {
            Some(place) if resolved.config.token.is_none() => place,
            _ => return Err(set_elsewhere(source, self.is_demo())),
        };
        Ok(Rotation {
            engine: self,
            account: Account::of(&url),
            url,
            place,
            source,
            main,
            next: None,
            former: None,
            kept: false,
            problem: None,
            failed_at: None,
        })
    }
}

fn busy() -> Problem {
    Problem::new(
        Code::Busy,
        "The token is being rotated.",
        "It takes a few seconds; try again then.",
    )
}

/// A token that we do not keep we cannot replace.
fn set_elsewhere(source: TokenSource, demo: bool) -> Problem {
    let (place, hint) = match source {
        _ if demo => (
            "comes with the demo marketplace",
            "There is nothing to rotate: it ends with the demo.",
        ),
        TokenSource::EnvFile => (
            "is set in the .env file",
            "Have a new one made at the marketplace, write it there, then revoke the old one; or take it out there \
             and set it with `skilldock token set`.",
        ),
        TokenSource::Environment | TokenSource::Session | TokenSource::Keychain => (
            "is set in the environment",
            "Have a new one made at the marketplace, set it there, then revoke the old one; or take it out there and \
             set it with `skilldock token set`.",
        ),
    };
    Problem::new(
        Code::BadInput,
        format!("The token {place}, which Skilldock does not change."),
        hint,
    )
}

/// Whether the marketplace may have done what it did not confirm.
const fn may_have_worked(error: &ApiError) -> bool {
    matches!(
        error,
        ApiError::TimedOut { .. }
            | ApiError::BrokenOff
            | ApiError::BadAnswer { .. }
            | ApiError::Status {
                status: 500 | 502 | 504..=599,
                ..
            }
    )
}

impl Rotation<'_> {
    /// Makes moves until there is none left.
    async fn run(&mut self, mut next: Move) -> RotationReport {
        let under_way = UnderWay::begin(&self.engine.inner.tokens.under_way);
        let ending = loop {
            match next {
                Move::End(ending) => break ending,
                Move::Do(step) => {
                    if let Err(problem) = self.note(next) {
                        // A disk that cannot be written: what cannot be noted is not begun, and
                        // what is under way goes back.
                        self.problem = Some(problem);
                        if step == Step::Create {
                            self.failed_at = Some(step);
                            break Ending::NothingChanged;
                        }
                    }
                    let live = self.is_live();
                    self.engine.emit(EngineEvent::Rotating { step, came: None });
                    let came = self.make(step).await;
                    tracing::info!(?step, ?came, "rotation");
                    if came != Came::Done {
                        // The way back can fail too; the first one is what it came of.
                        self.failed_at.get_or_insert(step);
                    }
                    self.engine.emit(EngineEvent::Rotating { step, came: Some(came) });
                    next = self.unless_in_memory(after(step, came, live));
                }
            }
        };
        let ending = self.end(ending).await;
        drop(under_way);
        self.engine.emit_status();
        RotationReport {
            ending,
            problem: self.problem.take().filter(|_| ending != Ending::Rotated),
            failed_at: self.failed_at,
            token: self.engine.token_status_known(),
        }
    }

    /// A new token that never reached the keychain and could not be revoked is one that
    /// nobody can find again: that is said, not noted.
    fn unless_in_memory(&self, next: Move) -> Move {
        match next {
            Move::End(Ending::NewStillGood) if !self.kept => Move::End(Ending::MaybeMade),
            other => other,
        }
    }

    fn stage(&self) -> Result<Option<Stage>, Problem> {
        let read = |connection: &rusqlite::Connection| token::rotation(connection, self.account.as_str());
        Ok(self.engine.inner.store.read(read)?)
    }

    /// What is left of a rotation that was interrupted at this stage.
    async fn resumed(&mut self, mut stage: Stage) -> Result<Move, Problem> {
        self.next = self.place.read_quietly(&self.account.beside(Beside::Next)).await?;
        self.former = self.place.read_quietly(&self.account.beside(Beside::Former)).await?;
        self.kept = self.next.is_some();
        let in_use = self.next.as_ref().is_some_and(|next| next.is_same(&self.main));
        if in_use && stage == Stage::Undoing {
            // It got into the keychain after all: it is not the one to revoke.
            stage = Stage::Revoking;
        }
        Ok(resume(stage, self.next.is_some(), self.former.is_some()))
    }

    fn note(&self, next: Move) -> Result<(), Problem> {
        let stage = match next {
            // While the new one is in memory alone a kill must leave word that there may be one.
            Move::Do(Step::Undo) if !self.kept => Some(Stage::Asked),
            other => noted(other),
        };
        let write = |connection: &rusqlite::Connection| token::set_rotation(connection, self.account.as_str(), stage);
        Ok(self.engine.inner.store.write(write)?)
    }

    fn is_live(&self) -> bool {
        let stored = self.engine.inner.store.read(socket::record).unwrap_or_default();
        self.engine.socket_shown(stored).1.connected
    }

    async fn make(&mut self, step: Step) -> Came {
        let made = match step {
            Step::Create => self.create().await,
            Step::Keep => self.keep().await,
            Step::Prove => self.prove().await,
            Step::ProveSocket => self.prove_socket().await,
            Step::Retain => self.retain().await,
            Step::Store => self.store().await,
            Step::Switch => {
                self.switch().await;
                Ok(())
            }
            Step::Revoke => self.revoke().await,
            Step::Undo => self.undo().await,
        };
        match made {
            Ok(()) => Came::Done,
            Err((came, problem)) => {
                // The first one is what it came of; a way back that fails too is in the ending.
                self.problem.get_or_insert(problem);
                came
            }
        }
    }

    async fn create(&mut self) -> Result<(), (Came, Problem)> {
        let fresh = uuid::Uuid::new_v4().to_string();
        let instance = self
            .engine
            .inner
            .store
            .write(|connection| token::instance(connection, &fresh))
            .map_err(|error| (Came::Failed, error.into()))?;
        let client = self.client(&self.main).map_err(failed)?;
        match client.create_token(&instance, DESCRIPTION, &Meter::default()).await {
            Ok(made) => {
                self.next = Some(made.0);
                Ok(())
            }
            Err(error) if may_have_worked(&error) => Err((Came::Unknown, not_made(error))),
            Err(error) => Err((Came::Failed, not_made(error))),
        }
    }

    async fn keep(&mut self) -> Result<(), (Came, Problem)> {
        let next = self.next.clone().ok_or_else(gone)?;
        let kept = self.place.write(&self.account.beside(Beside::Next), &next).await;
        self.kept = kept.is_ok();
        kept.map_err(keychain)
    }

    async fn prove(&self) -> Result<(), (Came, Problem)> {
        let next = self.next.as_ref().ok_or_else(gone)?;
        let client = self.client(next).map_err(failed)?;
        match client.once_skills_total(&Meter::default()).await {
            Ok(_) => Ok(()),
            Err(ApiError::TokenRejected) => Err(new_refused()),
            Err(error) => Err((Came::Failed, error.into())),
        }
    }

    async fn prove_socket(&self) -> Result<(), (Came, Problem)> {
        let resolved = self.engine.resolved();
        let (Some(url), Some(next)) = (resolved.config.ws_url.clone(), &self.next) else {
            return Ok(());
        };
        let target = Target {
            url,
            token: next.clone(),
            trust: resolved.config.trust.clone(),
            attempts: 1,
        };
        match dial::dial(&target, self.engine.inner.live_policy.dial).await {
            Ok(mut connected) => {
                // Its end does not matter: that it came about is what was asked.
                drop(connected.close(None).await);
                Ok(())
            }
            Err(Failure::TokenRefused) => Err(new_refused()),
            Err(Failure::Other { reason, .. }) => Err((
                Came::Failed,
                Problem::new(
                    Code::Unreachable,
                    format!("The socket could not be connected with the new token: {reason}."),
                    "Try again later; the old token stays in use.",
                ),
            )),
        }
    }

    async fn retain(&mut self) -> Result<(), (Came, Problem)> {
        self.place
            .write(&self.account.beside(Beside::Former), &self.main)
            .await
            .map_err(keychain)?;
        self.former = Some(self.main.clone());
        Ok(())
    }

    async fn store(&self) -> Result<(), (Came, Problem)> {
        let next = self.next.as_ref().ok_or_else(gone)?;
        let _changing = self.engine.inner.tokens.keychain.lock().await;
        let Err(error) = self.place.write(&self.account, next).await else {
            return Ok(());
        };
        let came = match self.place.read_quietly(&self.account).await {
            Ok(Some(there)) if there.is_same(next) => return Ok(()),
            // A call that was given up may still be carried out.
            Ok(Some(_)) if error != VaultError::Slow => Came::Failed,
            _ => Came::Unknown,
        };
        Err((came, error.into()))
    }

    async fn switch(&mut self) {
        let Some(next) = self.next.clone() else { return };
        let before = self.engine.inner.tokens.leases.end();
        self.main = next.clone();
        let known = (self.account.clone(), Some((next, self.source)));
        self.engine.token_changed(Some(known));
        before.wait(LONGEST_USE).await;
        if is_held_elsewhere(self.engine) {
            // The window has the connection and this is the command line: it looks once a second.
            tokio::time::sleep(self.engine.inner.live_policy.look * LOOKS).await;
        }
    }

    async fn revoke(&self) -> Result<(), (Came, Problem)> {
        let former = self.former.as_ref().ok_or_else(gone)?;
        if former.is_same(&self.main) {
            return Ok(());
        }
        let client = self.client(&self.main).map_err(failed)?;
        let revoked = client.revoke_token(former, &Meter::default()).await;
        revoked.map_err(|error| (Came::Failed, error.into()))
    }

    async fn undo(&self) -> Result<(), (Came, Problem)> {
        let next = self.next.as_ref().ok_or_else(gone)?;
        if next.is_same(&self.main) {
            // Never the one in use, whatever led here.
            return Err(gone());
        }
        let client = self.client(&self.main).map_err(failed)?;
        let revoked = client.revoke_token(next, &Meter::default()).await;
        revoked.map_err(|error| (Came::Failed, error.into()))
    }

    /// Tidies the keychain, then the note: in this order, so that nothing stays behind in it.
    async fn end(&mut self, ending: Ending) -> Ending {
        if matches!(ending, Ending::Rotated | Ending::WentBack) {
            for which in [Beside::Next, Beside::Former] {
                if let Err(error) = self.place.forget(&self.account.beside(which)).await {
                    tracing::warn!(%error, "what the rotation kept in the keychain is still there");
                    // The note stays: the next try finds the token revoked, and tidies.
                    return ending;
                }
            }
        }
        if let Err(problem) = self.note(Move::End(ending)) {
            self.problem.get_or_insert(problem);
        }
        ending
    }

    fn client(&self, token: &ApiToken) -> Result<crate::api::Client, ApiError> {
        let policy = self.engine.inner.policy.clone();
        self.engine.client_for(self.url.clone(), token.clone(), policy, None)
    }
}

fn failed(error: ApiError) -> (Came, Problem) {
    (Came::Failed, error.into())
}

/// It is the new token that is not accepted: nobody has to set another one.
fn new_refused() -> (Came, Problem) {
    let message = "The marketplace does not accept the token that it has just made.";
    let hint = "Try again later; the old token stays in use.";
    (Came::Failed, Problem::new(Code::TokenRejected, message, hint))
}

fn keychain(error: VaultError) -> (Came, Problem) {
    (Came::Failed, error.into())
}

/// The machine asks for a step only after the one that made what it needs.
fn gone() -> (Came, Problem) {
    let message = "The keychain no longer has the token that the rotation needs.";
    (
        Came::Failed,
        Problem::new(Code::Keychain, message, "Rotate the token again."),
    )
}

/// A marketplace may make no tokens, or none for this one.
fn not_made(error: ApiError) -> Problem {
    let refused = matches!(
        error,
        ApiError::Status {
            status: 403 | 404 | 405 | 501,
            ..
        }
    );
    let mut problem = Problem::from(error);
    if refused {
        problem.hint = "This marketplace makes no token for yours: have one made by whoever runs it, then set it \
                        with `skilldock token set` or in Settings."
            .to_owned();
    }
    problem
}
