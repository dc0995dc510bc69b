-- Words not yet sent off, saved searches, collections, and what happened.

-- What somebody is writing and has not finished: a resolution, an edit, a review. Kept
-- with every pause in typing, so that nothing is lost with the program.
CREATE TABLE draft (
    -- What it belongs to, such as 'conflict:12' or 'edit:' with a skill's id.
    key        TEXT    PRIMARY KEY,
    value      TEXT    NOT NULL,
    changed_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Searches under a name.
CREATE TABLE saved_search (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    name       TEXT    NOT NULL UNIQUE COLLATE NOCASE,
    -- The text of the search field, tokens included, which says all of it.
    query      TEXT    NOT NULL,
    sort       TEXT    NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;

-- Lists of skills that a user keeps.
CREATE TABLE collection (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    name       TEXT    NOT NULL UNIQUE COLLATE NOCASE,
    created_at INTEGER NOT NULL
) STRICT;
CREATE TABLE collection_skill (
    id            INTEGER PRIMARY KEY AUTOINCREMENT,
    collection_id INTEGER NOT NULL,
    skill_id      BLOB    NOT NULL,
    added_at      INTEGER NOT NULL,
    UNIQUE (collection_id, skill_id)
) STRICT;
CREATE INDEX collection_of_skill ON collection_skill (skill_id);

-- What happened, for the activity log: 30 days of it (contract, section 4, gives the
-- same for the runs).
CREATE TABLE activity (
    id       INTEGER PRIMARY KEY AUTOINCREMENT,
    at       INTEGER NOT NULL,
    -- What kind: 'sync', 'socket', 'update', 'edit', 'conflict', 'rating', 'library', 'settings'.
    kind     TEXT    NOT NULL,
    -- 'info', 'warning' or 'error'.
    level    TEXT    NOT NULL,
    -- What happened, in a word the window puts into a sentence, such as 'sync_finished'.
    what     TEXT    NOT NULL,
    skill_id BLOB,
    -- What the sentence needs, as JSON. No token, no e-mail, no address with a query.
    facts    TEXT    NOT NULL DEFAULT '{}'
) STRICT;
CREATE INDEX activity_by_time ON activity (at);
