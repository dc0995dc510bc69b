-- The user's own copies, conflicts, ratings, and facts that outlive the program.

-- The user's copy of a skill: an edit of the marketplace's, or a skill of their own.
CREATE TABLE local_skill (
    skill_id   BLOB    PRIMARY KEY,
    raw        TEXT    NOT NULL,
    -- The marketplace's copy the changes started from: the common ancestor of a merge.
    -- NULL where none is known (contract, section 6).
    base       TEXT,
    -- 1 where the marketplace had it and has it no longer: the copy stays and says so.
    gone       INTEGER NOT NULL DEFAULT 0,
    created_at INTEGER NOT NULL,
    -- The edit's own time, our clock, milliseconds; `updated_at` in raw stays the marketplace's.
    edited_at  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Conflicts, waiting and resolved. A number is never used again.
CREATE TABLE conflict (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    skill_id    BLOB    NOT NULL,
    -- 'skill' or 'rating'.
    subject     TEXT    NOT NULL DEFAULT 'skill',
    -- The contract's words, section 6.
    type        TEXT    NOT NULL,
    severity    TEXT    NOT NULL,
    base        TEXT,
    local       TEXT    NOT NULL,
    -- NULL where the marketplace no longer has the skill.
    remote      TEXT,
    detected_at INTEGER NOT NULL,
    -- When its sides last changed.
    changed_at  INTEGER NOT NULL,
    -- NULL while it waits: then a person decides, whatever the strategy says.
    resolved_at INTEGER
) STRICT;
CREATE UNIQUE INDEX conflict_waiting ON conflict (skill_id, subject) WHERE resolved_at IS NULL;
CREATE INDEX conflict_by_skill ON conflict (skill_id);

-- Every resolution, with what went in and what came out, so that it can be undone.
CREATE TABLE resolution (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    conflict_id INTEGER NOT NULL REFERENCES conflict (id),
    type        TEXT    NOT NULL,
    severity    TEXT    NOT NULL,
    -- The strategy's name, or 'manual' where a person picked by field.
    strategy    TEXT    NOT NULL,
    -- 'strategy' where Skilldock did it by itself, 'user' where a person did.
    resolved_by TEXT    NOT NULL,
    resolved_at INTEGER NOT NULL,
    base        TEXT,
    local       TEXT    NOT NULL,
    remote      TEXT,
    -- What the user's copy became; NULL where it is the marketplace's copy.
    result      TEXT,
    undone_at   INTEGER
) STRICT;
CREATE INDEX resolution_by_conflict ON resolution (conflict_id);

-- The user's ratings: stored first, then uploaded (contract, section 5).
CREATE TABLE rating (
    skill_id     BLOB    PRIMARY KEY,
    stars        INTEGER NOT NULL CHECK (stars BETWEEN 1 AND 5),
    comment      TEXT,
    -- 'waiting', 'sent', 'failed' or 'not_accepted'; 'discarded' while it is not known
    -- whether the marketplace has what was taken away here.
    state        TEXT    NOT NULL,
    -- Rises with every change made here: an answer to an earlier upload cannot mark a
    -- later rating as sent.
    revision     INTEGER NOT NULL,
    -- Uploads tried of this revision, and syncs that failed at it.
    attempts     INTEGER NOT NULL DEFAULT 0,
    failed_syncs INTEGER NOT NULL DEFAULT 0,
    -- Why the last try failed: a problem as JSON.
    last_error   TEXT,
    created_at   INTEGER NOT NULL,
    -- Our clock: when it was last changed here.
    updated_at   INTEGER NOT NULL,
    tried_at     INTEGER,
    -- Not to be tried before then (PUT is asked for again after a day).
    not_before   INTEGER,
    -- What the marketplace has of mine, as far as an answer said so: what the shown
    -- average is moved from. Its time is the marketplace's, microseconds.
    known_stars   INTEGER,
    known_comment TEXT,
    known_at      INTEGER,
    -- Uploads that left and were not answered, with when: the marketplace may have them. JSON.
    uploads       TEXT NOT NULL DEFAULT '[]'
) STRICT, WITHOUT ROWID;
CREATE INDEX rating_by_state ON rating (state, updated_at);

-- Facts of the program itself: the socket's state, this installation's identity …
CREATE TABLE fact (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
