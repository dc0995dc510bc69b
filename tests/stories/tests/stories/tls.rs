//! Who is believed (contract, section 7): real handshakes with a real marketplace, by
//! HTTP and for the socket, each with everything right but one thing. `docs/security.md`
//! begins with this table.

use std::time::Duration;

use skilldock_engine::event::EngineEvent;
use skilldock_engine::model::Code;
use skilldock_engine::status::Mode;
use skilldock_engine::sync::Outcome;
use skilldock_marketplace::Marketplace;
use skilldock_marketplace::tls::{Authority, Validity, Versions};
use skilldock_stories::live::{Live, impatient};
use skilldock_stories::safe::{HERE, Known, pin, safe_market, spare_pin};
use skilldock_stories::{Laptop, market, skills};
use tokio::net::TcpListener;

/// One row: a marketplace, what the laptop is told, and what is said where nothing comes about.
struct Row {
    name: &'static str,
    market: Marketplace,
    variables: Vec<(&'static str, String)>,
    fault: Option<&'static str>,
}

const CA: &str = "SKILLDOCK_CA_FILE";
const PINS: &str = "SKILLDOCK_TLS_PINS";

const UNKNOWN: Option<&str> = Some("its certificate is from an authority that this machine does not know");
const EXPIRED: Option<&str> = Some("its certificate has expired");
const TO_COME: Option<&str> = Some("its certificate is not valid yet");
const OTHER_HOST: Option<&str> = Some("its certificate is for another host");
const OTHER_KEY: Option<&str> = Some("its key is none of those in SKILLDOCK_TLS_PINS");
const TOO_OLD: Option<&str> = Some("it does not speak TLS 1.3");

async fn rows(known: &Known) -> Vec<Row> {
    let usual = Versions::Usual;
    let good = known.certificate();
    let another = known.certificate();
    let over = known.authority.issue(&HERE, Validity::Over).unwrap();
    let to_come = known.authority.issue(&HERE, Validity::ToCome).unwrap();
    let elsewhere = known.authority.issue(&["elsewhere.example"], Validity::Now).unwrap();
    let stranger = Authority::new("A stranger")
        .unwrap()
        .issue(&HERE, Validity::Now)
        .unwrap();
    let file = || (CA, known.path());
    let pins = |first: &_| (PINS, format!("{},{}", pin(first), spare_pin()));
    let spare_first = (PINS, format!("{},{}", spare_pin(), pin(&good)));
    let row = |name, market, variables, fault| Row {
        name,
        market,
        variables,
        fault,
    };
    vec![
        row("the extra file", safe_market(&good, usual).await, vec![file()], None),
        row(
            "a good pin",
            safe_market(&good, usual).await,
            vec![file(), pins(&good)],
            None,
        ),
        row(
            "a good pin, second",
            safe_market(&good, usual).await,
            vec![file(), spare_first],
            None,
        ),
        row(
            "a bad pin",
            safe_market(&another, usual).await,
            vec![file(), pins(&good)],
            OTHER_KEY,
        ),
        row("an unknown authority", safe_market(&good, usual).await, vec![], UNKNOWN),
        row(
            "another authority than the file's",
            safe_market(&stranger, usual).await,
            vec![file()],
            UNKNOWN,
        ),
        row(
            "a good pin of an unknown authority",
            safe_market(&stranger, usual).await,
            vec![pins(&stranger)],
            UNKNOWN,
        ),
        row(
            "TLS 1.2 alone",
            safe_market(&good, Versions::Only12).await,
            vec![file()],
            TOO_OLD,
        ),
        row("expired", safe_market(&over, usual).await, vec![file()], EXPIRED),
        row(
            "expired, with a good pin",
            safe_market(&over, usual).await,
            vec![file(), pins(&over)],
            EXPIRED,
        ),
        row(
            "not valid yet",
            safe_market(&to_come, usual).await,
            vec![file()],
            TO_COME,
        ),
        row(
            "another host",
            safe_market(&elsewhere, usual).await,
            vec![file()],
            OTHER_HOST,
        ),
        row(
            "another host, with a good pin",
            safe_market(&elsewhere, usual).await,
            vec![file(), pins(&elsewhere)],
            OTHER_HOST,
        ),
    ]
}

fn laptop_of(row: &Row) -> Laptop {
    let url = row.market.url();
    let own = [
        ("ATOM_SAAS_API_URL", url.as_str()),
        ("ATOM_SAAS_API_TOKEN", row.market.token()),
    ];
    let more = row.variables.iter().map(|(name, value)| (*name, value.as_str()));
    Laptop::with(own.into_iter().chain(more))
}

#[tokio::test(flavor = "multi_thread")]
async fn by_http_a_marketplace_is_believed_only_with_everything_right() {
    let known = Known::new();
    for row in rows(&known).await {
        let laptop = laptop_of(&row);
        let report = laptop.sync().await;
        let Some(fault) = row.fault else {
            assert_eq!(
                (report.outcome, report.skills.added),
                (Outcome::Complete, 5),
                "{}: {:?}",
                row.name,
                report.error
            );
            continue;
        };
        let problem = report
            .error
            .unwrap_or_else(|| panic!("{}: nothing was wrong", row.name));
        assert_eq!(
            (report.outcome, problem.code),
            (Outcome::Failed, Code::Unreachable),
            "{}",
            row.name
        );
        let said = format!("There is no safe connection to the marketplace: {fault}.");
        assert_eq!(problem.message, said, "{}", row.name);
        assert!(!problem.hint.is_empty(), "{}: what to do is said", row.name);
        assert_eq!(
            report.requests, 1,
            "{}: a certificate is the same a second later",
            row.name
        );
        assert_eq!(row.market.recorded().count(), 0, "{}: no request, no token", row.name);
        let status = laptop.engine().status().unwrap();
        assert_eq!(
            (status.mode, status.last_problem),
            (Mode::Offline, Some(problem)),
            "{}",
            row.name
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn for_the_socket_a_marketplace_is_believed_only_with_everything_right() {
    let known = Known::new();
    for row in rows(&known).await {
        let laptop = laptop_of(&row);
        let mut live = Live::on(&laptop, impatient());
        let came = live
            .until(row.name, |event| {
                matches!(event, EngineEvent::Connected {} | EngineEvent::Disconnected { .. })
            })
            .await;
        match row.fault {
            None => {
                assert_eq!(came, EngineEvent::Connected {}, "{}", row.name);
                live.until_synced().await;
                assert_eq!(live.engine.status().unwrap().mode, Mode::Live, "{}", row.name);
            }
            Some(fault) => {
                let reason = format!("there is no safe connection: {fault}");
                assert_eq!(
                    came,
                    EngineEvent::Disconnected { reason: reason.clone() },
                    "{}",
                    row.name
                );
                live.until("the status", |event| match event {
                    EngineEvent::Status { status } => {
                        status.websocket.last_disconnect_reason.as_deref() == Some(&reason)
                    }
                    _ => false,
                })
                .await;
                assert_eq!(row.market.recorded().count(), 0, "{}: no request, no token", row.name);
            }
        }
        live.shutdown().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_does_not_speak_tls_is_said_to_be_so_by_both_ways() {
    let market = market(skills(5)).await;
    let address = market.address();
    let url = format!("https://{address}");
    let laptop = Laptop::with([
        ("ATOM_SAAS_API_URL", url.as_str()),
        ("ATOM_SAAS_API_TOKEN", market.token()),
    ]);
    let problem = laptop.sync().await.error.unwrap();
    assert_eq!(
        problem.message,
        "There is no safe connection to the marketplace: what answers there does not speak TLS."
    );
    assert!(problem.hint.contains("port"), "{}", problem.hint);
    let mut live = Live::on(&laptop, impatient());
    let gone = live
        .until("a refusal", |event| matches!(event, EngineEvent::Disconnected { .. }))
        .await;
    let reason = "there is no safe connection: what answers there does not speak TLS".to_owned();
    assert_eq!(gone, EngineEvent::Disconnected { reason });
    live.shutdown().await;
    assert_eq!(market.recorded().count(), 0, "nothing was sent in the clear");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_door_that_closes_before_the_connection_is_safe_is_tried_again_and_then_said() {
    let door = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let url = format!("https://{}", door.local_addr().unwrap());
    let slammed = tokio::spawn(async move {
        let mut times = 0;
        while times < 4 {
            let (mut stream, _) = door.accept().await.unwrap();
            // What was said is read, so that it closes and does not reset.
            let mut hello = vec![0; 4096];
            drop(tokio::io::AsyncReadExt::read(&mut stream, &mut hello).await);
            times += 1;
        }
        times
    });
    let laptop = Laptop::with([
        ("ATOM_SAAS_API_URL", url.as_str()),
        ("ATOM_SAAS_API_TOKEN", "a-token-of-the-story"),
    ]);
    let report = laptop.sync().await;
    assert_eq!(
        report.error.unwrap().message,
        "There is no safe connection to the marketplace: the connection was closed before it was safe."
    );
    let times = tokio::time::timeout(Duration::from_secs(10), slammed)
        .await
        .unwrap()
        .unwrap();
    assert_eq!((times, report.requests), (4, 4));
}
