-- What a scan found in each skill, narrow: the facts themselves are found again when a
-- skill is opened, which takes less than reading them from the disk would.
CREATE TABLE skill_fact (
    key        INTEGER PRIMARY KEY,
    -- The highest level of what its object has: 0 nothing, 1 a note, 2 worth a look, 3 a pattern of attacks.
    level      INTEGER NOT NULL,
    -- Which kinds were found, a bit each.
    kinds      INTEGER NOT NULL,
    -- How many different things.
    found      INTEGER NOT NULL,
    -- The version of the rules, and when: our clock, milliseconds.
    rules      INTEGER NOT NULL,
    scanned_at INTEGER NOT NULL,
    -- The well-known skill whose name this one's is nearly, by another author; NULL where there is none.
    alike      BLOB
) STRICT;
-- Who carries the highest mark: few of many.
CREATE INDEX skill_fact_marked ON skill_fact (key) WHERE level >= 3 OR alike IS NOT NULL;
