/** An incident of each kill, and how far the logs were followed for them. */
export const incidents = `
CREATE TABLE incidents (
  environment_id TEXT NOT NULL,
  kill_id TEXT NOT NULL,
  opened_at TEXT NOT NULL,
  settled INTEGER NOT NULL,
  body TEXT NOT NULL,
  UNIQUE (environment_id, kill_id)
) STRICT;
CREATE INDEX incidents_unsettled ON incidents (settled);

CREATE TABLE incident_notes (
  environment_id TEXT NOT NULL,
  kill_id TEXT NOT NULL,
  note TEXT NOT NULL
) STRICT;
CREATE INDEX incident_notes_of ON incident_notes (environment_id, kill_id);

CREATE TABLE incident_positions (
  project TEXT PRIMARY KEY,
  revision INTEGER NOT NULL
) WITHOUT ROWID, STRICT;
`
