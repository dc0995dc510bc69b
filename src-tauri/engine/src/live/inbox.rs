//! Accepted updates on their way to the store, in the order they came.

use std::collections::VecDeque;
use std::sync::Arc;

use parking_lot::Mutex;
use tokio::sync::Notify;

use super::Update;
use crate::config::WsUrl;

/// Updates that may wait: at a hundred a second more than a minute and a half, at 1 MB
/// each more memory than the store will ever be late by.
const ROOM: usize = 10_000;
/// Bytes that may wait.
const BYTES: usize = 256 << 20;

/// An update and the socket it came by.
#[derive(Debug, Clone)]
pub(crate) struct Pushed {
    /// Where it came from: another marketplace's is not mixed in.
    pub from: Arc<WsUrl>,
    /// What it says.
    pub update: Update,
}

impl Pushed {
    fn bytes(&self) -> usize {
        match &self.update {
            Update::Skill { data, .. } | Update::Category { data, .. } => data.get().len(),
            Update::Rating { .. } | Update::Delete { .. } => 0,
        }
    }
}

/// What waits.
#[derive(Debug, Default)]
pub(crate) struct Inbox {
    waiting: Mutex<(VecDeque<Pushed>, usize)>,
    came: Notify,
}

impl Inbox {
    /// Takes an update in; false where there is no room for it.
    pub(crate) fn push(&self, pushed: Pushed) -> bool {
        let bytes = pushed.bytes();
        let mut waiting = self.waiting.lock();
        if waiting.0.len() >= ROOM || waiting.1 + bytes > BYTES {
            return false;
        }
        waiting.1 += bytes;
        waiting.0.push_back(pushed);
        drop(waiting);
        self.came.notify_one();
        true
    }

    /// Waits for something, and takes up to `most`.
    pub(crate) async fn take(&self, most: usize) -> Vec<Pushed> {
        loop {
            let taken = self.take_now(most);
            if !taken.is_empty() {
                return taken;
            }
            self.came.notified().await;
        }
    }

    /// Takes up to `most` of what is there.
    pub(crate) fn take_now(&self, most: usize) -> Vec<Pushed> {
        let mut waiting = self.waiting.lock();
        let count = waiting.0.len().min(most);
        let taken: Vec<_> = waiting.0.drain(..count).collect();
        waiting.1 -= taken.iter().map(Pushed::bytes).sum::<usize>();
        taken
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::live::frame::{self, Message};

    #[test]
    fn there_is_room_for_so_many_and_no_more_and_their_order_stays() {
        let inbox = Inbox::default();
        let from: Arc<WsUrl> = Arc::new("ws://127.0.0.1:9/ws".parse().unwrap());
        let push = |number: usize| {
            let frame =
                format!(r#"{{"type":"skill_delete","data":{{"skill_id":"00000000-0000-4000-8000-{number:012}"}}}}"#);
            match frame::read(frame.as_bytes()) {
                Ok(Message::Update(update)) => inbox.push(Pushed {
                    from: Arc::clone(&from),
                    update,
                }),
                other => panic!("{other:?}"),
            }
        };
        assert!((0..ROOM).all(push));
        assert!(!push(ROOM), "there is no room for one more");
        let first = inbox.take_now(256);
        assert_eq!(first.len(), 256);
        let ids: Vec<_> = first.iter().filter_map(|pushed| pushed.update.skill()).collect();
        assert!(ids.is_sorted());
        assert!(push(ROOM), "and then there is");
    }
}
