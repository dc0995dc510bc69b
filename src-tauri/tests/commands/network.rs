//! Local-only mode opens no socket of a network: seen from outside, in the system calls of the
//! real program and of every process that it starts. D-Bus and the like are sockets of this
//! machine (`AF_UNIX`) and allowed.
#![cfg(target_os = "linux")]

use std::path::Path;
use std::process::Command;

use crate::desk::{Desk, USAGE, id};

/// The address families of the sockets that the program opened, with the call in full.
fn sockets(desk: &Desk, words: &[&str]) -> Vec<String> {
    let trace = desk.path("trace");
    let mut command = Command::new("strace");
    command
        .args(["-f", "--seccomp-bpf", "-qq", "-e", "trace=network", "-o"])
        .arg(&trace);
    let said = desk.run_by(command, words);
    assert!(said.status < 70 && said.status != USAGE, "{words:?}: {said:?}");
    of_a_network(&trace)
}

fn of_a_network(trace: &Path) -> Vec<String> {
    let text = std::fs::read_to_string(trace).expect("strace writes what it saw: is it installed?");
    text.lines()
        // Not what the kernel answers about its own routes over a netlink socket, which names families too.
        .filter(|line| {
            ["socket(AF_INET", "socket(AF_PACKET", "sa_family=AF_INET"]
                .iter()
                .any(|made| line.contains(made))
        })
        .map(str::to_owned)
        .collect()
}

/// What each command does in local-only mode, except those that only print help.
fn commands() -> Vec<Vec<String>> {
    let first = id(1);
    let lines = [
        "status",
        "sync",
        "sync --dry-run",
        "sync --only ratings",
        "search skill",
        "categories",
        &format!("show {first}"),
        &format!("rate {first} 4"),
        "ratings",
        &format!("ratings retry {first}"),
        &format!("ratings discard {first}"),
        "conflicts",
        "config",
        "token test",
        "token rotate",
        "token forget",
        "watch --for 2",
    ];
    lines
        .iter()
        .map(|line| line.split(' ').map(str::to_owned).collect())
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn no_command_opens_a_socket_of_a_network_in_local_only_mode() {
    let desk = Desk::synced().await.with("ATOM_SAAS_ENABLED", "false");
    desk.market.recorded().clear();
    for words in commands() {
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let seen = sockets(&desk, &words);
        assert!(seen.is_empty(), "{words:?} opened {seen:?}");
    }
    assert_eq!(desk.market.recorded().count(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_look_sees_the_sockets_of_a_program_that_may_connect() {
    let desk = Desk::synced().await;
    for words in [&["sync"][..], &["token", "test"], &["watch", "--for", "2"]] {
        assert!(!sockets(&desk, words).is_empty(), "{words:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_name_is_looked_up_in_local_only_mode() {
    let desk = Desk::new()
        .await
        .with("ATOM_SAAS_API_URL", "https://marketplace.invalid")
        .with("ATOM_SAAS_ENABLED", "false");
    for words in [&["sync"][..], &["status"], &["token", "test"], &["watch", "--for", "2"]] {
        let seen = sockets(&desk, words);
        assert!(seen.is_empty(), "{words:?} opened {seen:?}");
    }
    let desk = desk.with("ATOM_SAAS_ENABLED", "true");
    assert!(
        !sockets(&desk, &["sync"]).is_empty(),
        "the look-up is seen where there is one"
    );
}
