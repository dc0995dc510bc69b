//! The window, as a test sees it.

use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use serde_json::{Value, json};
use thirtyfour::WebDriver;

use crate::home::Home;
use crate::hook::Hook;
use crate::picture::{self, Album};
use crate::place;
use crate::session::Session;
use crate::setup::{Setup, Theme};
use crate::wait::{self, SOON};

/// An open window. Dropping it ends the application at once, with everything around it. (Fields are dropped in this
/// order: the last picture is taken first.)
#[derive(Debug)]
pub struct Window {
    album: Album,
    session: Option<Session>,
    home: Home,
    setup: Setup,
}

impl Window {
    /// Opens the application in a new home.
    ///
    /// # Errors
    /// When something is missing, or it does not come up.
    pub async fn open(setup: Setup) -> Result<Self> {
        let home = Home::new(setup.keychain, true).await?;
        Self::open_in(home, setup).await
    }

    /// Opens the application in a home that is there already; the keychain of `setup` does not matter.
    ///
    /// # Errors
    /// When something is missing, or it does not come up.
    pub async fn open_in(home: Home, setup: Setup) -> Result<Self> {
        home.transcript().give_way();
        let mut window = Self {
            album: Album::default(),
            session: None,
            home,
            setup,
        };
        window.start().await?;
        if let Some(theme) = window.setup.theme {
            window.choose(theme).await?;
        }
        Ok(window)
    }

    async fn start(&mut self) -> Result<()> {
        let data_dir = self.home.data_dir().display().to_string();
        let mut arguments = vec!["--data-dir".to_owned(), data_dir];
        arguments.extend(self.setup.arguments.iter().cloned());
        let program = match &self.setup.program {
            // The driver starts it elsewhere, and its processes are known by the file as it is found.
            Some(program) => program.canonicalize().context("the program is not there")?,
            None => place::skilldock()?,
        };
        let session = Session::start(&self.home, &program, &arguments, &self.setup.environment).await?;
        self.session = Some(session);
        let (width, height) = self.setup.size;
        self.driver()?
            .set_window_rect(0, 0, width, height)
            .await
            .context("the window does not take its size")?;
        self.prepare_last_picture(self.setup.size);
        let loaded = async || Ok((self.script("return document.readyState").await? == "complete").then_some(()));
        self.explain(wait::until("a page", SOON, loaded).await).await
    }

    fn prepare_last_picture(&self, (width, height): (u32, u32)) {
        if self.setup.pictures {
            self.album
                .prepare(picture::camera(&self.home, &format!("{width}x{height}+0+0")));
        }
    }

    pub(crate) fn driver(&self) -> Result<&WebDriver> {
        self.session.as_ref().context("the window is closed")?.driver()
    }

    /// The home it is open in.
    #[must_use]
    pub fn home(&self) -> &Home {
        &self.home
    }

    /// Ends the application as a crash would, and opens it again on the same data. The environment is given anew.
    ///
    /// # Errors
    /// When it does not end or does not come up.
    pub async fn restart_with(&mut self, setup: Setup) -> Result<()> {
        if let Some(session) = self.session.take() {
            session.kill(&self.home).await?;
        }
        self.setup = setup;
        self.start().await
    }

    /// Ends the application as a crash would, and opens it again on the same data in the same way.
    ///
    /// # Errors
    /// When it does not end or does not come up.
    pub async fn restart(&mut self) -> Result<()> {
        self.restart_with(self.setup.clone()).await
    }

    /// Ends the application as a crash would, and gives the home back.
    ///
    /// # Errors
    /// When it does not end.
    pub async fn kill(mut self) -> Result<Home> {
        self.album.close();
        let session = self.session.take().context("the window is closed")?;
        session.kill(&self.home).await?;
        Ok(self.home)
    }

    /// The file of the program that is open.
    ///
    /// # Errors
    /// When the window is closed.
    pub fn program(&self) -> Result<&Path> {
        Ok(self.session.as_ref().context("the window is closed")?.binary())
    }

