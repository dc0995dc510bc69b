//! The window for those who have no mouse. A journey that is walked with a [`Keyboard`] has no way to click, to put the
//! focus anywhere but with a key, or to call a command: what it has is keys, and eyes.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use anyhow::{Context, Result, bail};
use serde_json::Value;
use thirtyfour::{Key, TypingData};

use crate::home::Home;
use crate::hook::Hook;
use crate::role::Role;
use crate::setup::Setup;
use crate::wait::{self, SOON};
use crate::window::Window;

/// Steps after which a place counts as one that cannot be reached.
const FARTHEST: usize = 120;

/// What has the focus, in words for the reader of a failed test.
const FOCUS: &str = "const it = document.activeElement;
    return it ? (it.dataset.testid ?? it.getAttribute('aria-label') ?? it.textContent.trim().slice(0, 30) ?? it.tagName) : ''";

/// An open window and a keyboard before it.
#[derive(Debug)]
pub struct Keyboard {
    window: Window,
    presses: AtomicUsize,
}

impl Keyboard {
    /// Opens the application in a new home.
    ///
    /// # Errors
    /// When something is missing, or it does not come up.
    pub async fn open(setup: Setup) -> Result<Self> {
        Window::open(setup).await.map(Self::new)
    }

    /// Opens the application in a home that is there already.
    ///
    /// # Errors
    /// When something is missing, or it does not come up.
    pub async fn open_in(home: Home, setup: Setup) -> Result<Self> {
        Window::open_in(home, setup).await.map(Self::new)
    }

    fn new(window: Window) -> Self {
        Self {
            window,
            presses: AtomicUsize::new(0),
        }
    }

    /// Ends the application as a crash would, and opens it again on the same data in the same way.
    ///
    /// # Errors
    /// When it does not end or does not come up.
    pub async fn restart(&mut self) -> Result<()> {
        self.window.restart().await
    }

    /// Ends the application with its own keys, and gives the home back.
    ///
    /// # Errors
    /// When the application goes on.
    pub async fn quit(self) -> Result<Home> {
        self.window.end_by(Key::Control + "q").await
    }

    /// The home it is open in.
    #[must_use]
    pub fn home(&self) -> &Home {
        self.window.home()
    }

    /// How many keys were pressed so far; one with Ctrl or Shift counts once.
    #[must_use]
    pub fn presses(&self) -> usize {
        self.presses.load(Ordering::Relaxed)
    }

    /// Presses keys wherever the focus is, one after the other. Keys with Ctrl: `Key::Control + "k"`.
    ///
    /// # Errors
    /// When the session has ended.
    pub async fn press(&self, keys: impl Into<TypingData>) -> Result<()> {
        let keys = keys.into();
        let pressed = keys.as_vec().into_iter().filter(|key| !is_held(*key)).count();
        self.presses.fetch_add(pressed, Ordering::Relaxed);
        self.window.press(keys).await
    }

    /// Writes `text` in the place of what stands in the field that has the focus.
    ///
    /// # Errors
    /// When the session has ended.
    pub async fn replace(&self, text: &str) -> Result<()> {
        self.press(Key::Control + "a").await?;
        self.press(text).await
    }

    /// Presses Tab until what this `data-testid` names, or something in it, has the focus.
    ///
    /// # Errors
    /// When the focus does not get there: with the places it passed.
    pub async fn reach(&self, hook: &str) -> Result<()> {
        self.see(hook).seen().await?;
        self.walk(hook, &Key::Tab.value().to_string()).await
    }

    /// As [`Self::reach`], the other way round.
    ///
    /// # Errors
    /// When the focus does not get there: with the places it passed.
    pub async fn reach_back(&self, hook: &str) -> Result<()> {
        self.see(hook).seen().await?;
        self.walk(hook, &(Key::Shift + Key::Tab).to_string()).await
    }

    /// As [`Self::reach`], with a key of the view's own that leads on.
    ///
    /// # Errors
    /// When the focus does not get there: with the places it passed.
    pub async fn step(&self, hook: &str, key: &str) -> Result<()> {
        self.see(hook).seen().await?;
        self.walk(hook, key).await
    }

    /// Whether what this `data-testid` names, or something in it, has the focus now.
    ///
    /// # Errors
    /// When the session has ended.
    pub async fn has(&self, hook: &str) -> Result<bool> {
        self.focus_is_in(hook).await
    }

    async fn walk(&self, hook: &str, step: &str) -> Result<()> {
        let mut passed = Vec::new();
        for _ in 0..FARTHEST {
            if self.focus_is_in(hook).await? {
                return Ok(());
            }
            self.press(step).await?;
            passed.push(self.window.script(FOCUS).await?.as_str().unwrap_or_default().to_owned());
        }
        let lost = Err(anyhow::anyhow!("no key leads to {hook}; what was passed is {passed:?}"));
        self.window.explain(lost).await
    }

    /// Goes to it with Tab, and presses Enter.
    ///
    /// # Errors
    /// When the focus does not get there.
    pub async fn enter(&self, hook: &str) -> Result<()> {
        self.reach(hook).await?;
        self.press(Key::Enter).await
    }

