//! The system's proxy, and the system's trust store: what a process finds around it. So
//! each story starts one, this test binary again with variables of its own, and reads
//! what came of it.

use std::process::{Command, Stdio};

use serde_json::{Value, json};
use skilldock_engine::event::EngineEvent;
use skilldock_marketplace::tls::{Validity, Versions};
use skilldock_stories::live::{Live, impatient};
use skilldock_stories::safe::{Known, Manner, Proxy, safe_market};
use skilldock_stories::{Laptop, market, skills};

/// What a line of ours begins with, among those of the test harness.
const MARK: &str = "told: ";
/// A name that no name server has: only a proxy can lead there.
const NAME: &str = "market.invalid";

/// What came of a sync and of an attempt to connect the socket, in another process.
async fn told(variables: Vec<(&'static str, String)>) -> Value {
    let output = tokio::task::spawn_blocking(move || {
        Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "proxy::the_other_process", "--ignored", "--nocapture"])
            .env_clear()
            .envs(variables)
            .stdin(Stdio::null())
            .output()
            .unwrap()
    })
    .await
    .unwrap();
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let line = text.lines().find_map(|line| line.split_once(MARK));
    let (_, line) =
        line.unwrap_or_else(|| panic!("it said nothing: {text} {}", String::from_utf8_lossy(&output.stderr)));
    serde_json::from_str(line).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "the other half of the stories of this file, in a process of its own"]
async fn the_other_process() {
    let ours: Vec<_> = std::env::vars()
        .filter(|(name, _)| name.starts_with("ATOM_") || name.starts_with("SKILLDOCK_"))
        .collect();
    let laptop = Laptop::with(ours.iter().map(|(name, value)| (name.as_str(), value.as_str())));
    let report = laptop.sync().await;
    let mut live = Live::on(&laptop, impatient());
    let came = live
        .until("an end", |event| {
            matches!(event, EngineEvent::Connected {} | EngineEvent::Disconnected { .. })
        })
        .await;
    let socket = match came {
        EngineEvent::Disconnected { reason } => reason,
        _ => "connected".to_owned(),
    };
    let http = report
        .error
        .map_or_else(|| "complete".to_owned(), |problem| problem.message);
    let told = json!({ "http": http, "skills": report.skills.added, "socket": socket });
    // One write with its line break, so that the harness writes nothing between.
    println!("\n{MARK}{told}");
    live.shutdown().await;
}

