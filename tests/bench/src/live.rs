//! The live connection: from the moment the marketplace announces a change to the line
//! that `skilldock watch` prints once it is in the store, and from a dropped connection
//! to the next. Beside it, in the same run and for the same messages, what nobody can
//! be faster than: a client that only receives, and one SQLite transaction a message.

use std::collections::{HashMap, VecDeque};
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::Context as _;
use futures_util::{SinkExt as _, StreamExt as _};
use rusqlite::Connection;
use serde_json::Value;
use skilldock_marketplace::{Event, Marketplace};
use tokio::net::TcpStream;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio::time::{sleep_until, timeout};
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::{WebSocketStream, client_async};

use crate::measure::{median, quantile, timed};
use crate::report::Report;
use crate::watch::{Line, Watch};

/// The most the contract lets come (section 3).
const A_SECOND: u32 = 100;
/// How long a line may be late before its update counts as lost.
const PATIENCE: Duration = Duration::from_secs(10);
/// From the announcement to the store, as we want it.
const GOAL: Duration = Duration::from_millis(20);
/// Delivery, as the contract wants it (section 9).
const DELIVERY: Duration = Duration::from_millis(100);
/// Reconnection, as the contract wants it (section 9).
const RECONNECTION: Duration = Duration::from_secs(5);
/// Updates a second while a connection is lost and found again: time is told to 1/50 s.
const A_SECOND_MEANWHILE: u32 = 50;

/// Announces a change of one skill after the other, for ever.
pub struct Announcer<'a> {
    market: &'a Marketplace,
    skills: Vec<Value>,
    done: usize,
}

impl<'a> Announcer<'a> {
    /// Of all that this marketplace has now.
    pub fn new(market: &'a Marketplace) -> Self {
        Self {
            market,
            skills: market.catalogue().snapshot(),
            done: 0,
        }
    }

    /// The next change: another description, now.
    fn next(&mut self) -> anyhow::Result<Event> {
        let index = self.done % self.skills.len();
        let mut event = Event::skill_update(self.skills.get(index).cloned().context("there are no skills")?);
        let description = event.data["description"].as_str().unwrap_or_default();
        event.data["description"] = format!("{description} ({})", self.done).into();
        event.data["updated_at"] = event.timestamp.clone().into();
        self.done += 1;
        Ok(event)
    }

    /// Announces so many at a steady rate; gives which skill when.
    pub async fn announce(&mut self, count: u32, a_second: u32) -> anyhow::Result<Vec<(String, Instant)>> {
        let mut announced = Vec::new();
        let start = Instant::now();
        for nth in 0..count {
            sleep_until((start + Duration::from_secs(1) * nth / a_second).into()).await;
            let event = self.next()?;
            let id = event.data["skill_id"].as_str().unwrap_or_default().to_owned();
            let at = Instant::now();
            self.market.catalogue().apply(&event)?;
            announced.push((id, at));
        }
        Ok(announced)
    }
}

