-- Schedules. `setup` is what somebody decided, as JSON; `position` is the first ledger place that no committed run covers.
CREATE TABLE schedule (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL UNIQUE,
    tag TEXT NOT NULL,
    setup TEXT NOT NULL,
    destination_id INTEGER NOT NULL REFERENCES destination (id),
    enabled INTEGER NOT NULL CHECK (enabled IN (0, 1)),
    created INTEGER NOT NULL,
    begins INTEGER NOT NULL,
    since INTEGER,
    position INTEGER NOT NULL,
    last_slot INTEGER NOT NULL,
    failures INTEGER NOT NULL DEFAULT 0,
    chain TEXT NOT NULL DEFAULT ''
) STRICT;

-- What is written and how, as JSON: it holds for a run from its beginning, whatever becomes of its schedule.
ALTER TABLE run ADD COLUMN output TEXT NOT NULL DEFAULT '{}';
UPDATE run SET output = json_object('payload', json(iif(payload, 'true', 'false')));
ALTER TABLE run DROP COLUMN payload;

-- Of a scheduled run: what it is for, and how far its attempts came.
ALTER TABLE run ADD COLUMN schedule INTEGER;
ALTER TABLE run ADD COLUMN reason TEXT;
ALTER TABLE run ADD COLUMN slot INTEGER;
ALTER TABLE run ADD COLUMN zone TEXT NOT NULL DEFAULT '';
ALTER TABLE run ADD COLUMN allow_empty INTEGER NOT NULL DEFAULT 0;
ALTER TABLE run ADD COLUMN attempts INTEGER NOT NULL DEFAULT 0;
ALTER TABLE run ADD COLUMN retry_at INTEGER;
-- How long its attempts worked, in microseconds, without waiting between them and without pauses. NULL: it was not measured.
ALTER TABLE run ADD COLUMN worked INTEGER;
ALTER TABLE run ADD COLUMN tag TEXT NOT NULL DEFAULT '';
ALTER TABLE run ADD COLUMN span_from INTEGER;
ALTER TABLE run ADD COLUMN span_until INTEGER;
ALTER TABLE run ADD COLUMN manifest_key TEXT;
ALTER TABLE run ADD COLUMN manifest TEXT;
ALTER TABLE run ADD COLUMN manifest_sha256 TEXT;
ALTER TABLE run ADD COLUMN revisions INTEGER NOT NULL DEFAULT 0;
-- One run of a schedule at a time.
CREATE UNIQUE INDEX run_open ON run (schedule) WHERE schedule IS NOT NULL AND state IN ('running', 'waiting');
CREATE INDEX run_of ON run (schedule, id) WHERE schedule IS NOT NULL;

-- Objects of a scheduled run are on record before they come into being: `begun` before the first byte, `sealed` before the request that makes them
-- exist, `landed` after its answer. Those of other runs are landed.
ALTER TABLE run_object ADD COLUMN state TEXT NOT NULL DEFAULT 'landed';
ALTER TABLE run_object ADD COLUMN upload TEXT;
ALTER TABLE run_object ADD COLUMN seq_from INTEGER;
ALTER TABLE run_object ADD COLUMN day TEXT;
ALTER TABLE run_object ADD COLUMN sealed TEXT;

-- What was found when the objects of a run were read again the last time, as JSON.
ALTER TABLE run ADD COLUMN verification TEXT;

-- What happened in a run, in the order in which it happened; `event` is JSON.
CREATE TABLE run_log (
    id INTEGER PRIMARY KEY,
    run INTEGER NOT NULL REFERENCES run (id),
    at INTEGER NOT NULL,
    event TEXT NOT NULL
) STRICT;
CREATE INDEX run_log_of ON run_log (run, id);
