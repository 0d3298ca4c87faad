/** What an actor may be allowed to do. `subject:verb`; who holds which is said in the server's `access/policies.ts`. */
export const permissions = [
  /** Opening a session: the secret that is shown is the proof. */
  'session:open',
  'session:own',
  'token:read',
  'token:write',
  'project:read',
  'project:write',
  'environment:write',
  'key:read',
  'key:write',
  'flag:read',
  'flag:write',
  'segment:write',
  'flag:kill',
  /** What a release is, and what a service is watched by. */
  'release:write',
  /** Its steps: start, advance, hold, complete, abort. */
  'release:run',
  /** Delivering alerts, deployments and heartbeats: the source's own credential is the proof. */
  'intake:deliver',
  /** Sources and their secrets, backends. */
  'intake:write',
  /** Channels, their secrets, and what was told. */
  'notify:write',
  /** Lifting a kill: a person's. */
  'flag:restore',
  'instance:read',
  'instance:strike',
  /** Processes beside the server, with traffic against it: whoever sits at its machine. */
  'demo:run',
] as const
export type Permission = (typeof permissions)[number]
