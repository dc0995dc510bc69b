//! A raw client: no retries, no decompression, no redirects, nothing that would hide what the server did.

use std::sync::Once;
use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use reqwest::{Method, RequestBuilder, Response, StatusCode};
use serde_json::{Value, json};
use skilldock_marketplace::{Builder, Marketplace};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream};

/// Far longer than anything here takes; a test that waits so long has failed.
pub const PATIENCE: Duration = Duration::from_secs(10);

/// A client of one marketplace.
pub struct Client {
    http: reqwest::Client,
    url: String,
    ws_url: String,
    token: String,
}

impl Client {
    pub fn of(market: &Marketplace) -> Self {
        Self::at(&market.url(), &market.ws_url(), market.token())
    }

    pub fn at(url: &str, ws_url: &str, token: &str) -> Self {
        static PROVIDER: Once = Once::new();
        // Plain http needs no TLS, but the client will not be built without a provider of it.
        PROVIDER.call_once(|| drop(rustls::crypto::ring::default_provider().install_default()));
        let http = reqwest::Client::builder()
            .no_gzip()
            .no_brotli()
            .no_zstd()
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none())
            .timeout(PATIENCE)
            .build()
            .unwrap();
        Self {
            http,
            url: url.to_owned(),
            ws_url: ws_url.to_owned(),
            token: token.to_owned(),
        }
    }

    pub fn with_token(&self, token: &str) -> Self {
        Self {
            http: self.http.clone(),
            url: self.url.clone(),
            ws_url: self.ws_url.clone(),
            token: token.to_owned(),
        }
    }

    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.http
            .request(method, format!("{}{path}", self.url))
            .bearer_auth(&self.token)
    }

    /// Without a token.
    pub fn stranger(&self, method: Method, path: &str) -> RequestBuilder {
        self.http.request(method, format!("{}{path}", self.url))
    }

    pub async fn get(&self, path: &str) -> Response {
        self.request(Method::GET, path).send().await.unwrap()
    }

    pub async fn get_json(&self, path: &str) -> Value {
        json_of(self.get(path).await).await.1
    }

    pub async fn send(&self, method: Method, path: &str, body: &Value) -> (StatusCode, Value) {
        json_of(self.request(method, path).json(body).send().await.unwrap()).await
    }

    pub async fn post(&self, path: &str, body: &Value) -> (StatusCode, Value) {
        self.send(Method::POST, path, body).await
    }

    /// Ids of one page of the listing.
    pub async fn page_ids(&self, query: &str) -> Vec<String> {
        ids(&self.get_json(&format!("/api/v1/skills?{query}")).await)
    }

    pub async fn socket(&self) -> Socket {
        Socket(tokio_tungstenite::connect_async(self.socket_url()).await.unwrap().0)
    }

    pub fn socket_url(&self) -> String {
        format!("{}?token={}", self.ws_url, self.token)
    }

    /// The status a WebSocket is refused with, and the header that says when to come back.
    pub async fn refused_socket(&self) -> (u16, Option<String>) {
        match tokio_tungstenite::connect_async(self.socket_url()).await {
            Err(tokio_tungstenite::tungstenite::Error::Http(response)) => {
                let retry_after = response
                    .headers()
                    .get("retry-after")
                    .map(|value| value.to_str().unwrap().to_owned());
                (response.status().as_u16(), retry_after)
            }
            other => panic!("not refused: {other:?}"),
        }
    }
}

/// A live connection.
pub struct Socket(pub WebSocketStream<MaybeTlsStream<TcpStream>>);

impl Socket {
    /// The next message, whatever it is; `None` when the connection is over.
    pub async fn next(&mut self) -> Option<Message> {
        tokio::time::timeout(PATIENCE, self.0.next())
            .await
            .expect("nothing came")
            .and_then(Result::ok)
    }

    /// The next text frame, as JSON.
    pub async fn frame(&mut self) -> Value {
        loop {
            match self.next().await {
                Some(Message::Text(text)) => return serde_json::from_str(&text).unwrap(),
                Some(_) => {}
                None => panic!("the connection is over"),
            }
        }
    }

    /// The next text frame of a type.
    pub async fn frame_of(&mut self, kind: &str) -> Value {
        loop {
            let frame = self.frame().await;
            if frame["type"] == kind {
                return frame;
            }
        }
    }

    /// Whether nothing comes for a while.
    pub async fn is_quiet_for(&mut self, time: Duration) -> bool {
        tokio::time::timeout(time, self.0.next()).await.is_err()
    }

    pub async fn say(&mut self, message: Message) {
        self.0.send(message).await.unwrap();
    }
}

pub async fn json_of(response: Response) -> (StatusCode, Value) {
    (response.status(), response.json().await.expect("a JSON body"))
}

pub fn ids(page: &Value) -> Vec<String> {
    page["skills"]
        .as_array()
        .unwrap()
        .iter()
        .map(|skill| skill["skill_id"].as_str().unwrap().to_owned())
        .collect()
}

/// An id for the nth skill of a test.
pub fn id(n: u32) -> String {
    format!("00000000-0000-4000-8000-{n:012}")
}

pub fn skill(n: u32) -> Value {
    json!({ "skill_id": id(n), "name": format!("Skill {n}"), "category": "tests", "average_rating": 0.0, "rating_count": 0 })
}

/// So many small skills, and no limits.
pub fn with_skills(count: u32) -> Builder {
    Marketplace::builder().no_limits().skills((1..=count).map(skill))
}

pub async fn market_of(builder: Builder) -> (Marketplace, Client) {
    let market = builder.start().await.unwrap();
    let client = Client::of(&market);
    (market, client)
}

pub fn rating(skill: u32, stars: u8, user: &str) -> Value {
    json!({ "skill_id": id(skill), "rating": stars, "user_id": format!("sha256:{user}") })
}
