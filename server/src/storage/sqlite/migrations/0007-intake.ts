/** Where alerts and deployments come from, and the episodes of alerts: one of a source is there once. */
export const intake = `
CREATE TABLE intake_sources (
  id TEXT PRIMARY KEY,
  environment_id TEXT NOT NULL,
  body TEXT NOT NULL,
  last_used_at TEXT,
  revoked_at TEXT
) STRICT;
CREATE INDEX intake_sources_of ON intake_sources (environment_id);

CREATE TABLE alert_episodes (
  source_id TEXT NOT NULL,
  episode TEXT NOT NULL,
  environment_id TEXT NOT NULL,
  state TEXT NOT NULL,
  received_at INTEGER NOT NULL,
  ended_at INTEGER,
  alert TEXT NOT NULL,
  matches TEXT NOT NULL,
  warnings TEXT NOT NULL,
  is_matched INTEGER NOT NULL,
  counts INTEGER NOT NULL,
  UNIQUE (source_id, episode)
) STRICT;
CREATE INDEX alert_episodes_of ON alert_episodes (environment_id, is_matched, received_at);
CREATE INDEX alert_episodes_received ON alert_episodes (received_at);
CREATE INDEX alert_episodes_open ON alert_episodes (received_at) WHERE counts AND state <> 'resolved';
`
