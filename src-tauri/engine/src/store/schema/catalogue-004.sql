-- Searches in memory.

-- Every word with every skill that has it, as the indexes of words hold them: what a program
-- that is asked again and again reads once (search::words). Views, nothing is stored.
CREATE VIRTUAL TABLE skill_name_posting USING fts5vocab (skill_name, instance);
CREATE VIRTUAL TABLE skill_tags_posting USING fts5vocab (skill_tags, instance);
CREATE VIRTUAL TABLE skill_by_posting   USING fts5vocab (skill_by, instance);
CREATE VIRTUAL TABLE skill_text_posting USING fts5vocab (skill_text, instance);
