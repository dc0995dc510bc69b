//! What the stories of the wire are told with: a marketplace that speaks TLS, the file
//! of an authority, and a proxy.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use skilldock_marketplace::Marketplace;
use skilldock_marketplace::tls::{Authority, Certificate, Validity, Versions};
use tempfile::TempDir;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

use crate::skills;

/// Where the stories' marketplaces are: this machine.
pub const HERE: [&str; 2] = ["127.0.0.1", "localhost"];

/// An authority that no machine knows, and its certificate in a file.
pub struct Known {
    /// The authority.
    pub authority: Authority,
    folder: TempDir,
}

impl Known {
    /// A new one.
    pub fn new() -> Self {
        let authority = Authority::new("An authority of the stories").unwrap();
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("ca.pem"), authority.pem()).unwrap();
        Self { authority, folder }
    }

    /// The file with its certificate.
    pub fn file(&self) -> PathBuf {
        self.folder.path().join("ca.pem")
    }

    /// The folder of that file.
    pub fn folder(&self) -> PathBuf {
        self.folder.path().to_owned()
    }

    /// The same as a text.
    pub fn path(&self) -> String {
        self.file().display().to_string()
    }

    /// A good certificate for this machine.
    pub fn certificate(&self) -> Certificate {
        self.authority.issue(&HERE, Validity::Now).unwrap()
    }
}

impl Default for Known {
    fn default() -> Self {
        Self::new()
    }
}

/// The pin of a certificate's key.
pub fn pin(certificate: &Certificate) -> String {
    STANDARD.encode(certificate.key_digest())
}

/// A pin of a key that nobody has.
pub fn spare_pin() -> String {
    STANDARD.encode([7; 32])
}

/// A marketplace of five skills that serves with this certificate.
pub async fn safe_market(certificate: &Certificate, versions: Versions) -> Marketplace {
    Marketplace::builder()
        .skills(skills(5))
        .no_limits()
        .tls(certificate.serve(versions).unwrap())
        .start()
        .await
        .unwrap()
}

/// What a proxy does with whoever asks it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Manner {
    /// Lets everybody through.
    Open,
    /// Wants a name and a password: `me` and `sesame`.
    Password,
    /// Lets nobody through.
    Closed,
}

/// A proxy for CONNECT that takes everybody to one place, whatever they ask for. Dropping it ends it.
pub struct Proxy {
    address: SocketAddr,
    asked: Arc<Mutex<Vec<String>>>,
    _task: JoinSet<()>,
}

impl Proxy {
    /// A proxy that leads to `to`.
    pub async fn to(to: SocketAddr, manner: Manner) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let address = listener.local_addr().unwrap();
        let asked = Arc::new(Mutex::new(Vec::new()));
        let heard = Arc::clone(&asked);
        let mut task = JoinSet::new();
        task.spawn(async move {
            let mut open = JoinSet::new();
            while let Ok((stream, _)) = listener.accept().await {
                open.spawn(lead(stream, to, manner, Arc::clone(&heard)));
            }
        });
        Self {
            address,
            asked,
            _task: task,
        }
    }

    /// Its address.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The same, with a name and a password in it.
    pub fn url_with_password(&self) -> String {
        format!("http://me:sesame@{}", self.address)
    }

    /// The first line of everything it was asked.
    pub fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }
}

async fn lead(mut stream: TcpStream, to: SocketAddr, manner: Manner, asked: Arc<Mutex<Vec<String>>>) {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        match stream.read_u8().await {
            Ok(byte) if head.len() < 16_384 => head.push(byte),
            _ => return,
        }
    }
    let head = String::from_utf8_lossy(&head).into_owned();
    let line = head.lines().next().unwrap_or_default().to_owned();
    let is_tunnel = line.starts_with("CONNECT ");
    asked.lock().unwrap().push(line);
    let password = format!("Basic {}", STANDARD.encode("me:sesame"));
    let answer = match manner {
        _ if !is_tunnel => "405 Method Not Allowed",
        Manner::Closed => "403 Forbidden",
        Manner::Password if !head.contains(&password) => "407 Proxy Authentication Required",
        Manner::Open | Manner::Password => "200 Connection Established",
    };
    let said = stream.write_all(format!("HTTP/1.1 {answer}\r\n\r\n").as_bytes()).await;
    if said.is_err() || !answer.starts_with("200") {
        return;
    }
    if let Ok(mut there) = TcpStream::connect(to).await {
        // However it ends: the two ends notice by themselves.
        drop(copy_bidirectional(&mut stream, &mut there).await);
    }
}
