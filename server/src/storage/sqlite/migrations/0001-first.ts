/**
 * The first schema. `environment` of an entity is '' where it is project-wide: keys of environments are never empty,
 * and a primary key takes no NULL. The application id ("Ripc") tells a database of ours from another's.
 */
export const first = `
PRAGMA application_id = 1382641763;

CREATE TABLE epochs (
  epoch TEXT PRIMARY KEY,
  body TEXT NOT NULL,
  row_hash TEXT NOT NULL
) WITHOUT ROWID, STRICT;

-- The counter row of each project's log: its newest revision, and the hash of that row.
CREATE TABLE projects (
  id TEXT PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,
  revision INTEGER NOT NULL,
  row_hash TEXT NOT NULL,
  value TEXT NOT NULL
) STRICT;

CREATE TABLE environments (
  id TEXT PRIMARY KEY,
  project_id TEXT NOT NULL REFERENCES projects (id),
  key TEXT NOT NULL,
  revision INTEGER NOT NULL,
  hashes TEXT NOT NULL,
  value TEXT NOT NULL,
  deleted INTEGER NOT NULL DEFAULT 0,
  UNIQUE (project_id, key)
) STRICT;

-- The log. \`body\` is the row's canonical JSON: what the hash was made over is what is kept.
CREATE TABLE changes (
  project_id TEXT NOT NULL REFERENCES projects (id),
  revision INTEGER NOT NULL,
  body TEXT NOT NULL,
  row_hash TEXT NOT NULL,
  UNIQUE (project_id, revision)
) STRICT;

-- Which changes touched an entity: history of one, and state at any revision.
CREATE TABLE touches (
  project_id TEXT NOT NULL,
  environment TEXT NOT NULL,
  kind TEXT NOT NULL,
  key TEXT NOT NULL,
  revision INTEGER NOT NULL,
  PRIMARY KEY (project_id, environment, kind, key, revision)
) WITHOUT ROWID, STRICT;

CREATE TABLE entities (
  project_id TEXT NOT NULL REFERENCES projects (id),
  environment TEXT NOT NULL,
  kind TEXT NOT NULL,
  key TEXT NOT NULL,
  value TEXT NOT NULL,
  revision INTEGER NOT NULL,
  UNIQUE (project_id, environment, kind, key)
) STRICT;

-- What SDKs have been sent, by environment, as text: a snapshot is a reading of the state, catch-up of the log.
CREATE TABLE sent_state (
  environment_id TEXT NOT NULL REFERENCES environments (id),
  kind TEXT NOT NULL,
  key TEXT NOT NULL,
  value TEXT NOT NULL,
  hash TEXT NOT NULL,
  UNIQUE (environment_id, kind, key)
) STRICT;

CREATE TABLE sent_log (
  environment_id TEXT NOT NULL REFERENCES environments (id),
  revision INTEGER NOT NULL,
  from_revision INTEGER NOT NULL,
  hashes TEXT NOT NULL,
  entities TEXT NOT NULL,
  UNIQUE (environment_id, revision)
) STRICT;

CREATE TABLE idempotency (
  project_id TEXT NOT NULL REFERENCES projects (id),
  key TEXT NOT NULL,
  fingerprint TEXT NOT NULL,
  result TEXT NOT NULL,
  at TEXT NOT NULL,
  PRIMARY KEY (project_id, key)
) WITHOUT ROWID, STRICT;

CREATE TRIGGER changes_are_kept BEFORE DELETE ON changes
BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
CREATE TRIGGER changes_stand BEFORE UPDATE ON changes
BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
CREATE TRIGGER epochs_are_kept BEFORE DELETE ON epochs
BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
CREATE TRIGGER epochs_stand BEFORE UPDATE ON epochs
BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
CREATE TRIGGER sent_log_is_kept BEFORE DELETE ON sent_log
BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
CREATE TRIGGER sent_log_stands BEFORE UPDATE ON sent_log
BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;

CREATE TABLE sdk_keys (
  id TEXT PRIMARY KEY,
  environment_id TEXT NOT NULL REFERENCES environments (id),
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  hash TEXT NOT NULL,
  created_at TEXT NOT NULL,
  created_by TEXT NOT NULL,
  last_used_at TEXT,
  revoked_at TEXT
) STRICT;
CREATE INDEX sdk_keys_of_environment ON sdk_keys (environment_id);

CREATE TABLE links (hash TEXT PRIMARY KEY, expires_at TEXT NOT NULL) STRICT;
CREATE TABLE sessions (
  id TEXT PRIMARY KEY,
  actor TEXT NOT NULL,
  created_at TEXT NOT NULL,
  expires_at TEXT NOT NULL,
  revoked_at TEXT
) STRICT;
CREATE TABLE admin_tokens (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  hash TEXT NOT NULL,
  created_at TEXT NOT NULL,
  revoked_at TEXT
) STRICT;
CREATE TABLE secrets (name TEXT PRIMARY KEY, box BLOB NOT NULL) STRICT;

CREATE TABLE instances (
  environment_id TEXT NOT NULL,
  boot_hash TEXT NOT NULL,
  last_seen_at TEXT NOT NULL,
  connected INTEGER NOT NULL,
  record TEXT NOT NULL,
  UNIQUE (environment_id, boot_hash)
) STRICT;

-- \`variant\` is '' for the caller's default.
CREATE TABLE minute_counts (
  environment_id TEXT NOT NULL,
  flag TEXT NOT NULL,
  minute INTEGER NOT NULL,
  variant TEXT NOT NULL,
  reason TEXT NOT NULL,
  count INTEGER NOT NULL,
  PRIMARY KEY (environment_id, flag, minute, variant, reason)
) WITHOUT ROWID, STRICT;
CREATE TABLE last_evaluated (
  environment_id TEXT NOT NULL,
  flag TEXT NOT NULL,
  minute INTEGER NOT NULL,
  PRIMARY KEY (environment_id, flag)
) WITHOUT ROWID, STRICT;

CREATE TABLE waiting_kills (
  environment_id TEXT NOT NULL,
  kill_id TEXT NOT NULL,
  kill TEXT NOT NULL,
  brought_by TEXT NOT NULL,
  since TEXT NOT NULL,
  settled TEXT,
  PRIMARY KEY (environment_id, kill_id)
) WITHOUT ROWID, STRICT;
`
