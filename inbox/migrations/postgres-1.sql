-- What was received. A row is written once; only retention changes it.
CREATE TABLE inbox_delivery (
    id          BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    source      TEXT NOT NULL,
    event_id    TEXT NOT NULL,
    kind        TEXT NOT NULL,
    event_time  BIGINT,
    received_at BIGINT NOT NULL,
    origin      BIGINT NOT NULL,   -- 0 received, 1 recovered, 2 enqueued
    lane        TEXT,
    hash        BYTEA,               -- of the signed bytes, where the event id is not signed
    headers     BYTEA,
    body        BYTEA
);
CREATE UNIQUE INDEX inbox_delivery_key ON inbox_delivery (source, event_id);
CREATE UNIQUE INDEX inbox_delivery_hash ON inbox_delivery (source, hash) WHERE hash IS NOT NULL;
CREATE INDEX inbox_delivery_lane ON inbox_delivery (lane, event_time) WHERE lane IS NOT NULL;
CREATE INDEX inbox_delivery_body ON inbox_delivery (id) WHERE body IS NOT NULL;

-- What is still to be done: one narrow row for each unfinished delivery. Claims never read the wide table.
CREATE TABLE inbox_job (
    id        BIGINT PRIMARY KEY,  -- of the delivery
    state     BIGINT NOT NULL,     -- 0 waiting or running, 1 waits for its lane, 2 its source is paused, 3 no handler, 4 dead
    run_at    BIGINT,              -- due, or the end of the lease; NULL in every other state than 0
    queued_at BIGINT NOT NULL,
    attempt   BIGINT NOT NULL,
    claim     BIGINT,              -- the fencing token of the running attempt
    source    TEXT NOT NULL,
    kind      TEXT NOT NULL,
    lane      TEXT,
    error     TEXT
);
CREATE INDEX inbox_job_due ON inbox_job (run_at, id) WHERE run_at IS NOT NULL;
CREATE INDEX inbox_job_parked ON inbox_job (state, lane, id) WHERE run_at IS NULL;
CREATE INDEX inbox_job_paused ON inbox_job (source, id) WHERE state = 2;
CREATE INDEX inbox_job_unhandled ON inbox_job (source, kind, id) WHERE state = 3;
-- Rows come and go quickly; what they leave behind must not slow claims down.
ALTER TABLE inbox_job SET (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 1000);

-- Which delivery has the lane.
CREATE TABLE inbox_lane (lane TEXT PRIMARY KEY, holder BIGINT NOT NULL);
ALTER TABLE inbox_lane SET (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 1000);

-- How each attempt ended.
CREATE TABLE inbox_attempt (
    delivery BIGINT NOT NULL,
    at       BIGINT NOT NULL,
    attempt  BIGINT NOT NULL,
    took     BIGINT NOT NULL,      -- milliseconds
    outcome  BIGINT NOT NULL,      -- 0 done, 1 retry, 2 dead, 3 no handler, 4 discarded, 5 replayed
    error    TEXT
);
CREATE INDEX inbox_attempt_delivery ON inbox_attempt (delivery);

-- Counts by minute, for the chart and the metrics.
CREATE TABLE inbox_count (
    minute BIGINT NOT NULL, source TEXT NOT NULL, what BIGINT NOT NULL, n BIGINT NOT NULL,
    PRIMARY KEY (minute, source, what)
);

CREATE TABLE inbox_paused (source TEXT PRIMARY KEY);

-- How far the state of an object has come (`advance`).
CREATE TABLE inbox_progress (key TEXT PRIMARY KEY, state TEXT NOT NULL, at BIGINT NOT NULL);

-- Where the recovery of a source goes on.
CREATE TABLE inbox_recovery (source TEXT PRIMARY KEY, cursor TEXT, at BIGINT NOT NULL, missing BIGINT NOT NULL);
