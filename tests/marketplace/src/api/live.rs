//! `GET /ws`: the way into [`crate::live`].

use axum::Extension;
use axum::extract::ws::WebSocketUpgrade;
use axum::extract::ws::rejection::WebSocketUpgradeRejection;
use axum::response::Response;

use super::Market;
use super::error::ApiError;
use crate::live::{self, Accounts};
use crate::serve::Admission;

/// The largest message a client may send.
const LARGEST_MESSAGE: usize = 1 << 20;

pub(super) async fn upgrade(
    market: Market,
    Extension(admission): Extension<Admission>,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Result<Response, ApiError> {
    let upgrade = upgrade.map_err(|rejection| ApiError::new(rejection.status(), rejection.body_text()))?;
    let hub = market.hub.clone();
    let settings = market.settings();
    let recorded = market.recorded.clone();
    // Taken now, not when the upgrade is done: what is left with the admission ends with the answer.
    let seat = admission.take_seat();
    Ok(upgrade
        .max_message_size(LARGEST_MESSAGE)
        .on_upgrade(move |socket| async move {
            let log = recorded.socket(&admission.instance_id);
            let plugged = hub.plug_in(&admission.token);
            let accounts = Accounts { seat, log, settings };
            live::run(socket, hub, plugged, accounts).await;
        }))
}
