/** What the guard killed, or would have killed, and what people thought of it. */
export const automaticKills = `
CREATE TABLE automatic_kills (
  environment_id TEXT NOT NULL,
  id TEXT NOT NULL,
  type TEXT NOT NULL,
  release TEXT NOT NULL,
  generation INTEGER NOT NULL,
  at TEXT NOT NULL,
  because TEXT NOT NULL,
  check_id TEXT NOT NULL,
  label TEXT,
  UNIQUE (environment_id, id)
) STRICT;
`
