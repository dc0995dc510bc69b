//! Going through the window without a mouse: from place to place with Tab, as far as the focus leads.

use anyhow::{Result, bail};
use thirtyfour::Key;

use crate::wait::{self, SOON};
use crate::window::Window;

/// Steps after which a place counts as one that cannot be reached.
const FARTHEST: usize = 120;

/// What has the focus, in words for the reader of a failed test.
const FOCUS: &str = "const it = document.activeElement;
    return it ? (it.dataset.testid ?? it.getAttribute('aria-label') ?? it.textContent.trim().slice(0, 30) ?? it.tagName) : ''";

impl Window {
    /// Presses Tab until what this `data-testid` names, or something in it, has the focus.
    ///
    /// # Errors
    /// When the focus does not get there: with the places it passed.
    pub async fn reach(&self, hook: &str) -> Result<()> {
        self.hook(hook).seen().await?;
        let mut passed = Vec::new();
        for _ in 0..FARTHEST {
            if self.focus_is_in(hook).await? {
                return Ok(());
            }
            self.press(Key::Tab + "").await?;
            passed.push(self.script(FOCUS).await?.as_str().unwrap_or_default().to_owned());
        }
        bail!("Tab never leads to {hook}; it leads to {passed:?}")
    }

    /// Waits until what this `data-testid` names, or something in it, has the focus.
    ///
    /// # Errors
    /// When it does not get it in time.
    pub async fn focused(&self, hook: &str) -> Result<()> {
        let look = async || Ok(self.focus_is_in(hook).await?.then_some(()));
        self.explain(wait::until(&format!("{hook} to have the focus"), SOON, look).await)
            .await
    }

    async fn focus_is_in(&self, hook: &str) -> Result<bool> {
        let script = format!(
            "return document.activeElement?.closest('[data-testid=\"{hook}\"]') !== null && document.activeElement !== document.body"
        );
        Ok(self.script(&script).await? == true)
    }
}
