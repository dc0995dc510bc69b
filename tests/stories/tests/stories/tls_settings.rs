//! The settings of the wire: checked before they are saved, and in force for the next
//! connection, without a restart.

use skilldock_engine::config::ProblemSeverity;
use skilldock_engine::event::EngineEvent;
use skilldock_engine::model::Code;
use skilldock_engine::status::Mode;
use skilldock_engine::sync::Outcome;
use skilldock_marketplace::tls::Versions;
use skilldock_stories::Laptop;
use skilldock_stories::live::{Live, impatient};
use skilldock_stories::safe::{Known, pin, safe_market, spare_pin};

const CA: &str = "SKILLDOCK_CA_FILE";
const PINS: &str = "SKILLDOCK_TLS_PINS";

#[tokio::test(flavor = "multi_thread")]
async fn what_is_saved_counts_for_the_next_connection() {
    let known = Known::new();
    let certificate = known.certificate();
    let market = safe_market(&certificate, Versions::Usual).await;
    let laptop = Laptop::knowing(&market);
    let engine = laptop.engine();
    let outcome = async || laptop.sync().await.outcome;
    assert_eq!(outcome().await, Outcome::Failed, "nobody knows the authority");
    engine.set_setting(CA, Some(&known.path())).unwrap();
    assert_eq!(outcome().await, Outcome::Complete);
    engine
        .set_setting(PINS, Some(&format!("{} {}", spare_pin(), pin(&known.certificate()))))
        .unwrap();
    assert_eq!(outcome().await, Outcome::Failed, "the key is none of the two");
    let view = engine
        .set_setting(
            PINS,
            Some(&format!("sha256/{};sha256/{}", pin(&certificate), spare_pin())),
        )
        .unwrap();
    assert_eq!(outcome().await, Outcome::Complete);
    let shown = view.variables.iter().find(|row| row.variable == PINS).unwrap();
    assert_eq!(
        shown.value.as_deref(),
        Some(format!("{},{}", pin(&certificate), spare_pin()).as_str())
    );
    engine.set_setting(CA, None).unwrap();
    assert_eq!(
        outcome().await,
        Outcome::Failed,
        "a pin does not stand in for an authority"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_live_connection_is_made_anew_when_what_it_believes_changes() {
    let known = Known::new();
    let certificate = known.certificate();
    let market = safe_market(&certificate, Versions::Usual).await;
    let mut laptop = Laptop::knowing(&market);
    laptop.set(CA, &known.path()).restart();
    let mut live = Live::connected_on(&laptop, impatient()).await;
    let others = format!("{},{}", spare_pin(), pin(&known.certificate()));
    live.engine.set_setting(PINS, Some(&others)).unwrap();
    live.until(
        "the pins to be seen",
        |event| matches!(event, EngineEvent::Disconnected { reason } if reason.contains("SKILLDOCK_TLS_PINS")),
    )
    .await;
    let good = format!("{},{}", spare_pin(), pin(&certificate));
    live.engine.set_setting(PINS, Some(&good)).unwrap();
    live.until("a connection", |event| matches!(event, EngineEvent::Connected {}))
        .await;
    assert_eq!(live.engine.status().unwrap().mode, Mode::Live);
    live.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_that_was_announced_can_take_over() {
    let known = Known::new();
    let (now, next) = (known.certificate(), known.certificate());
    let pins = format!("{},{}", pin(&now), pin(&next));
    for certificate in [&now, &next] {
        let market = safe_market(certificate, Versions::Usual).await;
        let mut laptop = Laptop::knowing(&market);
        laptop.set(CA, &known.path()).set(PINS, &pins).restart();
        assert_eq!(laptop.sync().await.outcome, Outcome::Complete);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_single_pin_or_a_file_without_certificates_stops_start_up_and_sends_nothing() {
    let known = Known::new();
    let certificate = known.certificate();
    let market = safe_market(&certificate, Versions::Usual).await;
    let empty = known.folder().join("empty.pem");
    std::fs::write(&empty, "# nothing yet\n").unwrap();
    let empty = empty.display().to_string();
    let one = pin(&certificate);
    for (name, value, part) in [
        (PINS, one.as_str(), "at least two"),
        (PINS, "canary", "is none"),
        (CA, empty.as_str(), "holds no certificate"),
        (CA, "/nowhere/ca.pem", "cannot be read"),
    ] {
        let mut laptop = Laptop::knowing(&market);
        laptop.set(CA, &known.path()).set(name, value).restart();
        let problems = laptop.engine().problems();
        assert_eq!(problems.len(), 1, "{name}={value}");
        assert_eq!(
            (problems[0].variable.as_str(), problems[0].severity),
            (name, ProblemSeverity::Error)
        );
        assert!(problems[0].message.contains(part), "{}", problems[0].message);
        assert_eq!(laptop.sync().await.error.unwrap().code, Code::ConfigInvalid);
        let refused = laptop.engine().set_setting(name, Some(value)).unwrap_err();
        assert_eq!(refused.code, Code::BadInput);
        assert!(
            refused.message.contains(part),
            "the same reason when it is saved: {}",
            refused.message
        );
    }
    let laptop = Laptop::knowing(&market);
    let refused = laptop.engine().set_setting(CA, Some("ca.pem")).unwrap_err();
    assert!(refused.message.contains("whole path"), "{}", refused.message);
    assert_eq!(market.recorded().count(), 0);
}
