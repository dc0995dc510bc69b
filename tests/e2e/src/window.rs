//! The window, as a test sees it.

use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use serde_json::{Value, json};
use thirtyfour::{By, Key, WebDriver, WebElement};

use crate::home::Home;
use crate::keychain::Keychain;
use crate::market::Market;
use crate::place;
use crate::session::Session;
use crate::wait::{self, SOON};

/// The size that most people have it in.
pub const WIDE: (u32, u32) = (1280, 800);

/// The smallest size that it allows.
pub const NARROW: (u32, u32) = (900, 600);

/// Light or dark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Theme {
    /// Dark text on light.
    Light,
    /// Light text on dark.
    Dark,
}

impl Theme {
    /// As the settings call it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }
}

/// How a window is to be opened.
#[derive(Debug, Clone)]
pub struct Setup {
    keychain: Keychain,
    size: (u32, u32),
    theme: Option<Theme>,
    environment: Vec<(String, String)>,
    arguments: Vec<String>,
}

impl Default for Setup {
    fn default() -> Self {
        Self {
            keychain: Keychain::Unlocked,
            size: WIDE,
            theme: None,
            environment: Vec::new(),
            arguments: Vec::new(),
        }
    }
}

impl Setup {
    /// As on the first day: an open keychain, nothing configured.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// With this keychain.
    #[must_use]
    pub fn keychain(mut self, keychain: Keychain) -> Self {
        self.keychain = keychain;
        self
    }

    /// In this size.
    #[must_use]
    pub fn size(mut self, size: (u32, u32)) -> Self {
        self.size = size;
        self
    }

    /// In this theme.
    #[must_use]
    pub fn theme(mut self, theme: Theme) -> Self {
        self.theme = Some(theme);
        self
    }

    /// With this variable in its environment.
    #[must_use]
    pub fn env(mut self, name: &str, value: &str) -> Self {
        self.environment.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Configured by the environment for this marketplace.
    #[must_use]
    pub fn market(self, market: &Market) -> Self {
        self.env("ATOM_SAAS_API_URL", market.url())
            .env("ATOM_SAAS_API_TOKEN", market.token())
    }

    /// With this argument after the data folder.
    #[must_use]
    pub fn arg(mut self, argument: &str) -> Self {
        self.arguments.push(argument.to_owned());
        self
    }
}

/// An open window. Dropping it ends the application at once, with everything around it.
#[derive(Debug)]
pub struct Window {
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
        let mut window = Self {
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
        let session = Session::start(&self.home, &place::skilldock()?, &arguments, &self.setup.environment).await?;
        self.session = Some(session);
        let (width, height) = self.setup.size;
        self.driver()?
            .set_window_rect(0, 0, width, height)
            .await
            .context("the window does not take its size")?;
        let loaded = async || Ok((self.script("return document.readyState").await? == "complete").then_some(()));
        self.explain(wait::until("a page", SOON, loaded).await).await
    }