/// A client that does nothing but receive: when each update came.
async fn receive(market: &Marketplace) -> anyhow::Result<(JoinHandle<()>, mpsc::UnboundedReceiver<Instant>)> {
    let address = market.url().trim_start_matches("http://").to_owned();
    let url = format!("ws://{address}/ws?token={}", market.token());
    let stream = TcpStream::connect(&address).await?;
    stream.set_nodelay(true)?;
    let (mut socket, _): (WebSocketStream<TcpStream>, _) = client_async(url, stream).await?;
    let (came, arrivals) = mpsc::unbounded_channel();
    let task = tokio::spawn(async move {
        while let Some(Ok(message)) = socket.next().await {
            let at = Instant::now();
            let Message::Text(text) = message else { continue };
            // One that does not answer is closed before the minute is over.
            let goes_on = if text.starts_with(r#"{"type":"ping""#) {
                socket.send(Message::text(r#"{"type":"pong"}"#)).await.is_ok()
            } else {
                came.send(at).is_ok()
            };
            if !goes_on {
                return;
            }
        }
    });
    Ok((task, arrivals))
}

/// One transaction a message, into a table with nothing but the message.
fn transactions(messages: &[String]) -> anyhow::Result<Vec<Duration>> {
    let folder = tempfile::tempdir()?;
    let connection = Connection::open(folder.path().join("raw.db"))?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "NORMAL")?;
    connection.execute("CREATE TABLE message (id INTEGER PRIMARY KEY, raw TEXT) STRICT", [])?;
    let mut durations = Vec::with_capacity(messages.len());
    for message in messages {
        let (took, done) = timed(|| connection.execute("INSERT INTO message (raw) VALUES (?1)", [message]));
        done?;
        durations.push(took);
    }
    Ok(durations)
}

/// How long each update took to its line, and how many lines never came.
async fn until_applied(watch: &mut Watch, announced: &[(String, Instant)]) -> (Vec<Duration>, usize) {
    let mut open: HashMap<&str, VecDeque<Instant>> = HashMap::new();
    for (id, at) in announced {
        open.entry(id).or_default().push_back(*at);
    }
    let mut took = Vec::with_capacity(announced.len());
    while took.len() < announced.len()
        && let Ok(Some(line)) = timeout(PATIENCE, watch.next()).await
    {
        let id = line.of("skill_id").unwrap_or_default();
        if line.is("applied")
            && let Some(at) = open.get_mut(id).and_then(VecDeque::pop_front)
        {
            took.push(line.at.saturating_duration_since(at));
        }
    }
    let lost = announced.len() - took.len();
    (took, lost)
}

/// A minute of updates at the highest rate.
async fn latency(market: &Marketplace, watch: &mut Watch, seconds: u32, report: &mut Report) -> anyhow::Result<()> {
    let mut announcer = Announcer::new(market);
    let messages: Vec<String> = (0..seconds.min(10) * A_SECOND)
        .map(|_| Ok(announcer.next()?.to_frame()))
        .collect::<anyhow::Result<_>>()?;
    let mut transactions = transactions(&messages)?;
    let (receiver, mut arrivals) = receive(market).await?;
    let announced = announcer.announce(seconds * A_SECOND, A_SECOND).await?;
    let (mut took, lost) = until_applied(watch, &announced).await;
    receiver.abort();
    let mut raw = Vec::with_capacity(announced.len());
    for (_, at) in &announced {
        let came = arrivals.recv().await.context("the plain client missed an update")?;
        raw.push(came.saturating_duration_since(*at));
    }

    for (name, durations) in [
        ("raw delivery over loopback", &mut raw),
        ("one SQLite transaction a message", &mut transactions),
    ] {
        report.plain(format!("{name}, median"), quantile(durations, 0.5));
        report.plain(format!("{name}, p95"), quantile(durations, 0.95));
        report.plain(format!("{name}, max"), quantile(durations, 1.0));
    }
    for (name, share) in [("median", 0.5), ("p95", 0.95)] {
        let limit = quantile(&mut raw, share) + quantile(&mut transactions, share);
        report.against(
            format!("watch, announced to applied, {name}"),
            quantile(&mut took, share),
            "delivery + transaction",
            limit,
        );
    }
    let p95 = quantile(&mut took, 0.95);
    report.within("watch, announced to applied, p95", p95, "goal", GOAL, 1.0);
    report.against("watch, announced to applied, p95", p95, "contract", DELIVERY);
    let max = quantile(&mut took, 1.0);
    report.against("watch, announced to applied, max", max, "contract", DELIVERY);
    report.counted(format!("watch, lost of {}", announced.len()), lost as u64, 0);
    Ok(())
}

/// From a dropped connection to the next one, and to the first update that is in the
/// store again.
async fn reconnection(market: &Marketplace, watch: &mut Watch) -> anyhow::Result<(Duration, Duration)> {
    let mut announcer = Announcer::new(market);
    let dropped = Instant::now();
    market.sockets().drop_all();
    let heard = async {
        watch.until("disconnected", |line| line.is("disconnected")).await?;
        let connected = watch.until("connected", |line| line.is("connected")).await?;
        let applied = watch.until("an update", |line| line.is("applied")).await?;
        anyhow::Ok((connected.at - dropped, applied.at - dropped))
    };
    tokio::select! {
        heard = heard => heard,
        announced = announcer.announce(u32::MAX, A_SECOND_MEANWHILE) => {
            announced?;
            anyhow::bail!("there was no connection any more")
        }
    }
}

/// Measures; `skilldock` is the real command.
pub async fn measure(
    market: &Marketplace,
    skilldock: &Path,
    (runs, seconds): (usize, u32),
    report: &mut Report,
) -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let (mut connections, mut updates) = (Vec::new(), Vec::new());
    for run in 0..runs {
        // A new process each time: the pauses of one that lost its connection lately grow.
        let mut watch = Watch::start(skilldock, folder.path(), market)?;
        watch.until("connected", |line| line.is("connected")).await?;
        watch.until("a sync", Line::is_complete_sync).await?;
        if run == 0 {
            latency(market, &mut watch, seconds, report).await?;
        }
        let (connected, applied) = reconnection(market, &mut watch).await?;
        connections.push(connected);
        updates.push(applied);
        drop(watch);
        market.sockets().all_gone().await;
    }
    for (name, durations) in [("connected", connections), ("first applied", updates)] {
        report.against(
            format!("watch, dropped to {name}"),
            median(durations),
            "contract",
            RECONNECTION,
        );
    }
    Ok(())
}
