//! Secrets that were planted, and a day on which everything is done and everything goes wrong: afterwards they are in no
//! file, on no page, in no answer, no argument and nothing that was printed (contract, section 1).
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test stops where it stands"
)]

use std::path::Path;

use serde_json::{Value, json};
use skilldock_e2e::hunt::{Arguments, Catch, Hunt};
use skilldock_e2e::wait::{LONG, SOON, until};
use skilldock_e2e::{Chooser, Setup, Window, screenshots};
use skilldock_marketplace::{Fault, Marketplace, RetryAfter, When};

const TOKEN: &str = "c0ffee00-51a7-4bad-8c0d-feedfacecafe";
const NEXT_TOKEN: &str = "c0ffee11-62b8-4cae-9d1e-0ddba11f00d5";
/// What somebody types who mistakes it for the token.
const WRONG_TOKEN: &str = "canary-of-a-wrong-token-5f2e";
/// Whom ratings are by.
const IDENTITY: &str = "ada.canary@mail.example";
/// What stands in an address after the question mark.
const QUERY: &str = "canary-of-a-query-9b41";

const SECRETS: [(&str, &str); 5] = [
    ("the token", TOKEN),
    ("the next token", NEXT_TOKEN),
    ("a wrong token", WRONG_TOKEN),
    ("the identity", IDENTITY),
    ("a query", QUERY),
];

const PLAIN: (&str, &str) = ("SKILLDOCK_ENCRYPTION", "off");

const SKILLS: usize = 24;

/// One day with a marketplace, and what was seen of it.
struct Day {
    market: Marketplace,
    window: Window,
    hunt: Hunt,
    caught: Catch,
}

impl Day {
    /// Searches the page as it is: its text, what is typed into it, what it keeps, and what was pushed to it.
    async fn look(&mut self, place: &str) {
        const PAGE: &str = "
            const typed = [...document.querySelectorAll('input:not([type=password]), textarea')].map((it) => it.value);
            return [document.documentElement.outerHTML, document.title, location.href, ...typed,
                JSON.stringify(localStorage), JSON.stringify(sessionStorage), JSON.stringify(window.__heard ?? []),
                JSON.stringify((window.__consoleErrors ?? []).map(String))].join('\\n');";
        let page = self.window.script(PAGE).await.unwrap();
        self.hunt
            .search("page", place, page.as_str().unwrap().as_bytes(), &mut self.caught);
    }

    /// Lets the page write down every event that is sent to it.
    async fn listen(&self) {
        const LISTEN: &str = "
            const tauri = window.__TAURI_INTERNALS__;
            window.__heard ??= [];
            const handler = tauri.transformCallback((event) => window.__heard.push(event));
            return tauri.invoke('plugin:event|listen', { event: 'engine', target: { kind: 'Any' }, handler });";
        self.window.script(LISTEN).await.unwrap();
    }

    /// Asks what the page may ask, and searches the answers, refusals too.
    async fn ask_everything(&mut self) {
        for command in [
            "boot",
            "status",
            "config",
            "token_test",
            "sync_days",
            "unrated",
            "saved_searches",
            "collections",
            "categories",
            "desktop_view",
        ] {
            self.ask(command, json!({})).await;
        }
        for (command, request) in [
            ("search", json!({ "text": "" })),
            ("rated", json!({ "state": null, "offset": 0 })),
            ("journal", json!({ "limit": 20 })),
            ("activity", json!({ "limit": 50 })),
            ("conflicts", json!({ "offset": 0 })),
        ] {
            self.ask(command, json!({ "request": request })).await;
        }
    }

    async fn ask(&mut self, command: &str, arguments: Value) {
        let answer = self.window.invoke(command, arguments).await;
        let said = answer.map_or_else(|refusal| format!("{refusal:#}"), |answer| answer.to_string());
        self.hunt.search("answer", command, said.as_bytes(), &mut self.caught);
    }

    /// Runs the command line with as much of a log as there is.
    async fn run(&mut self, words: &[&str], environment: &[(&str, &str)], input: &str) {
        let loud: Vec<&str> = ["-v", "-v"].into_iter().chain(words.iter().copied()).collect();
        let environment: Vec<_> = environment.iter().copied().chain([PLAIN]).collect();
        let said = self.window.home().skilldock(&loud, &environment, input).await.unwrap();
        assert!(said.status.is_some(), "{words:?} ends by itself: {said:?}");
        assert_ne!(said.status, Some(70), "{words:?}: {}", said.err);
        let place = words.join(" ");
        self.hunt
            .search("standard output of", &place, said.out.as_bytes(), &mut self.caught);
        self.hunt
            .search("standard error of", &place, said.err.as_bytes(), &mut self.caught);
    }

