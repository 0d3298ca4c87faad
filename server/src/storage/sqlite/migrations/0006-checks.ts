/** What checks measured, and where they ask. */
export const checks = `
CREATE TABLE measurements (
  environment_id TEXT NOT NULL,
  release TEXT NOT NULL,
  generation INTEGER NOT NULL,
  check_id TEXT NOT NULL,
  at INTEGER NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (environment_id, release, generation, check_id, at)
) WITHOUT ROWID, STRICT;

CREATE TABLE backends (
  project TEXT NOT NULL,
  key TEXT NOT NULL,
  url TEXT NOT NULL,
  auth TEXT NOT NULL,
  box BLOB,
  updated_at TEXT NOT NULL,
  updated_by TEXT NOT NULL,
  PRIMARY KEY (project, key)
) WITHOUT ROWID, STRICT;
`
