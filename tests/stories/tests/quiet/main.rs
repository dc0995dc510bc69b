//! That no token gets into a log, an error or a file while it is rotated, not even by the path
//! of a revocation, which has it in it (contract, section 1). In a process of its own, which
//! has one log.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a story that fails should say so"
)]

use std::sync::Arc;

use skilldock_engine::rotation::Ending;
use skilldock_marketplace::{Fault, When};
use skilldock_stories::keychain::{Page, Safe};
use skilldock_stories::{Laptop, market, skills};

#[tokio::test]
async fn no_token_is_in_a_log_an_error_or_a_file() {
    let written = Page::default();
    let page = written.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_env_filter("warn,skilldock_engine=trace,reqwest=debug")
        .with_ansi(false)
        .with_writer(move || page.clone())
        .finish();
    tracing::subscriber::set_global_default(subscriber).unwrap();

    let market = market(skills(1)).await;
    let laptop = Laptop::with([("ATOM_SAAS_API_URL", market.url().as_str())]);
    let safe = Safe::with(&market.url(), market.token());
    let engine = laptop.twin_with(|options| options.keychain = Arc::new(safe.clone()));
    let revocation = || When::method("DELETE", "/api/v1/tokens/*");
    let mut said = String::new();
    let mut tokens = vec![market.token().to_owned()];
    let quote = format!("{{\"error\":\"no such token: {}\"}}", market.token());
    let elsewhere = format!("{}/elsewhere/{}", market.url(), market.token());
    for fault in [
        Fault::answer(403, "application/json", quote),
        Fault::close(),
        Fault::redirect(302, &elsewhere),
        Fault::invalid_json(),
    ] {
        let rule = market.faults().on(revocation(), fault);
        let report = engine.rotate_token().await.unwrap();
        assert_eq!(report.ending, Ending::OldStillGood);
        said.push_str(&format!("{report:?} {:?}", engine.status()));
        tokens.extend(safe.held().into_values());
        market.faults().remove(rule);
    }
    assert_eq!(engine.rotate_token().await.unwrap().ending, Ending::Rotated);
    let logged = written.text();
    assert!(
        logged.contains("rotation") && logged.contains("api/v1/tokens"),
        "all of it was logged"
    );
    tokens.sort();
    tokens.dedup();
    assert_eq!(tokens.len(), 2);
    for token in &tokens {
        assert!(!said.contains(token.as_str()), "{said}");
        assert!(!logged.contains(token.as_str()), "a line of the log has it");
        for file in std::fs::read_dir(laptop.folder()).unwrap() {
            let bytes = std::fs::read(file.unwrap().path()).unwrap_or_default();
            assert!(
                !bytes.windows(token.len()).any(|part| part == token.as_bytes()),
                "a file has it"
            );
        }
    }
}
