-- What reviewers say of entries: statements that are only ever added, outside of the evidence. `sha256` names the record by its bytes, `seq` its place
-- here; NULL where it is not here (statements can be brought in from another workspace).
CREATE TABLE review_event (
    id TEXT PRIMARY KEY,
    seq INTEGER,
    sha256 TEXT NOT NULL,
    source TEXT NOT NULL,
    remote_id TEXT NOT NULL,
    at INTEGER NOT NULL,
    by TEXT NOT NULL,
    action TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX review_event_of ON review_event (seq, at, id) WHERE seq IS NOT NULL;

-- Samples: what was drawn from what and how, as JSON; and the entries, in the order of working through.
CREATE TABLE sample (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL UNIQUE,
    drawn TEXT NOT NULL
) STRICT;
CREATE TABLE sample_entry (
    sample INTEGER NOT NULL REFERENCES sample (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    sha256 TEXT NOT NULL,
    stratum TEXT NOT NULL,
    PRIMARY KEY (sample, position)
) STRICT, WITHOUT ROWID;

-- Saved views. Every version is kept: a schedule or a sample may name it.
CREATE TABLE saved_view (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL UNIQUE
) STRICT;
CREATE TABLE saved_view_version (
    view INTEGER NOT NULL REFERENCES saved_view (id) ON DELETE CASCADE,
    version INTEGER NOT NULL,
    definition TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    saved_at INTEGER NOT NULL,
    saved_by TEXT NOT NULL,
    PRIMARY KEY (view, version)
) STRICT, WITHOUT ROWID;
