-- What the user has let in of the skills they watch (review before it lands).

CREATE TABLE accepted_skill (
    skill_id BLOB    PRIMARY KEY,
    -- The marketplace's copy that the user has let in: what is shown while a later one is
    -- kept back, and what a later one is compared with. Here and not in the catalogue, so
    -- that a catalogue that is lost and read anew lets nothing in.
    raw      TEXT    NOT NULL,
    -- The mark (accept::mark) of the later copy that is kept back, which stands in
    -- catalogue.mirror; NULL where none is.
    held     TEXT,
    -- The mark of the copy the user said no to: one with this mark asks for nothing.
    skipped  TEXT,
    -- What was let in before the present copy was accepted, so that this can be taken back.
    before   TEXT,
    -- When the copy that is kept back came, our clock, milliseconds; 0 where none is.
    held_at  INTEGER NOT NULL DEFAULT 0,
    -- Rises with every copy that is kept back: what came after a list was read is not let in with it.
    sequence INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;
-- Counted with every status: without a look at the objects.
CREATE INDEX accepted_held ON accepted_skill (sequence, skipped, held) WHERE held IS NOT NULL;
