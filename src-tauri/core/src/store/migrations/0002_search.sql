-- Signatures: which blocks may hold a text. Derived, like the columns.
-- `slices` has some hashes of one segment: a bit per block each; the segment's number is in the upper part of `id`.
CREATE TABLE signature (
    id INTEGER PRIMARY KEY,
    slices BLOB NOT NULL
) STRICT;
-- `firsts`: the first ledger place of each block of the segment, eight bytes each, the lowest first.
CREATE TABLE signature_segment (
    id INTEGER PRIMARY KEY,
    first INTEGER NOT NULL,
    firsts BLOB NOT NULL
) STRICT;
CREATE TABLE signature_number (
    only INTEGER PRIMARY KEY CHECK (only = 1),
    next INTEGER NOT NULL
) STRICT;
INSERT INTO signature_number (only, next) VALUES (1, 0);
-- Blocks that are in no segment yet.
CREATE TABLE signature_open (
    first INTEGER PRIMARY KEY,
    bits BLOB NOT NULL
) STRICT;

-- Columns of the rows after the last full segment.
CREATE TABLE column_chunk (
    "index" INTEGER PRIMARY KEY,
    bytes BLOB NOT NULL
) STRICT;

-- The latest ledger place of every settled entry. An id that is a plain number is stored as one: half the size. The time of an entry is in the columns.
CREATE TABLE identity_2 (
    source INTEGER NOT NULL,
    remote_id ANY NOT NULL,
    seq INTEGER NOT NULL,
    fingerprint INTEGER NOT NULL,
    PRIMARY KEY (source, remote_id)
) STRICT, WITHOUT ROWID;
INSERT INTO identity_2 (source, remote_id, seq, fingerprint)
    SELECT source,
        CASE WHEN remote_id = CAST(CAST(remote_id AS INTEGER) AS TEXT) AND remote_id NOT LIKE '-%' THEN CAST(remote_id AS INTEGER) ELSE remote_id END,
        seq, fingerprint
    FROM identity ORDER BY 1, 2;
DROP TABLE identity;
ALTER TABLE identity_2 RENAME TO identity;

-- What was removed by retention: a bit per ledger place, in strips of 65,536 places. The block of a removed record holds its hash in its place.
CREATE TABLE removed (
    strip INTEGER PRIMARY KEY,
    bits BLOB NOT NULL
) STRICT;
CREATE TABLE removal (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL,
    reason TEXT NOT NULL,
    entries INTEGER NOT NULL,
    first INTEGER NOT NULL,
    last INTEGER NOT NULL
) STRICT;

-- Blocks below this ledger place were compressed again, at leisure.
CREATE TABLE compaction (
    only INTEGER PRIMARY KEY CHECK (only = 1),
    until INTEGER NOT NULL
) STRICT;
INSERT INTO compaction (only, until) VALUES (1, 1);
