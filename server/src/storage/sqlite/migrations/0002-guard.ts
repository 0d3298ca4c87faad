/** What the guard knew each second of a release's run, and what it decided. */
export const guard = `
CREATE TABLE guard_runs (
  environment_id TEXT NOT NULL,
  release TEXT NOT NULL,
  generation INTEGER NOT NULL,
  plan TEXT NOT NULL,
  ended_at INTEGER,
  kept INTEGER NOT NULL DEFAULT 0,
  last TEXT,
  PRIMARY KEY (environment_id, release, generation)
) WITHOUT ROWID, STRICT;
CREATE INDEX guard_runs_unended ON guard_runs (ended_at);

CREATE TABLE guard_inputs (
  environment_id TEXT NOT NULL,
  release TEXT NOT NULL,
  generation INTEGER NOT NULL,
  sequence INTEGER NOT NULL,
  input TEXT NOT NULL,
  heard TEXT NOT NULL,
  PRIMARY KEY (environment_id, release, generation, sequence)
) WITHOUT ROWID, STRICT;

CREATE TABLE guard_decisions (
  environment_id TEXT NOT NULL,
  release TEXT NOT NULL,
  generation INTEGER NOT NULL,
  sequence INTEGER NOT NULL,
  decision TEXT NOT NULL,
  PRIMARY KEY (environment_id, release, generation, sequence)
) WITHOUT ROWID, STRICT;
`
