-- What the user would miss. Backed up before it is migrated, never rebuilt.

-- Values saved in the app, by variable.
CREATE TABLE setting (
    variable TEXT PRIMARY KEY,
    value    TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- What the window remembers: theme, last view, last query …
CREATE TABLE ui_state (
    key   TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE favourite (
    skill_id BLOB PRIMARY KEY,
    added_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Every sync of the last 30 days.
CREATE TABLE run (
    id         INTEGER PRIMARY KEY,
    trigger    TEXT    NOT NULL,
    started_at INTEGER NOT NULL,
    ended_at   INTEGER NOT NULL,
    outcome    TEXT    NOT NULL,
    -- Set where a complete listing confirmed the whole catalogue.
    confirmed_at INTEGER,
    -- The report as it was printed: JSON.
    report     TEXT    NOT NULL
) STRICT;
CREATE INDEX run_by_end ON run (ended_at);
