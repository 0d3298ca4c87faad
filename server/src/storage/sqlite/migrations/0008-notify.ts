/** Where news are told, what is yet to be told, and how far the logs were followed for it. */
export const notify = `
CREATE TABLE channels (
  id TEXT PRIMARY KEY,
  project TEXT NOT NULL,
  body TEXT NOT NULL,
  box BLOB NOT NULL
) STRICT;
CREATE INDEX channels_of ON channels (project);

CREATE TABLE deliveries (
  id TEXT PRIMARY KEY,
  channel_id TEXT NOT NULL,
  project TEXT NOT NULL,
  news TEXT NOT NULL,
  is_kill INTEGER NOT NULL,
  state TEXT NOT NULL,
  attempts INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  next_at INTEGER NOT NULL,
  ended_at INTEGER,
  last TEXT
) STRICT;
CREATE INDEX deliveries_of ON deliveries (project, state);
CREATE INDEX deliveries_waiting ON deliveries (channel_id, is_kill DESC, next_at) WHERE state = 'pending';
CREATE INDEX deliveries_ended ON deliveries (ended_at) WHERE ended_at IS NOT NULL;

CREATE TABLE notify_positions (
  project TEXT PRIMARY KEY,
  revision INTEGER NOT NULL
) WITHOUT ROWID, STRICT;
`
