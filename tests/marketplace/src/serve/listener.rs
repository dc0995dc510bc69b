//! The port, and the connections that come in on it.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::body::Body;
use http::Request;
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;
use tokio_util::sync::{CancellationToken, DropGuard};
use tokio_util::task::TaskTracker;

use super::Wire;
use super::pipeline::App;

/// A port that is listened on. Dropping it stops listening and ends every connection.
#[derive(Debug)]
pub(crate) struct Listener {
    pub address: SocketAddr,
    stop: DropGuard,
    task: JoinHandle<()>,
}

impl Listener {
    /// Listens on an address.
    pub async fn bind(address: SocketAddr, app: Arc<App>, wire: Wire) -> std::io::Result<Self> {
        let listener = TcpListener::bind(address).await?;
        let address = listener.local_addr()?;
        let stop = CancellationToken::new();
        app.core.hub.go_up();
        let task = tokio::spawn(accept(listener, app, wire, stop.clone()));
        Ok(Self {
            address,
            stop: stop.drop_guard(),
            task,
        })
    }

    /// Stops, and returns when nothing of it is left.
    pub async fn shutdown(self) {
        drop(self.stop);
        if let Err(error) = self.task.await {
            tracing::error!(%error, "the listener did not end well");
        }
    }
}

async fn accept(listener: TcpListener, app: Arc<App>, wire: Wire, stop: CancellationToken) {
    let connections = TaskTracker::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => {
                    connections.spawn(connection(stream, Arc::clone(&app), wire.clone(), stop.clone()));
                }
                // Out of descriptors, or a connection that died before it was taken: the next may do better.
                Err(error) => {
                    tracing::warn!(%error, "a connection could not be accepted");
                    tokio::time::sleep(std::time::Duration::from_millis(20)).await;
                }
            },
            () = stop.cancelled() => break,
        }
    }
    drop(listener);
    // WebSockets have left their connection's task, so they are ended by themselves.
    app.core.hub.go_down();
    connections.close();
    connections.wait().await;
    app.core.hub.reaches(|open| *open == 0).await;
}

async fn connection(stream: TcpStream, app: Arc<App>, wire: Wire, stop: CancellationToken) {
    // Small answers must not wait for an acknowledgement (Nagle's algorithm): they would take 40 ms.
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(%error, "no TCP_NODELAY");
    }
    tokio::select! {
        () = wire.open(stream, app) => {}
        () = stop.cancelled() => {}
    }
}

/// HTTP/1.1 only: the faults are about connections, and a stream of HTTP/2 has none of its own.
pub(super) async fn serve(stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static, app: Arc<App>) {
    let service = service_fn(move |request: Request<Incoming>| {
        let app = Arc::clone(&app);
        async move { app.answer(request.map(Body::new)).await }
    });
    let served = hyper::server::conn::http1::Builder::new()
        .serve_connection(TokioIo::new(stream), service)
        .with_upgrades();
    if let Err(error) = served.await {
        tracing::debug!(%error, "a connection ended early");
    }
}
