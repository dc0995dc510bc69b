//! One request, from arrival to answer.

use std::future::pending;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::response::{IntoResponse, Response};
use http::request::Parts;
use http::{Request, StatusCode, header};
use tower::ServiceExt;

use super::body::{self, ReadBody};
use super::gatekeeper::{self, Admission};
use super::misbehave;
use crate::api::{self, ApiError, PagesKnown};
use crate::core::Core;
use crate::faults::{Kind, Stage, Target, counted, page_of};
use crate::metrics::ListingSeen;
use crate::record::RequestLog;

/// The connection is closed instead of an answer.
#[derive(Debug, thiserror::Error)]
#[error("the connection is closed on purpose")]
pub(crate) struct Closed;

/// Everything that answers requests.
#[derive(Debug)]
pub(crate) struct App {
    pub core: Arc<Core>,
    api: Router,
    control: Option<Router>,
}

impl App {
    pub fn new(core: Arc<Core>, control: Option<Router>) -> Self {
        let api = api::router(Arc::clone(&core));
        Self { core, api, control }
    }

    /// Answers a request, or closes its connection.
    pub async fn answer(&self, request: Request<Body>) -> Result<Response, Closed> {
        if let Some(control) = self
            .control
            .as_ref()
            .filter(|_| request.uri().path().starts_with("/__control"))
        {
            return Ok(run(control, request).await);
        }
        let (parts, body) = request.into_parts();
        let body = body::read(body).await;
        let bytes = body.bytes();
        let log = self
            .core
            .recorded
            .request(&parts, &bytes, gatekeeper::is_authorized(&self.core, &parts));
        let facts = Facts::of(&parts);

        let plan = self.core.faults.plan(&facts.target(&bytes));
        for gate in plan.barriers.iter().filter(|gate| gate.stage == Stage::Arrival) {
            gate.wait().await;
        }
        let kind = match &plan.fault {
            Some((id, fault)) => {
                log.fault(id.number());
                tokio::time::sleep(fault.delay).await;
                fault.kind.clone()
            }
            None => Kind::Pass,
        };
        let (mut response, admission) = match &kind {
            Kind::Close => return Err(Closed),
            Kind::Hang => pending().await,
            kind => match misbehave::instead(kind) {
                Some(response) => (response, None),
                None => self.call(parts, body, misbehave::needs_plain_answer(kind)).await,
            },
        };
        for hook in &plan.hooks {
            (hook.0)(&self.core.catalogue);
        }
        for gate in plan.barriers.iter().filter(|gate| gate.stage == Stage::Answer) {
            gate.wait().await;
        }
        if let Kind::LoseAnswer = kind {
            return Err(Closed);
        }
        response = misbehave::bend(&kind, response, &self.core.catalogue).await;
        if let Some((_, fault)) = &plan.fault {
            misbehave::finish(fault, &mut response);
        }
        self.account(&facts, &response, admission.as_ref(), &log);
        Ok(response.map(|body| counted(body, log, admission.and_then(|admission| admission.take_seat()))))
    }

    /// Lets the caller in and makes the call.
    async fn call(&self, mut parts: Parts, body: ReadBody, plain: bool) -> (Response, Option<Admission>) {
        let admission = match gatekeeper::admit(&self.core, &parts) {
            Ok(admission) => admission,
            Err(refusal) => return (refusal.into_response(), None),
        };
        let body = match body {
            ReadBody::Whole(bytes) => Body::from(bytes),
            ReadBody::TooLarge => {
                let refusal = ApiError::new(StatusCode::PAYLOAD_TOO_LARGE, "the body has more than 1 MiB");
                return (refusal.into_response(), admission);
            }
            ReadBody::Broken => {
                return (ApiError::bad_request("the body ended early").into_response(), admission);
            }
        };
        if plain || !self.core.settings().compression {
            parts.headers.remove(header::ACCEPT_ENCODING);
        }
        if plain {
            parts.headers.remove(header::IF_NONE_MATCH);
        }
        if let Some(admission) = &admission {
            parts.extensions.insert(admission.clone());
        }
        (run(&self.api, Request::from_parts(parts, body)).await, admission)
    }

    /// Writes an answer into record and metrics.
    fn account(&self, facts: &Facts, response: &Response, admission: Option<&Admission>, log: &RequestLog) {
        let status = response.status().as_u16();
        log.answered(status);
        let metrics = &self.core.metrics;
        metrics.request(facts.endpoint, &facts.method, status, log.elapsed());
        if let Some(admission) = admission.filter(|_| facts.is_whole_listing()) {
            let total_pages = response
                .extensions()
                .get::<PagesKnown>()
                .filter(|_| status == 200)
                .map(|pages| pages.0);
            let page = page_of(&facts.query);
            metrics.listing(ListingSeen {
                instance_id: &admission.instance_id,
                page,
                total_pages,
                status,
            });
        }
    }
}

/// What is remembered of a request after it has been given away.
struct Facts {
    method: http::Method,
    path: String,
    query: String,
    endpoint: &'static str,
}

impl Facts {
    fn of(parts: &Parts) -> Self {
        let path = parts.uri.path().to_owned();
        Self {
            method: parts.method.clone(),
            endpoint: endpoint(&path),
            path,
            query: parts.uri.query().unwrap_or_default().to_owned(),
        }
    }

    fn target<'a>(&'a self, body: &'a [u8]) -> Target<'a> {
        Target {
            method: self.method.as_str(),
            path: &self.path,
            query: &self.query,
            body,
        }
    }

    fn is_whole_listing(&self) -> bool {
        self.method == http::Method::GET
            && self.endpoint == "/api/v1/skills"
            && !self
                .query
                .split('&')
                .any(|pair| pair.starts_with("query=") || pair.starts_with("category="))
    }
}

/// The path's template, for the metrics: labels must not grow with ids.
fn endpoint(path: &str) -> &'static str {
    let steps: Vec<&str> = path.trim_start_matches('/').split('/').collect();
    match steps.as_slice() {
        ["api", "v1", "skills"] => "/api/v1/skills",
        ["api", "v1", "skills", _] => "/api/v1/skills/{skill_id}",
        ["api", "v1", "skills", _, "install"] => "/api/v1/skills/{skill_id}/install",
        ["api", "v1", "categories"] => "/api/v1/categories",
        ["api", "v1", "ratings"] => "/api/v1/ratings",
        ["api", "v1", "tokens"] => "/api/v1/tokens",
        ["api", "v1", "tokens", _] => "/api/v1/tokens/{token}",
        ["health"] => "/health",
        ["metrics"] => "/metrics",
        ["ws"] => "/ws",
        ["openapi.json"] => "/openapi.json",
        _ => "other",
    }
}

async fn run(router: &Router, request: Request<Body>) -> Response {
    match router.clone().oneshot(request).await {
        Ok(response) => response,
        Err(never) => match never {},
    }
}