fn variables(url: &str, token: &str, more: &[(&'static str, &str)]) -> Vec<(&'static str, String)> {
    let own = [("ATOM_SAAS_API_URL", url), ("ATOM_SAAS_API_TOKEN", token)];
    own.iter()
        .chain(more)
        .map(|(name, value)| (*name, (*value).to_owned()))
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn http_and_the_socket_go_through_the_system_s_proxy() {
    let known = Known::new();
    let certificate = known.authority.issue(&[NAME], Validity::Now).unwrap();
    let market = safe_market(&certificate, Versions::Usual).await;
    let url = format!("https://{NAME}");
    for variable in ["HTTPS_PROXY", "https_proxy", "ALL_PROXY"] {
        let proxy = Proxy::to(market.address(), Manner::Open).await;
        let told = told(variables(
            &url,
            market.token(),
            &[(variable, &proxy.url()), ("SKILLDOCK_CA_FILE", &known.path())],
        ))
        .await;
        assert_eq!(
            told,
            json!({ "http": "complete", "skills": 5, "socket": "connected" }),
            "{variable}"
        );
        let asked = proxy.asked();
        assert!(asked.len() >= 2, "{asked:?}");
        let tunnel = format!("CONNECT {NAME}:443 HTTP/1.1");
        assert!(
            asked.iter().all(|line| *line == tunnel),
            "nothing but tunnels, and no token: {asked:?}"
        );
    }
    assert_eq!(market.recorded().to("/ws").len(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_proxy_sees_no_more_than_the_certificate_allows() {
    let known = Known::new();
    // Whoever sits in the proxy has a certificate for another name.
    let certificate = known.authority.issue(&["proxy.invalid"], Validity::Now).unwrap();
    let market = safe_market(&certificate, Versions::Usual).await;
    let proxy = Proxy::to(market.address(), Manner::Open).await;
    let url = format!("https://{NAME}");
    let told = told(variables(
        &url,
        market.token(),
        &[("HTTPS_PROXY", &proxy.url()), ("SKILLDOCK_CA_FILE", &known.path())],
    ))
    .await;
    let words = "its certificate is for another host";
    assert_eq!(
        told["http"],
        format!("There is no safe connection to the marketplace: {words}.")
    );
    assert_eq!(told["socket"], format!("there is no safe connection: {words}"));
    assert_eq!(market.recorded().count(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_proxy_s_refusal_is_said_to_be_the_proxy_s() {
    let known = Known::new();
    let certificate = known.authority.issue(&[NAME], Validity::Now).unwrap();
    let market = safe_market(&certificate, Versions::Usual).await;
    let url = format!("https://{NAME}");
    let locked = Proxy::to(market.address(), Manner::Password).await;
    let closed = Proxy::to(market.address(), Manner::Closed).await;
    let nobody = "http://127.0.0.1:9".to_owned();
    for (proxy, words) in [
        (locked.url(), Some("the proxy wants a name and a password")),
        (locked.url_with_password(), None),
        (closed.url_with_password(), Some("the proxy does not let it through")),
        (nobody, Some("the proxy cannot be reached")),
    ] {
        let told = told(variables(
            &url,
            market.token(),
            &[("HTTPS_PROXY", &proxy), ("SKILLDOCK_CA_FILE", &known.path())],
        ))
        .await;
        match words {
            None => assert_eq!(
                (&told["http"], &told["socket"]),
                (&json!("complete"), &json!("connected"))
            ),
            Some(words) => {
                assert_eq!(told["http"], format!("The marketplace cannot be reached: {words}."));
                assert_eq!(told["socket"], words);
            }
        }
        assert!(
            !told.to_string().contains("sesame"),
            "a proxy's password is a secret: {told}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_proxy_is_asked_for_this_machine_nor_for_what_is_excepted() {
    let known = Known::new();
    let safe = safe_market(&known.certificate(), Versions::Usual).await;
    let plain = market(skills(5)).await;
    let proxy = Proxy::to(safe.address(), Manner::Closed).await;
    let everything = proxy.url();
    for market in [&safe, &plain] {
        let around = [
            ("HTTPS_PROXY", everything.as_str()),
            ("HTTP_PROXY", &everything),
            ("ALL_PROXY", &everything),
            ("SKILLDOCK_CA_FILE", &known.path()),
        ];
        let told = told(variables(&market.url(), market.token(), &around)).await;
        assert_eq!(told, json!({ "http": "complete", "skills": 5, "socket": "connected" }));
    }
    let excepted = [("HTTPS_PROXY", everything.as_str()), ("NO_PROXY", NAME)];
    let told = told(variables(&format!("https://{NAME}"), safe.token(), &excepted)).await;
    assert_eq!(
        told["http"],
        "The marketplace cannot be reached: its name is not known here."
    );
    assert_eq!(proxy.asked(), Vec::<String>::new());
}

#[cfg(all(unix, not(target_vendor = "apple")))]
#[tokio::test(flavor = "multi_thread")]
async fn the_system_s_trust_store_is_asked_and_its_absence_said() {
    let known = Known::new();
    let safe = safe_market(&known.certificate(), Versions::Usual).await;
    // Where the system's store is, as the environment may say on such systems.
    let told_with = async |store: &str, market: &skilldock_marketplace::Marketplace| {
        told(variables(&market.url(), market.token(), &[("SSL_CERT_FILE", store)])).await
    };
    let good = told_with(&known.path(), &safe).await;
    assert_eq!(good, json!({ "http": "complete", "skills": 5, "socket": "connected" }));
    let empty = known.folder().join("empty.pem");
    std::fs::write(&empty, "").unwrap();
    let empty = empty.display().to_string();
    let none = told_with(&empty, &safe).await;
    let words = "this machine has no list of authorities to check a certificate with";
    assert_eq!(none["socket"], format!("there is no safe connection: {words}"));
    assert_eq!(
        none["http"],
        format!("There is no safe connection to the marketplace: {words}.")
    );
    // Without TLS nobody's word is needed: the demo runs on the barest machine.
    let plain = market(skills(5)).await;
    let demo = told_with(&empty, &plain).await;
    assert_eq!(demo, json!({ "http": "complete", "skills": 5, "socket": "connected" }));
}