    /// Whether Tab leads to it at all, looked for from the beginning of the page round to its end.
    ///
    /// # Errors
    /// When the session has ended.
    pub async fn leads_to(&self, hook: &str) -> Result<bool> {
        for _ in 0..FARTHEST {
            if self.focus_is_in(hook).await? {
                return Ok(true);
            }
            self.press(Key::Tab).await?;
        }
        Ok(false)
    }

    /// Waits until what this `data-testid` names, or something in it, has the focus.
    ///
    /// # Errors
    /// When it does not get it in time.
    pub async fn focused(&self, hook: &str) -> Result<()> {
        let look = async || {
            if self.focus_is_in(hook).await? {
                return Ok(Some(()));
            }
            bail!("the focus is on {}", self.window.script(FOCUS).await?)
        };
        let result = wait::until(&format!("{hook} to have the focus"), SOON, look).await;
        self.window.explain(result).await
    }

    async fn focus_is_in(&self, hook: &str) -> Result<bool> {
        let script = format!(
            "const it = document.activeElement; return it !== document.body && !!it?.closest('[data-testid=\"{hook}\"]')"
        );
        Ok(self.window.script(&script).await? == true)
    }

    /// What has this `data-testid`, to look at.
    #[must_use]
    pub fn see(&self, hook: &str) -> Sight<'_> {
        Sight(self.window.hook(hook))
    }

    /// What this CSS selector means, to look at.
    #[must_use]
    pub fn css(&self, selector: &str) -> Sight<'_> {
        Sight(self.window.css(selector))
    }

    /// What has this role and a name that begins so, to look at.
    #[must_use]
    pub fn role(&self, role: Role, name: &str) -> Sight<'_> {
        Sight(self.window.role(role, name))
    }

    /// What stands in a field.
    ///
    /// # Errors
    /// When there is none.
    pub async fn value(&self, hook: &str) -> Result<String> {
        let script = format!("return document.querySelector('[data-testid=\"{hook}\"]')?.value ?? null");
        let value = self.window.script(&script).await?;
        value
            .as_str()
            .map(str::to_owned)
            .with_context(|| format!("nothing is written in {hook}"))
    }

    /// Everything that the page says.
    ///
    /// # Errors
    /// When the session has ended.
    pub async fn text(&self) -> Result<String> {
        self.window.text().await
    }

    /// What went wrong in the page, as its console would say.
    ///
    /// # Errors
    /// When the session has ended.
    pub async fn console_errors(&self) -> Result<Vec<String>> {
        self.window.console_errors().await
    }

    /// Takes a picture of the decisive moment of a journey.
    ///
    /// # Errors
    /// When it cannot be taken or written.
    pub async fn moment(&self) -> Result<std::path::PathBuf> {
        self.window.moment().await
    }

    /// The selector of what is about this skill.
    #[must_use]
    pub fn of(id: &str) -> String {
        format!("[data-skill-id={}]", Value::from(id))
    }
}

/// Whether a key is held down while another is pressed.
fn is_held(key: char) -> bool {
    [Key::Control, Key::Shift, Key::Alt, Key::Meta]
        .into_iter()
        .any(|held| char::from(held) == key)
}

/// A place in the page that can be looked at, and not be touched.
#[derive(Debug, Clone)]
pub struct Sight<'w>(Hook<'w>);

impl Sight<'_> {
    /// The same places, if they also match this CSS selector.
    #[must_use]
    pub fn and(&self, selector: &str) -> Self {
        Self(self.0.and(selector))
    }

    /// What this CSS selector means inside.
    #[must_use]
    pub fn inside(&self, selector: &str) -> Self {
        Self(self.0.inside(selector))
    }

    /// Waits until it can be seen.
    ///
    /// # Errors
    /// When it cannot in time; so it is with everything below.
    pub async fn seen(&self) -> Result<()> {
        self.0.seen().await
    }

    /// Waits until it is gone.
    pub async fn gone(&self) -> Result<()> {
        self.0.gone().await
    }

    /// How many there are at the moment.
    pub async fn count(&self) -> Result<usize> {
        self.0.count().await
    }

    /// The text of the first one.
    pub async fn text(&self) -> Result<String> {
        self.0.text().await
    }

    /// An attribute of the first one.
    pub async fn attribute(&self, name: &str) -> Result<Option<String>> {
        self.0.attribute(name).await
    }

    /// An attribute of all of them, where they have it.
    pub async fn attributes(&self, name: &str) -> Result<Vec<String>> {
        self.0.attributes(name).await
    }

    /// Waits until it says this somewhere in its text, whatever the case.
    pub async fn says(&self, words: &str) -> Result<String> {
        self.0.says(words).await
    }

    /// Waits until the first number in its text is this one.
    pub async fn counts(&self, number: usize, limit: Duration) -> Result<()> {
        self.0.counts(number, limit).await
    }

    /// Waits until the first number in its text is as it should be.
    pub async fn counts_where(&self, what: &str, limit: Duration, holds: impl Fn(usize) -> bool) -> Result<()> {
        self.0.counts_where(what, limit, holds).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_with_ctrl_is_one_press() {
        let held = |keys: TypingData| keys.as_vec().into_iter().filter(|key| !is_held(*key)).count();
        assert_eq!(held(Key::Control + "k"), 1);
        assert_eq!(held(Key::Shift + Key::Tab), 1);
        assert_eq!(held("regex".into()), 5);
    }
}
