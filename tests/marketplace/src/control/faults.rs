//! Faults, hooks and gates.

use std::time::Duration;

use axum::Json;
use http::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};

use super::Market;
use crate::api::{ApiError, Body, Path, UrlQuery};
use crate::event::Event;
use crate::faults::{Fault, RuleId, Stage, When};

#[derive(Deserialize)]
pub(super) struct NewFault {
    #[serde(default)]
    when: When,
    fault: Fault,
}

pub(super) async fn add(market: Market, Body(new): Body<NewFault>) -> (StatusCode, Json<Value>) {
    created(market.faults.on(new.when, new.fault))
}

pub(super) async fn list(market: Market) -> Json<Value> {
    Json(json!({ "faults": market.faults.listed() }))
}

pub(super) async fn clear(market: Market) -> StatusCode {
    market.faults.clear();
    StatusCode::NO_CONTENT
}

/// Takes away a fault, a hook or a gate.
pub(super) async fn remove(market: Market, Path(id): Path<RuleId>) -> Result<StatusCode, ApiError> {
    if market.faults.remove(id) {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(gone())
    }
}

#[derive(Deserialize)]
pub(super) struct NewHook {
    #[serde(default)]
    when: When,
    events: Vec<Event>,
}

pub(super) async fn add_hook(market: Market, Body(new): Body<NewHook>) -> (StatusCode, Json<Value>) {
    created(market.faults.after_apply(new.when, new.events))
}

#[derive(Deserialize)]
pub(super) struct NewGate {
    #[serde(default)]
    when: When,
    /// `arrival` (the default) or `answer`.
    #[serde(default)]
    stage: Stage,
}

pub(super) async fn add_gate(market: Market, Body(new): Body<NewGate>) -> (StatusCode, Json<Value>) {
    created(market.faults.put_gate(new.when, new.stage).0)
}

#[derive(Deserialize)]
pub(super) struct Patience {
    /// Wait until so many are held…
    #[serde(default)]
    at_least: usize,
    /// …but not longer than this.
    #[serde(default)]
    within_ms: u64,
}

/// How many requests a gate holds, perhaps after waiting for them.
pub(super) async fn gate(
    market: Market,
    Path(id): Path<RuleId>,
    UrlQuery(patience): UrlQuery<Patience>,
) -> Result<Json<Value>, ApiError> {
    let barrier = market.faults.barrier(id).ok_or_else(gone)?;
    let wait = barrier.until_waiting(patience.at_least);
    // Not there in time is an answer too: the number says so.
    tokio::time::timeout(Duration::from_millis(patience.within_ms), wait)
        .await
        .ok();
    Ok(Json(json!({ "held": barrier.waiting() })))
}

#[derive(Deserialize)]
pub(super) struct Release {
    /// So many go on, and the gate stays.
    count: usize,
}

pub(super) async fn release(
    market: Market,
    Path(id): Path<RuleId>,
    Body(asked): Body<Release>,
) -> Result<StatusCode, ApiError> {
    market.faults.barrier(id).ok_or_else(gone)?.pass(asked.count);
    Ok(StatusCode::NO_CONTENT)
}

fn created(id: RuleId) -> (StatusCode, Json<Value>) {
    (StatusCode::CREATED, Json(json!({ "id": id })))
}

fn gone() -> ApiError {
    ApiError::not_found("there is nothing of that number")
}
