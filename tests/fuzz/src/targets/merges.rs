//! Codes that two people changed.

use std::collections::BTreeMap;

use skilldock_engine::conflict::Pick;
use skilldock_engine::conflict::code;

use super::texts;
use crate::Target;

pub const MERGES: Target = Target {
    name: "merges",
    what: "three codes with a zero byte between them: before, here, there",
    run: |bytes| {
        let text = String::from_utf8_lossy(bytes);
        let mut codes = text.split('\0');
        let (Some(base), Some(local), Some(remote)) = (codes.next(), codes.next(), codes.next()) else {
            return;
        };
        let base = (base != "-").then_some(base);
        let merged = code::merge(base, local, remote);
        if local == remote {
            assert_eq!(merged.text.as_deref(), Some(local), "what both made is that");
        } else if base == Some(local) {
            assert_eq!(
                merged.text.as_deref(),
                Some(remote),
                "who changed nothing takes the other's"
            );
        } else if base == Some(remote) {
            assert_eq!(
                merged.text.as_deref(),
                Some(local),
                "who changed nothing takes the other's"
            );
        }
        let hunks: Vec<String> = code::pieces(base, local, remote)
            .into_iter()
            .filter_map(|piece| match piece {
                code::Piece::Same(_) => None,
                code::Piece::Hunk(hunk) => Some(hunk.key),
            })
            .collect();
        for (side, whole) in [(Pick::Local, local), (Pick::Remote, remote)] {
            let picks: BTreeMap<String, Pick> = hunks.iter().map(|key| (key.clone(), side)).collect();
            let composed = code::compose(base, local, remote, &picks);
            assert_eq!(composed.text, whole, "all of one side is that side to the letter");
            assert!(composed.open.is_empty(), "nothing is left to decide");
        }
    },
    seeds: || {
        texts(&[
            "a\nb\nc\n\0a\nB\nc\n\0a\nb\nC\n",
            "-\0a\nb\n\0a\nc\n",
            "import os\n\nprint(1)\n\0import os\nimport sys\n\nprint(1)\n\0import os\n\nprint(2)\n",
            "x\0x\r\n\0x",
            "a\na\na\n\0a\na\n\0a\na\na\na\n",
        ])
    },
    words: &["\n", "\r\n", "\0", "a\n", "b\n", "}\n", "<<<<<<<", "=======\n"],
};
