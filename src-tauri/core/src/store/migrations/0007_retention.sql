-- How long entries of a source are kept here, and how long the source itself keeps them, in days. `keep_days` NULL: for ever. `there_days` NULL: as its
-- platform is known to do, 0: for ever.
CREATE TABLE retention (
    source INTEGER PRIMARY KEY REFERENCES source (id),
    keep_days INTEGER CHECK (keep_days > 0),
    there_days INTEGER CHECK (there_days >= 0)
) STRICT;

-- What must stay whatever the rules say. A hold that was lifted stays on record.
CREATE TABLE legal_hold (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL,
    filter TEXT NOT NULL,
    zone TEXT NOT NULL,
    reason TEXT NOT NULL,
    placed_at INTEGER NOT NULL,
    placed_by TEXT NOT NULL,
    lifted_at INTEGER,
    lifted_by TEXT,
    lifted_reason TEXT
) STRICT;

-- A tombstone also says who, what the removed records were (SHA-256 of their hashes in hex, in the order of the ledger, a line feed after each), and
-- the head of the chain at that time.
ALTER TABLE removal ADD COLUMN by TEXT NOT NULL DEFAULT '';
ALTER TABLE removal ADD COLUMN sha256 TEXT NOT NULL DEFAULT '';
ALTER TABLE removal ADD COLUMN chain TEXT NOT NULL DEFAULT '';
