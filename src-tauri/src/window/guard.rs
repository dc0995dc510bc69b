//! What the page may not do, whatever came into it: leave its own address, or open another
//! window. And a test that holds the policy and the permissions to what they are today:
//! who widens one of them does it here too, and says why.

use tauri::Url;

/// Whether an address is the window's own page. Everything else that a link, a form, a
/// dropped file or a script asks to go to is refused.
pub fn is_own_page(url: &Url) -> bool {
    match url.scheme() {
        "tauri" => url.host_str() == Some("localhost"),
        // Where the system knows no schemes of programs (Windows).
        "http" | "https" => cfg!(windows) && url.host_str() == Some("tauri.localhost") && url.port().is_none(),
        _ => false,
    }
}

/// Whether the window may go there; a refusal is in the log without the address.
pub fn may_go(url: &Url) -> bool {
    let own = is_own_page(url);
    if !own {
        tracing::warn!(
            scheme = url.scheme(),
            "the page asked to leave for another address: refused"
        );
    }
    own
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use serde_json::{Value, json};

    use super::*;

    #[test]
    fn the_page_goes_nowhere_but_to_itself() {
        let own = |text: &str| is_own_page(&text.parse().unwrap());
        assert!(own("tauri://localhost/"));
        assert!(own("tauri://localhost/index.html#/discover"));
        assert_eq!(own("http://tauri.localhost/"), cfg!(windows));
        for other in [
            "https://example.org/",
            "http://localhost/",
            "http://127.0.0.1:8080/",
            "http://tauri.localhost.example.org/",
            "http://tauri.localhost:8080/",
            "tauri://example.org/",
            "file:///etc/passwd",
            "data:text/html,x",
            "javascript:alert(1)",
            "blob:tauri://localhost/1",
            "about:blank",
            "skilldock://skill/1",
        ] {
            assert!(!own(other), "{other}");
        }
    }

    fn configuration() -> Value {
        serde_json::from_str(include_str!("../../tauri.conf.json")).unwrap()
    }

    #[test]
    fn the_policy_of_the_page_is_no_wider_than_this() {
        let configuration = configuration();
        let security = &configuration["app"]["security"];
        let directives: BTreeMap<&str, BTreeSet<&str>> = security["csp"]
            .as_str()
            .unwrap()
            .split(';')
            .map(|directive| {
                let mut words = directive.split_whitespace();
                (words.next().unwrap(), words.collect())
            })
            .collect();
        let expected: BTreeMap<&str, BTreeSet<&str>> = [
            ("default-src", &["'none'"][..]),
            ("script-src", &["'self'"]),
            ("style-src", &["'self'"]),
            ("img-src", &["'self'"]),
            ("font-src", &["'self'"]),
            ("connect-src", &["ipc:", "http://ipc.localhost"]),
            ("frame-src", &["'none'"]),
            ("worker-src", &["'none'"]),
            ("media-src", &["'none'"]),
            ("manifest-src", &["'none'"]),
            ("object-src", &["'none'"]),
            ("base-uri", &["'none'"]),
            ("form-action", &["'none'"]),
            ("frame-ancestors", &["'none'"]),
        ]
        .into_iter()
        .map(|(name, words)| (name, words.iter().copied().collect()))
        .collect();
        assert_eq!(directives, expected);
        // Nothing beside it: no exception from Tauri's nonces, no other protocol, no object on the page's global.
        assert_eq!(security.as_object().unwrap().keys().collect::<Vec<_>>(), ["csp"]);
        assert_ne!(configuration["app"]["withGlobalTauri"], json!(true));
        assert_eq!(configuration["app"]["windows"], json!([]));
    }

    #[test]
    fn the_window_may_ask_the_shell_for_no_more_than_this() {
        let capability: Value = serde_json::from_str(include_str!("../../capabilities/main.json")).unwrap();
        assert_eq!(
            capability["permissions"],
            json!([
                // The events of the engine: begin and end to hear them.
                "core:event:allow-listen",
                "core:event:allow-unlisten",
                // Asked by the script that the plugin for notifications puts into every page.
                "notification:allow-is-permission-granted",
            ])
        );
        assert_eq!(capability["windows"], json!(["main"]));
        assert_eq!(capability.get("remote"), None, "no page of elsewhere has a permission");
        let others = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/capabilities")).unwrap();
        assert_eq!(others.count(), 1, "there is one file of capabilities");
    }

    #[test]
    fn the_tools_of_developers_are_not_in_what_is_released() {
        // Tauri has them in debug builds, and in others where this feature is asked for.
        for manifest in [include_str!("../../Cargo.toml"), include_str!("../../../Cargo.toml")] {
            assert!(!manifest.contains("devtools"));
        }
    }
}
