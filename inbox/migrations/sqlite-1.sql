-- What was received. A row is written once; only retention changes it.
CREATE TABLE inbox_delivery (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    source      TEXT NOT NULL,
    event_id    TEXT NOT NULL,
    kind        TEXT NOT NULL,
    event_time  INTEGER,
    received_at INTEGER NOT NULL,
    origin      INTEGER NOT NULL,   -- 0 received, 1 recovered, 2 enqueued
    lane        TEXT,
    hash        BLOB,               -- of the signed bytes, where the event id is not signed
    headers     BLOB,
    body        BLOB
);
CREATE UNIQUE INDEX inbox_delivery_key ON inbox_delivery (source, event_id);
CREATE UNIQUE INDEX inbox_delivery_hash ON inbox_delivery (source, hash) WHERE hash IS NOT NULL;
CREATE INDEX inbox_delivery_lane ON inbox_delivery (lane, event_time) WHERE lane IS NOT NULL;
CREATE INDEX inbox_delivery_body ON inbox_delivery (id) WHERE body IS NOT NULL;

-- What is still to be done: one narrow row for each unfinished delivery. Claims never read the wide table.
CREATE TABLE inbox_job (
    id        INTEGER PRIMARY KEY,  -- of the delivery
    state     INTEGER NOT NULL,     -- 0 waiting or running, 1 waits for its lane, 2 its source is paused, 3 no handler, 4 dead
    run_at    INTEGER,              -- due, or the end of the lease; NULL in every other state than 0
    queued_at INTEGER NOT NULL,
    attempt   INTEGER NOT NULL,
    claim     INTEGER,              -- the fencing token of the running attempt
    source    TEXT NOT NULL,
    kind      TEXT NOT NULL,
    lane      TEXT,
    error     TEXT
);
CREATE INDEX inbox_job_due ON inbox_job (run_at, id) WHERE run_at IS NOT NULL;
CREATE INDEX inbox_job_parked ON inbox_job (state, lane, id) WHERE run_at IS NULL;
CREATE INDEX inbox_job_paused ON inbox_job (source, id) WHERE state = 2;
CREATE INDEX inbox_job_unhandled ON inbox_job (source, kind, id) WHERE state = 3;

-- Which delivery has the lane.
CREATE TABLE inbox_lane (lane TEXT PRIMARY KEY, holder INTEGER NOT NULL) WITHOUT ROWID;

-- How each attempt ended.
CREATE TABLE inbox_attempt (
    delivery INTEGER NOT NULL,
    at       INTEGER NOT NULL,
    attempt  INTEGER NOT NULL,
    took     INTEGER NOT NULL,      -- milliseconds
    outcome  INTEGER NOT NULL,      -- 0 done, 1 retry, 2 dead, 3 no handler, 4 discarded, 5 replayed
    error    TEXT
);
CREATE INDEX inbox_attempt_delivery ON inbox_attempt (delivery);

-- Counts by minute, for the chart and the metrics.
CREATE TABLE inbox_count (
    minute INTEGER NOT NULL, source TEXT NOT NULL, what INTEGER NOT NULL, n INTEGER NOT NULL,
    PRIMARY KEY (minute, source, what)
) WITHOUT ROWID;

CREATE TABLE inbox_paused (source TEXT PRIMARY KEY) WITHOUT ROWID;

-- How far the state of an object has come (`advance`).
CREATE TABLE inbox_progress (key TEXT PRIMARY KEY, state TEXT NOT NULL, at INTEGER NOT NULL) WITHOUT ROWID;

-- Where the recovery of a source goes on.
CREATE TABLE inbox_recovery (source TEXT PRIMARY KEY, cursor TEXT, at INTEGER NOT NULL, missing INTEGER NOT NULL) WITHOUT ROWID;
