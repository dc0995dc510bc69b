//! `skilldock-marketplace`: the reference marketplace as a process.

mod cli;

use std::io::Write;
use std::process::ExitCode;

use anyhow::Context;
use clap::Parser;
use skilldock_marketplace::{Marketplace, read_history};

use cli::Cli;

fn main() -> ExitCode {
    tracing_subscriber::fmt()
        .with_env_filter(tracing_subscriber::EnvFilter::from_default_env())
        .with_writer(std::io::stderr)
        .init();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let outcome = runtime
        .context("no runtime")
        .and_then(|runtime| runtime.block_on(serve(Cli::parse())));
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Where standard error is closed there is nobody left to tell.
            writeln!(std::io::stderr(), "skilldock-marketplace: {error:#}").ok();
            ExitCode::FAILURE
        }
    }
}

async fn serve(cli: Cli) -> anyhow::Result<()> {
    let history = cli.history.as_deref().map(read_history).transpose()?;
    let market = cli.builder().start().await?;
    greet(&market)?;
    let replay = async {
        if let Some(events) = history {
            let played = market.replay(events).run(cli.speed).await?;
            tracing::info!(played, "the history is over");
        }
        // The server goes on when its history is over.
        std::future::pending::<anyhow::Result<()>>().await
    };
    tokio::select! {
        ended = replay => ended?,
        stopped = asked_to_stop() => stopped.context("cannot hear signals")?,
    }
    market.shutdown().await;
    Ok(())
}

/// One line of JSON: whoever started this reads it to know where it is.
fn greet(market: &Marketplace) -> anyhow::Result<()> {
    let line = serde_json::json!({ "url": market.url(), "ws_url": market.ws_url(), "token": market.token() });
    let mut out = std::io::stdout().lock();
    writeln!(out, "{line}")?;
    out.flush()?;
    Ok(())
}

#[cfg(unix)]
async fn asked_to_stop() -> std::io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    tokio::select! {
        pressed = tokio::signal::ctrl_c() => pressed,
        _ = terminate.recv() => Ok(()),
    }
}

#[cfg(not(unix))]
async fn asked_to_stop() -> std::io::Result<()> {
    tokio::signal::ctrl_c().await
}
