//! The binary, as another program would use it.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use reqwest::{Method, StatusCode};
use serde_json::Value;

use crate::client::{Client, rating};

/// A process that ends with the test.
struct Process(Child);

impl Drop for Process {
    fn drop(&mut self) {
        // It may have ended already.
        self.0.kill().ok();
        self.0.wait().ok();
    }
}

fn start(args: &[&str]) -> (Process, Value) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_skilldock-marketplace"))
        .args(args)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap())
        .read_line(&mut line)
        .unwrap();
    (Process(child), serde_json::from_str(&line).unwrap())
}

fn client(greeting: &Value) -> Client {
    let text = |field: &str| greeting[field].as_str().unwrap();
    Client::at(text("url"), text("ws_url"), text("token"))
}

#[tokio::test]
async fn its_first_line_says_where_it_is() {
    let (_process, greeting) = start(&["--skills", "12", "--token", "chosen-token"]);
    assert_eq!(greeting["token"], "chosen-token");
    let client = client(&greeting);
    assert_eq!(client.page_ids("").await.len(), 12);
    client.socket().await;
    assert_eq!(client.get("/__control/faults").await.status(), StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn its_switches_do_what_they_say() {
    let (_process, greeting) = start(&[
        "--skills",
        "3",
        "--control",
        "--no-rate-limit",
        "--no-etag",
        "--no-put",
        "--no-install",
    ]);
    let client = client(&greeting);
    let mut statuses = Vec::new();
    for _ in 0..110 {
        statuses.push(client.get("/api/v1/skills").await);
    }
    assert!(
        statuses
            .iter()
            .all(|answer| answer.status() == StatusCode::OK && !answer.headers().contains_key("etag"))
    );
    assert_eq!(
        client.send(Method::PUT, "/api/v1/ratings", &rating(1, 1, "me")).await.0,
        StatusCode::METHOD_NOT_ALLOWED
    );
    assert_eq!(client.get("/__control/faults").await.status(), StatusCode::OK);
}

#[cfg(unix)]
#[tokio::test]
async fn it_stops_when_asked_to() {
    let (mut process, _) = start(&["--demo"]);
    let pid = process.0.id().to_string();
    assert!(Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
    assert!(process.0.wait().unwrap().success());
}