    async fn mode(&self, mode: &str) {
        let chip = self.window.hook("status-chip");
        chip.and(&format!("[data-mode={mode}]")).seen().await.unwrap();
    }

    async fn set_token(&self, token: &str) {
        self.window.hook("nav-settings").click().await.unwrap();
        let field = self.window.hook("setting-ATOM_SAAS_API_TOKEN");
        field.fill(token).await.unwrap();
        self.window.hook("token-set").click().await.unwrap();
    }
}

/// A window that was connected by typing, after everything was first typed wrong.
async fn morning(chooser: &Chooser) -> Day {
    let market = Marketplace::builder()
        .generated(SKILLS, 7)
        .token(TOKEN)
        .no_limits()
        .start()
        .await
        .unwrap();
    market.admit_token(NEXT_TOKEN, "a canary's");
    let setup = Setup::new()
        .env("PATH", &chooser.path())
        .env("SKILLDOCK_IDENTITY", IDENTITY)
        // In an encrypted file nothing would be found, whatever is in it.
        .env(PLAIN.0, PLAIN.1)
        .env("ATOM_SAAS_CONFLICT_STRATEGY", "manual");
    let window = Window::open(setup).await.unwrap();
    let mut day = Day {
        market,
        window,
        hunt: Hunt::new(&SECRETS).unwrap(),
        caught: Catch::default(),
    };
    day.listen().await;
    let window = &day.window;
    window.hook("onboarding-connect").click().await.unwrap();
    let address = format!("{}/?key={QUERY}", day.market.url());
    window.hook("onboarding-url").fill(&address).await.unwrap();
    window.hook("onboarding-token").fill(WRONG_TOKEN).await.unwrap();
    window.hook("onboarding-test").click().await.unwrap();
    // What a person has typed stands in its field until it is mended; everywhere else it is looked for.
    window.hook("onboarding-url").fill(&day.market.url()).await.unwrap();
    window.hook("onboarding-test").click().await.unwrap();
    window.hook("test-result").and("[data-ok=false]").seen().await.unwrap();
    day.look("a wrong token").await;
    let window = &day.window;
    window.hook("onboarding-token").fill(TOKEN).await.unwrap();
    window.hook("onboarding-test").click().await.unwrap();
    window.hook("test-result").and("[data-ok=true]").seen().await.unwrap();
    day.look("a good token").await;
    let window = &day.window;
    window.hook("onboarding-save").click().await.unwrap();
    window.hook("result-count").counts(SKILLS, LONG).await.unwrap();
    day.mode("live").await;
    day
}

/// A marketplace that repeats what it was told, in all that it sends.
fn echo() -> String {
    json!({
        "error": format!("no: Authorization: Bearer {TOKEN} of {IDENTITY}, next {NEXT_TOKEN}"),
        "detail": format!("wss://marketplace.example/ws?token={TOKEN}&key={QUERY}"),
        TOKEN: IDENTITY,
    })
    .to_string()
}

async fn rate(day: &mut Day) {
    day.window.hook("nav-discover").click().await.unwrap();
    for (row, refused) in [(0, false), (1, true), (2, true)] {
        if refused {
            let status = if row == 1 { 400 } else { 503 };
            let said = Fault::answer(status, "application/json", echo());
            day.market.faults().on(When::post("/api/v1/ratings"), said);
        }
        let window = &day.window;
        window.css(&format!("#row-{row}")).click().await.unwrap();
        window.hook("rate-star-4").click().await.unwrap();
        window.hook("rate-comment").fill("Does what it says.").await.unwrap();
        window.hook("rate-submit").click().await.unwrap();
        let state = if refused {
            "[data-state]:not([data-state=sent])"
        } else {
            "[data-state=sent]"
        };
        window.hook("my-rating").and(state).seen().await.unwrap();
        window.hook("tab-reviews").click().await.unwrap();
        day.look("a rating").await;
        day.market.faults().clear();
    }
    day.window.hook("nav-ratings").click().await.unwrap();
    day.look("Ratings").await;
}

