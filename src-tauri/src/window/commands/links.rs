//! Opening an address that a stranger wrote, once the user has seen it whole and said yes.

use skilldock_engine::model::{Code, Problem};
use url::Url;

use super::Answer;
use crate::ipc::lists::OpenLinkRequest;

#[tauri::command]
pub async fn open_link(request: OpenLinkRequest) -> Answer<()> {
    let url = opened(&request.url).ok_or_else(|| {
        Problem::new(
            Code::BadInput,
            "Only addresses that begin with http:// or https:// are opened, and none with a user or a password in it.",
            "Copy the address if you need it.",
        )
    })?;
    // The cause may hold the address, which is nobody else's business.
    tauri_plugin_opener::open_url(url, None::<&str>).map_err(|_| {
        Problem::new(
            Code::Internal,
            "The system has no program that opens this address.",
            "Copy it into a browser.",
        )
    })?;
    Ok(())
}

/// The address as it is handed to the system; `None` where it is not one of the web. Written
/// anew from its parts, so that nothing but an address can reach a program's command line.
fn opened(text: &str) -> Option<String> {
    let url = Url::parse(text.trim()).ok()?;
    let web = matches!(url.scheme(), "http" | "https");
    let plain = url.username().is_empty() && url.password().is_none();
    (web && plain && url.has_host()).then(|| url.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_of_the_web_are_opened() {
        assert_eq!(
            opened("https://docs.example/a?b=c#d").as_deref(),
            Some("https://docs.example/a?b=c#d")
        );
        assert_eq!(opened(" http://Docs.Example ").as_deref(), Some("http://docs.example/"));
        for not in [
            "javascript:alert(1)",
            "data:text/html,x",
            "file:///etc/passwd",
            "skilldock://skill/1",
            "mailto:a@b.example",
            "vbscript:x",
            "smb://host/share",
            "//docs.example/a",
            "docs/readme.md",
            "#part",
            "",
            "-h",
            "https://me:secret@host.example/",
            "https://docs.example@evil.example/",
            "https://",
        ] {
            assert_eq!(opened(not), None, "{not}");
        }
    }

    #[test]
    fn what_could_be_a_second_argument_is_part_of_the_address() {
        let url = opened("https://docs.example/a b\" --flag $(x)").unwrap();
        assert!(!url.contains([' ', '"']), "{url}");
    }
}
