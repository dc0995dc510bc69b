//! Places in the page, found as assistive technology finds them: by what they are and what they are called.

use crate::hook::Hook;
use crate::window::Window;

/// What something is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Something to press.
    Button,
    /// Somewhere to write one line or many.
    Textbox,
    /// The name of a part of the page.
    Heading,
    /// One of the pages of a set.
    Tab,
    /// One of the rows or choices of a list.
    Option,
    /// A window over the window.
    Dialog,
    /// The way between the views.
    Navigation,
}

impl Role {
    /// What has this role, said outright or by what it is.
    const fn test(self) -> &'static str {
        match self {
            Self::Button => "(self::button[not(@role)] or @role='button')",
            Self::Textbox => {
                "(self::textarea or self::input[not(@type) or @type='text' or @type='search' or @type='url' or @type='password'] \
                 or @role='textbox' or @role='searchbox' or @role='combobox')"
            }
            Self::Heading => "(self::h1 or self::h2 or self::h3 or self::h4)",
            Self::Tab => "@role='tab'",
            Self::Option => "(@role='option' or @role='row')",
            Self::Dialog => "(self::dialog[@open] or @role='dialog' or @role='alertdialog')",
            Self::Navigation => "(self::nav or @role='navigation')",
        }
    }
}

impl Window {
    /// What has this role and a name that begins so.
    #[must_use]
    pub fn role(&self, role: Role, name: &str) -> Hook<'_> {
        let name = quoted(name);
        let test = role.test();
        Hook::new(
            self,
            format!(
                "//*[{test} and (starts-with(normalize-space(@aria-label), {name}) \
                 or (not(@aria-label) and starts-with(normalize-space(.), {name})) \
                 or @id=//label[starts-with(normalize-space(.), {name})]/@for \
                 or ancestor::label[starts-with(normalize-space(.), {name})] \
                 or @aria-labelledby=//*[starts-with(normalize-space(.), {name})]/@id)]"
            ),
        )
    }
}

/// A text as a path's language writes it: it has no way to escape a quotation mark.
fn quoted(text: &str) -> String {
    if text.contains('\'') {
        format!("\"{text}\"")
    } else {
        format!("'{text}'")
    }
}
