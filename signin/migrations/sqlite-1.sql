CREATE TABLE signin_account (
    id TEXT PRIMARY KEY,
    email TEXT UNIQUE,
    email_verified INTEGER NOT NULL,
    name TEXT,
    created_at INTEGER NOT NULL
) STRICT;
CREATE TABLE signin_identity (
    provider TEXT NOT NULL,
    subject TEXT NOT NULL,
    account TEXT NOT NULL REFERENCES signin_account (id) ON DELETE CASCADE,
    linked_at INTEGER NOT NULL,
    PRIMARY KEY (provider, subject)
) STRICT, WITHOUT ROWID;
CREATE INDEX signin_identity_account ON signin_identity (account);
CREATE TABLE signin_family (
    id TEXT PRIMARY KEY,
    account TEXT NOT NULL,
    signed_in_at INTEGER NOT NULL,
    revoked INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX signin_family_account ON signin_family (account);
CREATE TABLE signin_code (
    hash TEXT PRIMARY KEY,
    family TEXT NOT NULL REFERENCES signin_family (id) ON DELETE CASCADE,
    challenge TEXT NOT NULL,
    expires INTEGER NOT NULL,
    used INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX signin_code_family ON signin_code (family);
CREATE TABLE signin_refresh (
    hash TEXT PRIMARY KEY,
    family TEXT NOT NULL REFERENCES signin_family (id) ON DELETE CASCADE,
    expires INTEGER NOT NULL,
    used_at INTEGER
) STRICT;
CREATE INDEX signin_refresh_family ON signin_refresh (family);
CREATE INDEX signin_refresh_expires ON signin_refresh (expires);
