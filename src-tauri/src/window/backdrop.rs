//! The colour behind the page, and the theme of the native frame: what is seen before
//! the page has painted must be what the page will paint.

use std::collections::BTreeMap;

use tauri::window::Color;
use tauri::{Theme, WebviewWindow};

/// `--surface-0` of each theme, as `tokens.css` has it.
const LIGHT: Color = Color(0xf8, 0xf7, 0xf4, 0xff);
const DARK: Color = Color(0x12, 0x13, 0x15, 0xff);
const WHITE: Color = Color(0xff, 0xff, 0xff, 0xff);
const BLACK: Color = Color(0x00, 0x00, 0x00, 0xff);

/// The theme that was chosen; none follows the system.
#[must_use]
pub fn chosen(remembered: &BTreeMap<String, String>) -> Option<Theme> {
    match remembered.get("theme").map(String::as_str) {
        Some("dark") => Some(Theme::Dark),
        Some("light") => Some(Theme::Light),
        _ => None,
    }
}

/// The colour, where the system is as `system` says.
#[must_use]
pub fn colour(remembered: &BTreeMap<String, String>, system: Theme) -> Color {
    let dark = system == Theme::Dark;
    match remembered.get("theme").map(String::as_str) {
        Some("dark") => DARK,
        Some("light") => LIGHT,
        Some("contrast") if dark => BLACK,
        Some("contrast") => WHITE,
        _ if dark => DARK,
        _ => LIGHT,
    }
}

/// Gives the window its theme and colour.
pub fn paint(window: &WebviewWindow, remembered: &BTreeMap<String, String>) {
    let themed = window.set_theme(chosen(remembered));
    let system = window.theme().unwrap_or(Theme::Light);
    let coloured = window.set_background_color(Some(colour(remembered, system)));
    if let Err(error) = themed.and(coloured) {
        tracing::warn!(%error, "the window's frame keeps its theme");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_colour_behind_the_page_is_dark_wherever_the_page_will_be() {
        let theme = |name: &str| BTreeMap::from([("theme".to_owned(), name.to_owned())]);
        for (name, system, expected) in [
            ("light", Theme::Dark, LIGHT),
            ("dark", Theme::Light, DARK),
            ("contrast", Theme::Light, WHITE),
            ("contrast", Theme::Dark, BLACK),
            ("system", Theme::Dark, DARK),
            ("system", Theme::Light, LIGHT),
            ("unheard of", Theme::Dark, DARK),
        ] {
            assert_eq!(colour(&theme(name), system), expected, "{name} on {system:?}");
        }
        assert_eq!(colour(&BTreeMap::new(), Theme::Dark), DARK);
    }
}