    fn driver(&self) -> Result<&WebDriver> {
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

    /// Closes the window as its own button would, waits for a clean end, and gives the home back.
    ///
    /// # Errors
    /// When the application goes on.
    pub async fn quit(mut self) -> Result<Home> {
        // The answer may be lost with the window that gives it.
        self.driver()?.close_window().await.ok();
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
        Hook {
            window: self,
            selector: selector.to_owned(),
        }
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

    /// Takes a picture, `NAME.png` in the folder for pictures, once nothing moves any more.
    ///
    /// # Errors
    /// When it cannot be taken or written.
    pub async fn shot(&self, name: &str) -> Result<PathBuf> {
        self.settled().await?;
        let file = place::screenshots()?.join(format!("{name}.png"));
        // Of the screen where the window is, as a person sees it. The driver's own picture waits for ever on some pages.
        let place = self
            .script("return [window.innerWidth, 'x', window.innerHeight, '+', window.screenX, '+', window.screenY].join('')")
            .await?;
        let place = place.as_str().context("a window has a place")?.to_owned();
        let mut import = self.home.command("timeout");
        import
            .args(["15", "import", "-window", "root", "-crop", &place, "+repage"])
            .arg(&file);
        let status = import.status().context("no picture without ImageMagick")?;
        ensure!(status.success(), "no picture {}: {status}", file.display());
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
    async fn explain<T>(&self, result: Result<T>) -> Result<T> {
        let Err(error) = result else { return result };
        let name = std::thread::current().name().unwrap_or("test").replace("::", "-");
        // A window that hangs gives none, and must not hold up its own report.
        let picture = tokio::time::timeout(SOON, self.shot(&format!("failed-{name}"))).await;
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

/// What an element says, as it is laid out. The driver's own reading leaves out what it wrongly takes for hidden.
async fn said(element: &WebElement) -> Result<String> {
    Ok(element.prop("innerText").await?.unwrap_or_default())
}

/// A text, cut after so many characters.
fn shortened(text: &str, limit: usize) -> String {
    match text.char_indices().nth(limit) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// A place in the page. Nothing is looked up before it is asked for something, and then it is waited for.
#[derive(Debug, Clone)]
pub struct Hook<'w> {
    window: &'w Window,
    selector: String,
}

impl Hook<'_> {
    /// The same places, if they also match this CSS selector.
    #[must_use]
    pub fn and(&self, selector: &str) -> Self {
        Self {
            window: self.window,
            selector: format!("{}{selector}", self.selector),
        }
    }

    /// What this CSS selector means inside.
    #[must_use]
    pub fn inside(&self, selector: &str) -> Self {
        Self {
            window: self.window,
            selector: format!("{} {selector}", self.selector),
        }
    }

    /// Does `act` with the first element, again and again until it works: an element may be replaced while it is used.
    async fn when<T>(&self, what: &str, act: impl AsyncFn(&WebElement) -> Result<Option<T>>) -> Result<T> {
        let look = async || {
            let element = self.window.driver()?.find(By::Css(self.selector.as_str())).await;
            act(&element.map_err(|_| anyhow::anyhow!("it is not there"))?).await
        };
        let result = wait::until(&format!("{} {what}", self.selector), SOON, look).await;
        self.window.explain(result).await
    }

    /// Waits until it can be seen.
    ///
    /// # Errors
    /// When it cannot in time; so it is with everything below.
    pub async fn seen(&self) -> Result<()> {
        self.when("to be seen", async |element| {
            ensure!(element.is_displayed().await?, "it cannot be seen");
            Ok(Some(()))
        })
        .await
    }

    /// Waits until it is gone.
    pub async fn gone(&self) -> Result<()> {
        let result = wait::until(&format!("{} to go", self.selector), SOON, async || {
            Ok((self.count().await? == 0).then_some(()))
        })
        .await;
        self.window.explain(result).await
    }

    /// How many there are at the moment.
    pub async fn count(&self) -> Result<usize> {
        Ok(self
            .window
            .driver()?
            .find_all(By::Css(self.selector.as_str()))
            .await?
            .len())
    }

    /// Clicks it.
    pub async fn click(&self) -> Result<()> {
        self.when("to click", async |element| Ok(Some(element.click().await?)))
            .await
    }

    /// Replaces what is written in it by `text`.
    pub async fn fill(&self, text: &str) -> Result<()> {
        self.when("to write in", async |element| {
            element.click().await?;
            element.send_keys(Key::Control + "a").await?;
            element.send_keys(Key::Delete + "").await?;
            if !text.is_empty() {
                element.send_keys(text).await?;
            }
            Ok(Some(()))
        })
        .await
    }

    /// Presses keys in it.
    pub async fn press(&self, keys: impl Into<thirtyfour::TypingData> + Clone) -> Result<()> {
        self.when("to press keys in", async |element| {
            Ok(Some(element.send_keys(keys.clone()).await?))
        })
        .await
    }

    /// The text of the first one.
    pub async fn text(&self) -> Result<String> {
        self.when("to read", async |element| Ok(Some(said(element).await?)))
            .await
    }

    /// The texts of all of them.
    pub async fn texts(&self) -> Result<Vec<String>> {
        let mut texts = Vec::new();
        for element in self.window.driver()?.find_all(By::Css(self.selector.as_str())).await? {
            texts.push(said(&element).await?);
        }
        Ok(texts)
    }

    /// An attribute of the first one.
    pub async fn attribute(&self, name: &str) -> Result<Option<String>> {
        self.when("to look at", async |element| {
            Ok(Some(element.attr(name.to_owned()).await?))
        })
        .await
    }

    /// An attribute of all of them, where they have it.
    pub async fn attributes(&self, name: &str) -> Result<Vec<String>> {
        let mut values = Vec::new();
        for element in self.window.driver()?.find_all(By::Css(self.selector.as_str())).await? {
            values.extend(element.attr(name.to_owned()).await?);
        }
        Ok(values)
    }

    /// Waits until the first one's text is as it should be.
    pub async fn text_where(&self, what: &str, limit: Duration, holds: impl Fn(&str) -> bool) -> Result<String> {
        let look = async || {
            let element = self.window.driver()?.find(By::Css(self.selector.as_str())).await;
            let text = said(&element.map_err(|_| anyhow::anyhow!("it is not there"))?).await?;
            ensure!(holds(&text), "it says {text:?}");
            Ok(Some(text))
        };
        let result = wait::until(&format!("{} {what}", self.selector), limit, look).await;
        self.window.explain(result).await
    }

    /// Waits until it says this somewhere in its text, whatever the case.
    pub async fn says(&self, words: &str) -> Result<String> {
        let lower = words.to_lowercase();
        self.text_where(&format!("to say {words:?}"), SOON, |text| {
            text.to_lowercase().contains(&lower)
        })
        .await
    }

    /// Waits until the first number in its text is this one.
    pub async fn counts(&self, number: usize, limit: Duration) -> Result<()> {
        self.counts_where(&number.to_string(), limit, |found| found == number)
            .await
    }

    /// Waits until the first number in its text is as it should be.
    pub async fn counts_where(&self, what: &str, limit: Duration, holds: impl Fn(usize) -> bool) -> Result<()> {
        let what = format!("to count {what}");
        self.text_where(&what, limit, |text| first_number(text).is_some_and(&holds))
            .await
            .map(drop)
    }

    /// The first number in its text, as a person reads it: `1,508 skills` is 1508.
    pub async fn number(&self) -> Result<usize> {
        self.when("to read a number in", async |element| {
            let text = said(element).await?;
            first_number(&text)
                .with_context(|| format!("no number in {text:?}"))
                .map(Some)
        })
        .await
    }
}

/// The first number in a text, whatever groups its digits.
fn first_number(text: &str) -> Option<usize> {
    let start = text.find(|c: char| c.is_ascii_digit())?;
    let grouping = |c: char| matches!(c, ',' | '.' | '\u{a0}' | '\u{202f}' | '\u{2019}');
    let digits = text[start..].chars().take_while(|c| c.is_ascii_digit() || grouping(*c));
    digits.filter(char::is_ascii_digit).collect::<String>().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_a_person_reads_them() {
        assert_eq!(first_number("1,508 skills"), Some(1_508));
        assert_eq!(first_number("devtools\n297"), Some(297));
        assert_eq!(first_number("1\u{202f}508 skills of 2,000"), Some(1_508));
        assert_eq!(first_number("no skills"), None);
    }

    #[test]
    fn a_long_text_is_cut_between_characters() {
        assert_eq!(shortened("äöü", 2), "äö…");
        assert_eq!(shortened("äöü", 3), "äöü");
    }
}