    /// Closes the window as its own button would, waits for a clean end, and gives the home back.
    ///
    /// # Errors
    /// When the application goes on.
    pub async fn quit(mut self) -> Result<Home> {
        self.album.close();
        // The answer may be lost with the window that gives it.
        self.driver()?.close_window().await.ok();
        let session = self.session.take().context("the window is closed")?;
        session.wait_for_end(&self.home).await?;
        Ok(self.home)
    }

    /// Presses keys that end the application, waits for a clean end, and gives the home back.
    ///
    /// # Errors
    /// When the application goes on.
    pub async fn end_by(mut self, keys: impl Into<thirtyfour::TypingData>) -> Result<Home> {
        self.album.close();
        // The answer may be lost with the window that gives it.
        self.press(keys).await.ok();
        let session = self.session.take().context("the window is closed")?;
        session.wait_for_end(&self.home).await?;
        Ok(self.home)
    }

    /// What has this `data-testid`; there may be several, or none yet.
    #[must_use]
    pub fn hook(&self, name: &str) -> Hook<'_> {
        self.css(&format!("[data-testid={}]", Value::from(name)))
    }

    /// What this CSS selector means.
    #[must_use]
    pub fn css(&self, selector: &str) -> Hook<'_> {
        Hook::new(self, selector.to_owned())
    }

    /// Presses keys wherever the focus is. Keys with Ctrl: `Key::Control + "k"`.
    ///
    /// # Errors
    /// When the session has ended.
    pub async fn press(&self, keys: impl Into<thirtyfour::TypingData>) -> Result<()> {
        Ok(self.driver()?.active_element().await?.send_keys(keys).await?)
    }

    /// Calls one of the application's commands, as the UI does.
    ///
    /// # Errors
    /// When the command fails: with what it says.
    pub async fn invoke(&self, command: &str, arguments: Value) -> Result<Value> {
        const SCRIPT: &str = "
            const [command, args, done] = arguments;
            window.__TAURI_INTERNALS__.invoke(command, args)
                .then((ok) => done({ ok: ok ?? null }), (error) => done({ error: error?.message ?? error }));";
        let answer = self
            .driver()?
            .execute_async(SCRIPT, vec![Value::from(command), arguments])
            .await?;
        match answer.json() {
            Value::Object(answer) if answer.contains_key("ok") => Ok(answer["ok"].clone()),
            other => bail!("{command}: {other}"),
        }
    }

    /// Runs a script in the page that gives its answer to the last of its `arguments`, a function, when it has one.
    ///
    /// # Errors
    /// When it throws, or takes longer than the driver waits.
    pub async fn script_until_done(&self, script: &str, arguments: Vec<Value>) -> Result<Value> {
        Ok(self.driver()?.execute_async(script, arguments).await?.json().clone())
    }

    /// Runs a script in the page and hears what it returns.
    ///
    /// # Errors
    /// When it throws.
    pub async fn script(&self, script: &str) -> Result<Value> {
        Ok(self.driver()?.execute(script, Vec::new()).await?.json().clone())
    }

    /// Chooses a theme and shows the page anew in it.
    ///
    /// # Errors
    /// When the application does not take it.
    pub async fn choose(&self, theme: Theme) -> Result<()> {
        let ready = async || Ok((self.script("return '__TAURI_INTERNALS__' in window").await? == true).then_some(()));
        self.explain(wait::until("the way to the application", SOON, ready).await)
            .await?;
        self.invoke(
            "set_ui_state",
            json!({ "request": { "key": "theme", "value": theme.name() } }),
        )
        .await?;
        self.reload().await
    }

    /// Loads the page anew; the application goes on.
    ///
    /// # Errors
    /// When the session has ended.
    pub async fn reload(&self) -> Result<()> {
        Ok(self.driver()?.refresh().await?)
    }

    /// Gives the window another size.
    ///
    /// # Errors
    /// When it does not take it.
    pub async fn resize(&self, (width, height): (u32, u32)) -> Result<()> {
        self.driver()?.set_window_rect(0, 0, width, height).await?;
        self.prepare_last_picture((width, height));
        wait::until(&format!("a window of {width} by {height}"), SOON, async || {
            let inner = self.script("return [innerWidth, innerHeight]").await?;
            ensure!(inner == json!([width, height]), "it is {inner}");
            Ok(Some(()))
        })
        .await
    }

    /// What went wrong in the page, as its console would say; the UI keeps the list.
    ///
    /// # Errors
    /// When the session has ended.
    pub async fn console_errors(&self) -> Result<Vec<String>> {
        let errors = self.script("return (window.__consoleErrors ?? []).map(String)").await?;
        Ok(serde_json::from_value(errors)?)
    }

    /// Everything that the page says.
    ///
    /// # Errors
    /// When the session has ended.
    pub async fn text(&self) -> Result<String> {
        let text = self.script("return document.body?.innerText ?? ''").await?;
        Ok(text.as_str().unwrap_or_default().to_owned())
    }

    /// Takes a picture of the decisive moment of a journey, under the journey's name, once nothing moves any more. A
    /// journey that takes none leaves one of its end.
    ///
    /// # Errors
    /// When it cannot be taken or written.
    pub async fn moment(&self) -> Result<PathBuf> {
        self.photograph(picture::next()?).await
    }

    /// Takes a picture, `NAME.png` in the folder for pictures, once nothing moves any more.
    ///
    /// # Errors
    /// When it cannot be taken or written.
    pub async fn shot(&self, name: &str) -> Result<PathBuf> {
        self.photograph(place::screenshots()?.join(format!("{name}.png"))).await
    }

    async fn photograph(&self, file: PathBuf) -> Result<PathBuf> {
        self.settled().await?;
        let place = self
            .script("return [window.innerWidth, 'x', window.innerHeight, '+', window.screenX, '+', window.screenY].join('')")
            .await?;
        let place = place.as_str().context("a window has a place")?;
        let mut camera = picture::camera(&self.home, place);
        let status = camera.arg(&file).status().context("no picture without ImageMagick")?;
        ensure!(status.success(), "no picture {}: {status}", file.display());
        self.album.has_one();
        Ok(file)
    }

    /// Waits until fonts are there, no animation runs, nothing is busy, and the page has been painted since.
    async fn settled(&self) -> Result<()> {
        const SCRIPT: &str = "
            const done = arguments[0];
            document.fonts.ready.then(() => requestAnimationFrame(() => requestAnimationFrame(() => done(
                document.getAnimations().every((it) => it.playState !== 'running' || it.effect?.getTiming().iterations === Infinity)
                && !document.querySelector('[aria-busy=true]')))));";
        let still = async || {
            let still = self.driver()?.execute_async(SCRIPT, Vec::new()).await?;
            Ok((still.json() == &Value::Bool(true)).then_some(()))
        };
        // One that never comes to rest is worth a picture too.
        wait::until("a page at rest", Duration::from_secs(5), still)
            .await
            .or(Ok(()))
    }

    /// Adds to an error what the page looks like and says: a picture's place, and its text.
    pub(crate) async fn explain<T>(&self, result: Result<T>) -> Result<T> {
        let Err(error) = result else { return result };
        let name = format!("failed-{}", picture::journey());
        // A window that hangs gives none, and must not hold up its own report.
        let picture = tokio::time::timeout(SOON, self.shot(&name)).await;
        let picture = match picture.map_err(anyhow::Error::from).flatten() {
            Ok(file) => file.display().to_string(),
            Err(no_picture) => format!("none ({no_picture:#})"),
        };
        let text = self
            .text()
            .await
            .unwrap_or_else(|no_text| format!("none ({no_text:#})"));
        let errors = self.console_errors().await.unwrap_or_default().join("\n");
        bail!(
            "{error:#}\n-- picture: {picture}\n-- console: {errors}\n-- text:\n{}",
            shortened(&text, 3_000)
        )
    }
}

/// A text, cut after so many characters.
fn shortened(text: &str, limit: usize) -> String {
    match text.char_indices().nth(limit) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_text_is_cut_between_characters() {
        assert_eq!(shortened("äöü", 2), "äö…");
        assert_eq!(shortened("äöü", 3), "äöü");
    }
}
