-- Automatic syncs: NULL means by hand. `next_sync` is a moment, so that a sleeping machine catches up.
ALTER TABLE source ADD COLUMN interval_s INTEGER;
ALTER TABLE source ADD COLUMN next_sync INTEGER;
ALTER TABLE source ADD COLUMN last_success INTEGER;
ALTER TABLE source ADD COLUMN failures INTEGER NOT NULL DEFAULT 0;

-- A closed gap stays on record. `scope` is '' where all of the log is concerned.
ALTER TABLE gap ADD COLUMN scope TEXT NOT NULL DEFAULT '';
ALTER TABLE gap ADD COLUMN repaired_at INTEGER;

-- The object a record came from; NULL where it came from no object.
ALTER TABLE quarantine ADD COLUMN object TEXT;
CREATE INDEX quarantine_object ON quarantine (source, object) WHERE object IS NOT NULL;

-- Objects of buckets and folders as they were when they were read. `days` is JSON: readable records per day of the event.
CREATE TABLE object (
    id INTEGER PRIMARY KEY,
    source INTEGER NOT NULL REFERENCES source (id),
    key TEXT NOT NULL,
    size INTEGER NOT NULL,
    tag TEXT NOT NULL,
    modified_at INTEGER NOT NULL,
    days TEXT NOT NULL,
    unreadable INTEGER NOT NULL,
    ignored INTEGER NOT NULL,
    gone INTEGER NOT NULL DEFAULT 0 CHECK (gone IN (0, 1)),
    UNIQUE (source, key)
) STRICT;

-- Entries that came from more than one source: `source` and `remote_id` name the entry, `feed` the source that brought it, too.
CREATE TABLE provenance (
    source INTEGER NOT NULL,
    remote_id TEXT NOT NULL,
    feed INTEGER NOT NULL,
    first_at INTEGER NOT NULL,
    PRIMARY KEY (source, remote_id, feed)
) STRICT, WITHOUT ROWID;

-- The settled entries that came out of an object: the ledger places `first` to `last`, in the order of settling.
CREATE TABLE arrival (
    first INTEGER PRIMARY KEY,
    last INTEGER NOT NULL,
    object INTEGER NOT NULL REFERENCES object (id)
) STRICT;

CREATE TABLE mapping (
    name TEXT PRIMARY KEY,
    mapping TEXT NOT NULL
) STRICT, WITHOUT ROWID;
