//! The one line on what is going on, in words. What it says is decided in the engine, so
//! that the window and the tray say the same.

use skilldock_engine::status::Situation;

/// What is going on, in one sentence: the same that the window says.
pub fn words(situation: &Situation) -> String {
    let plain = match situation {
        Situation::Syncing {
            done,
            total: Some(total),
            ..
        } => return format!("Syncing {done} of {total}."),
        Situation::Syncing { .. } => "Syncing.",
        Situation::Waiting { until } => return format!("The sync waits for the marketplace until {until}."),
        Situation::TokenRejected {} => "The marketplace does not accept the token.",
        Situation::LocalOnly {} => "Local only: nothing is sent or fetched.",
        Situation::Offline {} => "Offline: the marketplace cannot be reached.",
        Situation::NeedsYou { token: true, .. } => "There is no token for the marketplace.",
        Situation::NeedsYou {
            conflicts,
            ratings,
            held,
            ..
        } => {
            return needs_you(*conflicts, *ratings, *held);
        }
        Situation::Paused {} => "Paused.",
        Situation::Reconnecting {} => "Connecting again.",
        Situation::Error { partial: true, .. } => "The last sync is incomplete.",
        Situation::Error { .. } => "The last sync failed.",
        Situation::Never {} => "Nothing has been synced yet.",
        Situation::UpToDate { live: true } => "Live. Everything is up to date.",
        Situation::UpToDate { .. } => "Everything is up to date.",
    };
    plain.to_owned()
}

fn needs_you(conflicts: u32, ratings: u32, held: u32) -> String {
    let many = |count: u32, one: &str, more: &str| {
        (count > 0).then(|| format!("{count} {}", if count == 1 { one } else { more }))
    };
    let parts: Vec<String> = [
        many(conflicts, "conflict", "conflicts"),
        many(ratings, "rating that failed", "ratings that failed"),
        many(held, "removal", "removals"),
    ]
    .into_iter()
    .flatten()
    .collect();
    format!("Waiting for you: {}.", parts.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_waits_is_counted_by_kind() {
        let waits = |conflicts, ratings, held| {
            words(&Situation::NeedsYou {
                conflicts,
                ratings,
                held,
                token: false,
            })
        };
        assert_eq!(waits(1, 0, 0), "Waiting for you: 1 conflict.");
        assert_eq!(
            waits(6, 1, 21),
            "Waiting for you: 6 conflicts, 1 rating that failed, 21 removals."
        );
    }
}