/// Everything the marketplace can do wrong that has words in it.
async fn misbehave(day: &mut Day) {
    let elsewhere = format!("http://localhost:9/?token={TOKEN}&key={QUERY}");
    let closing = format!("bye {TOKEN}");
    for fault in [
        Fault::answer(400, "application/json", echo()),
        Fault::answer(500, "text/html", echo()),
        Fault::answer(200, "application/json", echo()),
        Fault::redirect(302, &elsewhere),
        Fault::redirect(307, &format!("{}/api/v1/skills?key={QUERY}", day.market.url())),
        Fault::answer(429, "application/json", echo()).retry_after(RetryAfter::Seconds(1)),
    ] {
        let rule = day.market.faults().on(When::get("/api/v1/skills"), fault);
        day.window.hook("nav-sync").click().await.unwrap();
        day.window
            .hook("sync-now")
            .and("[aria-busy=false]")
            .click()
            .await
            .unwrap();
        let met = async || Ok((day.market.faults().met(rule) > 0).then_some(()));
        until("the marketplace to be asked", LONG, met).await.unwrap();
        day.look("a sync that fails").await;
        day.market.faults().clear();
    }
    day.market
        .sockets()
        .send_text(format!("{{\"type\":\"{TOKEN}\",\"data\":\"{IDENTITY}\"}}"));
    day.market
        .sockets()
        .send_text(format!("{TOKEN} {IDENTITY} ?key={QUERY}"));
    day.market.sockets().close_all(1008, &closing);
    day.look("a socket that says too much").await;
}

/// Edits here and there, a conflict, files out and in.
async fn work(day: &mut Day, chooser: &Chooser, files: &Path) {
    let skill = day.market.catalogue().snapshot()[3].clone();
    let id = skill["skill_id"].as_str().unwrap().to_owned();
    let url = day.market.url();
    let environment = [("ATOM_SAAS_API_URL", url.as_str()), ("SKILLDOCK_IDENTITY", IDENTITY)];
    day.run(
        &["edit", &id, "--set", "description=\"Mine.\"", "--json"],
        &environment,
        "",
    )
    .await;
    let mut theirs = skill;
    theirs["description"] = json!("Theirs.");
    theirs["updated_at"] = json!("2030-01-01T00:00:00Z");
    day.market.catalogue().upsert(theirs).unwrap();
    day.window.hook("nav-conflicts").says("1").await.unwrap();
    day.window.hook("nav-conflicts").click().await.unwrap();
    day.window.hook("conflict-row").click().await.unwrap();
    day.look("Conflicts").await;

    let out = files.join("out.json");
    day.run(
        &["export", "--all", "--to", out.to_str().unwrap(), "--json"],
        &environment,
        "",
    )
    .await;
    let log = files.join("activity.json");
    chooser.chooses(&log).unwrap();
    day.window.hook("nav-sync").click().await.unwrap();
    day.window.hook("activity-export").seen().await.unwrap();
    // The list that opens is the system's, out of a driver's reach.
    const CHOOSE: &str = "
        const list = document.querySelector('[data-testid=activity-export]');
        list.value = 'json';
        list.dispatchEvent(new Event('change', { bubbles: true }));";
    day.window.script(CHOOSE).await.unwrap();
    until("the exported log", SOON, async || Ok(log.exists().then_some(())))
        .await
        .unwrap();
    day.look("Sync").await;
    day.run(&["import", out.to_str().unwrap(), "--json"], &environment, "")
        .await;

    for view in ["discover", "library", "ratings", "conflicts", "sync", "settings"] {
        day.window.hook(&format!("nav-{view}")).click().await.unwrap();
        day.look(view).await;
    }
}

/// The token is taken back, said to be refused, and replaced.
async fn change_tokens(day: &mut Day) {
    assert!(day.market.revoke_token(TOKEN));
    day.mode("token_rejected").await;
    day.look("a token that is refused").await;
    day.set_token(&format!("{WRONG_TOKEN} {QUERY}")).await;
    day.look("a token with a space").await;
    day.set_token(NEXT_TOKEN).await;
    day.mode("live").await;
    day.look("the next token").await;
    day.window.hook("token-test").click().await.unwrap();
    day.window.hook("test-result").seen().await.unwrap();
    day.look("a test of the token").await;
}

