/** What was said of deployments: a source says each once. */
export const deployments = `
CREATE TABLE deployments (
  source_id TEXT NOT NULL,
  id TEXT NOT NULL,
  environment_id TEXT NOT NULL,
  received_at INTEGER NOT NULL,
  service TEXT,
  since INTEGER NOT NULL,
  counts INTEGER NOT NULL,
  deployment TEXT NOT NULL,
  warnings TEXT NOT NULL,
  effects TEXT,
  UNIQUE (source_id, id)
) STRICT;
CREATE INDEX deployments_of ON deployments (environment_id, received_at);
CREATE INDEX deployments_latest ON deployments (environment_id, service, since) WHERE counts;
CREATE INDEX deployments_received ON deployments (received_at);
`
