-- The catalogue as the marketplace has it: a cache, rebuilt by a sync when lost.

-- A skill's columns for lists, filters and sorts. Narrow on purpose: the object as it
-- came is in skill_body, so that scanning a hundred thousand rows reads no code.
CREATE TABLE skill (
    -- generation * 2^32 + sequence. A sync writes what is new or changed under the
    -- next generation, which no query looks at, page by page; the step that makes the
    -- listing current raises meta.generation and removes what it replaces. Until then
    -- every reader sees the catalogue as it was, whatever fails.
    key            INTEGER PRIMARY KEY,
    skill_id       BLOB    NOT NULL,
    -- xxh3 of the object's bytes as they came: the same bytes need no second look.
    digest         INTEGER NOT NULL,
    name           TEXT    NOT NULL,
    -- The name folded (case, accents, width), for exact matches and for the order.
    name_key       TEXT    NOT NULL,
    -- Words of the name, at most 255: a match that is all of the name is better.
    name_words     INTEGER NOT NULL,
    author         TEXT    NOT NULL,
    description    TEXT    NOT NULL,
    category       TEXT    NOT NULL,
    -- 0 prompt only, 1 Python, 2 Node, 3 other.
    skill_type     INTEGER NOT NULL,
    version        TEXT    NOT NULL,
    has_packages   INTEGER NOT NULL,
    average_rating REAL    NOT NULL,
    rating_count   INTEGER NOT NULL,
    -- Mean as if ten ratings of 3.5 had been given before: the order "by rating".
    bayes          REAL    NOT NULL,
    -- Marketplace's clock, microseconds since 1970; 0 where it gave none.
    created_at     INTEGER NOT NULL,
    updated_at     INTEGER NOT NULL,
    -- Our clock, milliseconds since 1970: when this copy came.
    received_at    INTEGER NOT NULL
) STRICT;
-- Not unique: while a sync runs, a changed skill stands here twice.
CREATE INDEX skill_by_id       ON skill (skill_id, key, digest, updated_at);
CREATE INDEX skill_by_name     ON skill (name_key, skill_id);
CREATE INDEX skill_by_bayes    ON skill (bayes DESC, name_key, skill_id);
CREATE INDEX skill_by_count    ON skill (rating_count DESC, name_key, skill_id);
CREATE INDEX skill_by_created  ON skill (created_at DESC, name_key, skill_id);
CREATE INDEX skill_by_updated  ON skill (updated_at DESC, name_key, skill_id);
CREATE INDEX skill_by_category ON skill (category, skill_type, key);
CREATE INDEX skill_by_author   ON skill (author, key);

-- The object as it came, every field of it.
CREATE TABLE skill_body (
    key INTEGER PRIMARY KEY,
    raw TEXT NOT NULL
) STRICT;

CREATE TABLE skill_tag (
    tag TEXT    NOT NULL,
    key INTEGER NOT NULL,
    PRIMARY KEY (tag, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX skill_tag_by_key ON skill_tag (key, tag);

-- Words of each skill, already folded and cut by search::text, so that FTS5 only has to
-- split at spaces (`ascii` takes every other character as part of a word). Contentless:
-- the text itself is in the tables above. One table a field, and no places: a column
-- filter would read all fields to keep one, and nothing asks for places.
CREATE VIRTUAL TABLE skill_name USING fts5 (words, content = '', contentless_delete = 1, detail = none, tokenize = "ascii tokenchars '#+.'");
CREATE VIRTUAL TABLE skill_tags USING fts5 (words, content = '', contentless_delete = 1, detail = none, tokenize = "ascii tokenchars '#+.'");
-- Author and category.
CREATE VIRTUAL TABLE skill_by   USING fts5 (words, content = '', contentless_delete = 1, detail = none, tokenize = "ascii tokenchars '#+.'");
-- The description.
CREATE VIRTUAL TABLE skill_text USING fts5 (words, content = '', contentless_delete = 1, detail = none, tokenize = "ascii tokenchars '#+.'");
-- The words and how often they occur: what a typo is mended with.
CREATE VIRTUAL TABLE skill_name_word USING fts5vocab (skill_name, row);
CREATE VIRTUAL TABLE skill_tags_word USING fts5vocab (skill_tags, row);
CREATE VIRTUAL TABLE skill_by_word   USING fts5vocab (skill_by, row);
CREATE VIRTUAL TABLE skill_text_word USING fts5vocab (skill_text, row);

-- Copies that were replaced by a later version, for the history.
CREATE TABLE skill_version (
    skill_id   BLOB    NOT NULL,
    version    TEXT    NOT NULL,
    updated_at INTEGER NOT NULL,
    seen_at    INTEGER NOT NULL,
    raw        TEXT    NOT NULL,
    PRIMARY KEY (skill_id, updated_at, version)
) STRICT, WITHOUT ROWID;

CREATE TABLE category (
    name     TEXT PRIMARY KEY,
    position INTEGER NOT NULL,
    raw      TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Reviews of a skill as last read: a JSON array.
CREATE TABLE review (
    skill_id   BLOB PRIMARY KEY,
    fetched_at INTEGER NOT NULL,
    raw        TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Records of the last listing that have no valid id or name, with the reason.
CREATE TABLE quarantine (
    position INTEGER PRIMARY KEY,
    reason   TEXT NOT NULL,
    raw      TEXT NOT NULL
) STRICT;

-- Validators (ETag) of what was last read, by address without host.
CREATE TABLE validator (
    resource TEXT PRIMARY KEY,
    etag     TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- One row of facts about the whole.
CREATE TABLE meta (
    one          INTEGER PRIMARY KEY CHECK (one = 1),
    -- The generation readers look at: keys below (generation + 1) * 2^32.
    generation   INTEGER NOT NULL,
    -- Rises with every visible change.
    revision     INTEGER NOT NULL,
    -- The marketplace this came from (scheme, host, port, path), so that another's is not mixed in.
    origin       TEXT,
    -- Our clock: when a complete listing last confirmed all of it.
    confirmed_at INTEGER,
    skills       INTEGER NOT NULL
) STRICT;
INSERT INTO meta VALUES (1, 0, 0, NULL, NULL, 0);