/// The whole command line, with secrets in the right places and in the wrong ones.
async fn type_commands(day: &mut Day) {
    let url = day.market.url();
    let good = [("ATOM_SAAS_API_URL", url.as_str()), ("SKILLDOCK_IDENTITY", IDENTITY)];
    let id = day.market.catalogue().snapshot()[5]["skill_id"]
        .as_str()
        .unwrap()
        .to_owned();
    for words in [
        ["config"].as_slice(),
        &["config", "SKILLDOCK_IDENTITY"],
        &["config", "ATOM_SAAS_API_TOKEN"],
        &["status"],
        &["sync"],
        &["sync", "--dry-run"],
        &["watch", "--for", "2"],
        &["search", "a", "--facets"],
        &["categories"],
        &["show", &id],
        &["rate", &id, "5", "--comment", "Good."],
        &["ratings"],
        &["conflicts"],
        &["token", "test"],
        &["token", "set"],
    ] {
        day.run(words, &good, "").await;
        let json: Vec<&str> = words.iter().copied().chain(["--json"]).collect();
        day.run(&json, &good, "").await;
    }
    let with_query = format!("{url}/?key={QUERY}");
    let with_user = format!("http://{WRONG_TOKEN}@127.0.0.1:9");
    for wrong in [
        [
            ("ATOM_SAAS_API_URL", with_query.as_str()),
            ("ATOM_SAAS_API_TOKEN", TOKEN),
        ],
        [
            ("ATOM_SAAS_API_URL", with_user.as_str()),
            ("ATOM_SAAS_API_TOKEN", TOKEN),
        ],
        [("ATOM_SAAS_API_URL", TOKEN), ("ATOM_SAAS_API_TOKEN", "")],
        [
            ("ATOM_SAAS_API_URL", &url),
            ("ATOM_SAAS_API_TOKEN", "c0ffee00 51a7 canary-of-a-query-9b41"),
        ],
        [("ATOM_SAAS_API_URL", &url), ("ATOM_SAAS_SYNC_INTERVAL_SECONDS", TOKEN)],
    ] {
        for words in [
            ["status"].as_slice(),
            &["config"],
            &["sync", "--json"],
            &["token", "test"],
        ] {
            day.run(words, &wrong, "").await;
        }
    }
    let nobody = [
        ("ATOM_SAAS_API_URL", "http://127.0.0.1:9"),
        ("ATOM_SAAS_API_TOKEN", WRONG_TOKEN),
    ];
    day.run(&["token", "test"], &nobody, "").await;
    day.run(&["token", "set"], &good, &format!("Bearer {WRONG_TOKEN}\n"))
        .await;
    day.run(&["token", "set"], &good, &format!("{NEXT_TOKEN}\n")).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn secrets_are_found_nowhere_whatever_is_done() {
    let arguments = Arguments::watch();
    let chooser = Chooser::new().unwrap();
    let files = tempfile::tempdir().unwrap();
    let mut day = morning(&chooser).await;
    rate(&mut day).await;
    misbehave(&mut day).await;
    day.mode("live").await;
    work(&mut day, &chooser, files.path()).await;
    change_tokens(&mut day).await;
    type_commands(&mut day).await;
    day.ask_everything().await;
    day.window.moment().await.unwrap();
    assert!(
        day.market.recorded().requests().len() > 20,
        "the marketplace had much to do"
    );

    let Day {
        window,
        hunt,
        mut caught,
        ..
    } = day;
    // While it runs: what is written is not all in the main files of the databases.
    let keyrings = window.home().folder().join("data").join("keyrings");
    hunt.search_files(window.home().folder(), &keyrings, &mut caught)
        .unwrap();
    let home = window.quit().await.unwrap();
    hunt.search_files(home.folder(), &keyrings, &mut caught).unwrap();
    hunt.search_files(files.path(), &keyrings, &mut caught).unwrap();
    for line in arguments.stop() {
        hunt.search("arguments", &String::from_utf8_lossy(&line), &line, &mut caught);
    }
    for (kind, least) in [
        ("file", 20),
        ("page", 20),
        ("answer", 14),
        ("arguments", 20),
        ("standard error of", 40),
    ] {
        let (count, bytes) = caught.searched.get(kind).copied().unwrap_or_default();
        assert!(
            count >= least && bytes > 0,
            "{count} of {kind} are too few to be everything"
        );
    }
    // What may be in the files is found there: they can be searched.
    let words = Hunt::new(&[("what was said", "Does what it says.")]).unwrap();
    let mut there = Catch::default();
    words.search_files(home.folder(), &keyrings, &mut there).unwrap();
    assert!(!there.found.is_empty(), "the databases cannot be read");
    let figures: Vec<String> = caught
        .searched
        .iter()
        .map(|(kind, (count, bytes))| format!("{kind}: {count}, {bytes} bytes\n"))
        .collect();
    std::fs::write(screenshots().unwrap().join("canary.txt"), figures.concat()).unwrap();
    assert!(caught.found.is_empty(), "{:#?}", caught.found);
}
