/** What the inputs of a run came to so far: a restart reads those after it alone. */
export const guardCheckpoints = `
CREATE TABLE guard_checkpoints (
  environment_id TEXT NOT NULL,
  release TEXT NOT NULL,
  generation INTEGER NOT NULL,
  sequence INTEGER NOT NULL,
  version TEXT NOT NULL,
  state BLOB NOT NULL,
  digest TEXT NOT NULL,
  PRIMARY KEY (environment_id, release, generation)
) STRICT;
`
