-- Looks at payloads where the workspace asks for a reason, and when it began and ceased to ask. `sha256` names the record by its bytes, `seq` its place here;
-- NULL while it was pending. Never changed.
CREATE TABLE reveal (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL,
    by TEXT NOT NULL,
    what TEXT NOT NULL CHECK (what IN ('look', 'ask', 'cease')),
    reason TEXT NOT NULL,
    seq INTEGER,
    sha256 TEXT NOT NULL DEFAULT '',
    source TEXT NOT NULL DEFAULT '',
    remote_id TEXT NOT NULL DEFAULT ''
) STRICT;
