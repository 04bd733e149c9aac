-- One row: what the chain of hashes starts from. Random, so that two workspaces with equal records have different chains.
CREATE TABLE genesis (
    only INTEGER PRIMARY KEY CHECK (only = 1),
    hash BLOB NOT NULL
) STRICT;
INSERT INTO genesis (only, hash) VALUES (1, randomblob(32));

-- Sealed blocks: `count` records from ledger place `first` on, framed and compressed together.
CREATE TABLE block (
    first INTEGER PRIMARY KEY,
    count INTEGER NOT NULL,
    raw_bytes INTEGER NOT NULL,
    chain BLOB NOT NULL,
    records BLOB NOT NULL
) STRICT;
-- The spans of ten million entries are read at opening; without this that is a walk over 80 MB of leaf pages.
CREATE INDEX block_span ON block (first, count);

-- The newest, unfilled block: one framed record per row.
CREATE TABLE tail (
    seq INTEGER PRIMARY KEY,
    frame BLOB NOT NULL,
    sha256 BLOB NOT NULL
) STRICT;

-- The latest ledger place of every settled entry.
CREATE TABLE identity (
    source INTEGER NOT NULL,
    remote_id TEXT NOT NULL,
    seq INTEGER NOT NULL,
    fingerprint INTEGER NOT NULL,
    occurred_at INTEGER NOT NULL,
    PRIMARY KEY (source, remote_id)
) STRICT, WITHOUT ROWID;
-- Serves "how many entries of this span are held", which a sync asks for every slice of a back-fill.
CREATE INDEX identity_time ON identity (source, occurred_at);

CREATE TABLE supersession (
    old INTEGER PRIMARY KEY,
    new INTEGER NOT NULL
) STRICT;

-- The latest versions whose payload the platform held back because of the key's role.
CREATE TABLE redacted (
    source INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    remote_id TEXT NOT NULL,
    PRIMARY KEY (source, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE pending (
    id INTEGER PRIMARY KEY,
    source INTEGER NOT NULL,
    remote_id TEXT NOT NULL,
    occurred_at INTEGER NOT NULL,
    fingerprint INTEGER NOT NULL,
    awaiting TEXT NOT NULL CHECK (awaiting IN ('outcome', 'details')),
    next_look INTEGER NOT NULL,
    looks INTEGER NOT NULL,
    first_seen INTEGER NOT NULL,
    frame BLOB NOT NULL,
    UNIQUE (source, remote_id)
) STRICT;
CREATE INDEX pending_due ON pending (source, next_look);

-- Columns: derived from the ledger, rebuilt when `derived.version` is not the program's.
CREATE TABLE dictionary (
    dictionary INTEGER NOT NULL,
    code INTEGER NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (dictionary, code)
) STRICT, WITHOUT ROWID;
CREATE TABLE column_segment (
    "index" INTEGER PRIMARY KEY,
    bytes BLOB NOT NULL
) STRICT;
CREATE TABLE derived (
    only INTEGER PRIMARY KEY CHECK (only = 1),
    version INTEGER NOT NULL
) STRICT;
INSERT INTO derived (only, version) VALUES (1, 0);

CREATE TABLE setting (
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE source (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL,
    config TEXT,
    checkpoint TEXT,
    last_sync TEXT,
    removed INTEGER NOT NULL DEFAULT 0 CHECK (removed IN (0, 1))
) STRICT;
CREATE UNIQUE INDEX source_name ON source (name) WHERE removed = 0;

CREATE TABLE credential (
    owner TEXT NOT NULL CHECK (owner IN ('source', 'destination')),
    owner_id INTEGER NOT NULL,
    kind TEXT NOT NULL,
    secret TEXT NOT NULL,
    PRIMARY KEY (owner, owner_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE person (
    source INTEGER NOT NULL REFERENCES source (id),
    id TEXT NOT NULL,
    name TEXT,
    email TEXT,
    PRIMARY KEY (source, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE day (
    source INTEGER NOT NULL REFERENCES source (id),
    day TEXT NOT NULL,
    stated INTEGER NOT NULL,
    held INTEGER NOT NULL,
    checked_at INTEGER NOT NULL,
    PRIMARY KEY (source, day)
) STRICT, WITHOUT ROWID;

-- `from_at` is NULL where the gap reaches back for ever.
CREATE TABLE gap (
    id INTEGER PRIMARY KEY,
    source INTEGER NOT NULL REFERENCES source (id),
    from_at INTEGER,
    until_at INTEGER NOT NULL,
    reason TEXT NOT NULL
) STRICT;
CREATE INDEX gap_source ON gap (source, reason);

CREATE TABLE quarantine (
    id INTEGER PRIMARY KEY,
    source INTEGER NOT NULL REFERENCES source (id),
    remote_id TEXT NOT NULL,
    sha256 BLOB NOT NULL,
    reason TEXT NOT NULL,
    received_at INTEGER NOT NULL,
    raw BLOB NOT NULL,
    UNIQUE (source, remote_id, sha256)
) STRICT;

CREATE TABLE destination (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL UNIQUE,
    config TEXT NOT NULL,
    prefix TEXT NOT NULL,
    last_verdict TEXT,
    tested_at INTEGER
) STRICT;

-- `destination` is the name at that time: a run outlives the destination it wrote to.
CREATE TABLE run (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL,
    filter TEXT NOT NULL,
    destination_id INTEGER NOT NULL,
    destination TEXT NOT NULL,
    state TEXT NOT NULL,
    started INTEGER NOT NULL,
    ended INTEGER,
    range_from INTEGER NOT NULL,
    range_until INTEGER NOT NULL,
    payload INTEGER NOT NULL CHECK (payload IN (0, 1)),
    rows INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    error TEXT
) STRICT;
CREATE TABLE run_object (
    run INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,
    part INTEGER NOT NULL,
    key TEXT NOT NULL,
    location TEXT NOT NULL,
    rows INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    sha256 TEXT NOT NULL,
    PRIMARY KEY (run, part)
) STRICT, WITHOUT ROWID;
