//! Places in the page, found by their stable hooks: waited for, read and used as a person would.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use thirtyfour::{By, Key, WebElement};

use crate::wait::{self, SOON};
use crate::window::Window;

/// A place in the page. Nothing is looked up before it is asked for something, and then it is waited for.
#[derive(Debug, Clone)]
pub struct Hook<'w> {
    window: &'w Window,
    selector: String,
}

impl<'w> Hook<'w> {
    pub(crate) fn new(window: &'w Window, selector: String) -> Self {
        Self { window, selector }
    }
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

    /// How it is looked up: places found by role are told by a path.
    fn by(&self) -> By {
        if self.selector.starts_with('/') {
            By::XPath(self.selector.as_str())
        } else {
            By::Css(self.selector.as_str())
        }
    }

    /// Does `act` with the first element, again and again until it works: an element may be replaced while it is used.
    async fn when<T>(&self, what: &str, act: impl AsyncFn(&WebElement) -> Result<Option<T>>) -> Result<T> {
        let look = async || {
            let element = self.window.driver()?.find(self.by()).await;
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
        Ok(self.window.driver()?.find_all(self.by()).await?.len())
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
        for element in self.window.driver()?.find_all(self.by()).await? {
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
        for element in self.window.driver()?.find_all(self.by()).await? {
            values.extend(element.attr(name.to_owned()).await?);
        }
        Ok(values)
    }

    /// Waits until the first one's text is as it should be.
    pub async fn text_where(&self, what: &str, limit: Duration, holds: impl Fn(&str) -> bool) -> Result<String> {
        let look = async || {
            let element = self.window.driver()?.find(self.by()).await;
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

/// What an element says, as it is laid out. The driver's own reading leaves out what it wrongly takes for hidden.
async fn said(element: &WebElement) -> Result<String> {
    Ok(element.prop("innerText").await?.unwrap_or_default())
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
}
