-- Searches in memory.

-- Every word with every skill that has it, as the indexes of words hold them: what a program
-- that is asked again and again reads once (search::words). Views, nothing is stored.
CREATE VIRTUAL TABLE skill_name_posting USING fts5vocab (skill_name, instance);
CREATE VIRTUAL TABLE skill_tags_posting USING fts5vocab (skill_tags, instance);
CREATE VIRTUAL TABLE skill_by_posting   USING fts5vocab (skill_by, instance);
CREATE VIRTUAL TABLE skill_text_posting USING fts5vocab (skill_text, instance);

-- Which skills a change of meta.revision was about, where it was about single ones: who keeps what
-- they read in memory reads those again (search::follow). A revision without a row here changed more.
CREATE TABLE touched (
    revision INTEGER NOT NULL,
    key      INTEGER NOT NULL,
    -- Whether the row came or went; else only its figures changed.
    whole    INTEGER NOT NULL,
    PRIMARY KEY (revision, key)
) STRICT, WITHOUT ROWID;
