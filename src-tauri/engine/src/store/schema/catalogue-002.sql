-- Live updates and the user's own copies.

-- When a live update last touched this copy, by our clock (milliseconds since 1970); 0: only listings did.
ALTER TABLE skill ADD COLUMN live_at INTEGER NOT NULL DEFAULT 0;
-- 1 where that update named no updated_at and so counts as of its arrival (contract, section 3).
ALTER TABLE skill ADD COLUMN unstamped INTEGER NOT NULL DEFAULT 0;
-- The marketplace's time of the rating figures, where a rating_update brought them (microseconds); else 0.
ALTER TABLE skill ADD COLUMN figures_at INTEGER NOT NULL DEFAULT 0;

-- What the marketplace has of a skill of which the user has a copy of their own: the
-- rows of `skill` are then the user's copy, so that lists, filters and searches are over
-- what the user sees. Made again from user.local_skill when this file is new.
CREATE TABLE mirror (
    skill_id    BLOB    PRIMARY KEY,
    -- user.local_skill.stamp of the copy that `skill` shows.
    stamp       INTEGER NOT NULL,
    -- The object as it came; NULL where the marketplace does not have the skill.
    raw         TEXT,
    digest      INTEGER NOT NULL DEFAULT 0,
    updated_at  INTEGER NOT NULL DEFAULT 0,
    live_at     INTEGER NOT NULL DEFAULT 0,
    unstamped   INTEGER NOT NULL DEFAULT 0,
    figures_at  INTEGER NOT NULL DEFAULT 0,
    received_at INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

-- Skills that a live update deleted: a page that was asked for before does not bring
-- them back (contract, section 4).
CREATE TABLE tombstone (
    skill_id   BLOB    PRIMARY KEY,
    -- The marketplace's time of it, microseconds; its arrival where it named none.
    deleted_at INTEGER NOT NULL,
    -- Our clock, milliseconds.
    arrived_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX tombstone_by_arrival ON tombstone (arrived_at);
