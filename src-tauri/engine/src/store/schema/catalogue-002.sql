-- Live updates and the user's own copies.

-- When a live update last touched this copy, by our clock (milliseconds since 1970); 0: only listings did.
ALTER TABLE skill ADD COLUMN live_at INTEGER NOT NULL DEFAULT 0;
-- Where that update named no updated_at: its arrival, for which it counts (contract, section 3), by the
-- marketplace's clock, microseconds; else 0.
ALTER TABLE skill ADD COLUMN unstamped INTEGER NOT NULL DEFAULT 0;
-- The marketplace's time of the rating figures, where a rating_update brought them (microseconds); else 0.
ALTER TABLE skill ADD COLUMN figures_at INTEGER NOT NULL DEFAULT 0;

-- What the marketplace has of a skill of which the user has a copy of their own: the
-- rows of `skill` are then the user's copy, so that lists, filters and searches are over
-- what the user sees. Made again from user.local_skill when this file is new.
CREATE TABLE mirror (
    skill_id    BLOB    PRIMARY KEY,
    -- xxh3 of user.local_skill.raw as `skill` shows it: two files are not committed at one moment, and
    -- what differs after a crash is shown again.
    shown       INTEGER NOT NULL,
    -- The object as it came; NULL where the marketplace does not have the skill.
    raw         TEXT,
    digest      INTEGER NOT NULL DEFAULT 0,
    updated_at  INTEGER NOT NULL DEFAULT 0,
    live_at     INTEGER NOT NULL DEFAULT 0,
    unstamped   INTEGER NOT NULL DEFAULT 0,
    figures_at  INTEGER NOT NULL DEFAULT 0,
    received_at INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

-- Skills that a live update deleted: an update of before that comes late does not bring
-- them back (contract, section 3).
CREATE TABLE tombstone (
    skill_id   BLOB    PRIMARY KEY,
    -- The marketplace's time of it, microseconds; its arrival where it named none.
    deleted_at INTEGER NOT NULL,
    -- Our clock, milliseconds.
    arrived_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX tombstone_by_arrival ON tombstone (arrived_at);

-- When the listing that is being read was begun, our clock, milliseconds; NULL where none is.
ALTER TABLE meta ADD COLUMN reading_since INTEGER;
-- Live updates that came since then, in their order. Each page of the listing may have been cut
-- before or after any of them: they are applied once more when it is made the current one.
CREATE TABLE arrived (
    sequence   INTEGER PRIMARY KEY AUTOINCREMENT,
    -- 'skill', 'rating' or 'delete'.
    kind       TEXT    NOT NULL,
    skill_id   BLOB    NOT NULL,
    -- The fields that came, as JSON.
    data       TEXT,
    average    REAL,
    count      INTEGER,
    -- The time it names, marketplace's clock, microseconds.
    at         INTEGER,
    -- Its arrival: our clock in milliseconds, the marketplace's in microseconds.
    arrived_at INTEGER NOT NULL,
    counts_as  INTEGER NOT NULL
) STRICT;

-- The pages of the listing that is being read, as far as they are staged: one that was
-- interrupted goes on from there, as long as the marketplace's validator says that the
-- listing is still the same.
CREATE TABLE page_read (
    page      INTEGER PRIMARY KEY,
    -- When the first page was asked for, our clock, milliseconds.
    began     INTEGER NOT NULL,
    etag      TEXT    NOT NULL,
    -- Its figures, what became of its records, and what was put aside: JSON.
    outcome   TEXT    NOT NULL,
    -- The ids on it, 16 bytes each.
    ids       BLOB    NOT NULL
) STRICT;
