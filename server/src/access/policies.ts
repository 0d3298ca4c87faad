import { type Permission, permissions } from '@ripcord/api'
import type { CallerKind } from '../http/caller.js'

const everybody = ['anonymous', 'session', 'ownerToken', 'adminToken'] as const
/** What whoever delivers shows is no credential of ours: the handler proves it. */
const whoeverDelivers = [...everybody, 'sdkKey'] as const
const holders = ['session', 'ownerToken', 'adminToken'] as const
const owners = ['session', 'ownerToken'] as const

/**
 * Who may do what. A permission without a row registers no route, and a kind that is not in its row is refused.
 * An SDK key opens an environment's flags under `/sdk/v1`, nothing here.
 */
export const policies: { readonly [P in Permission]: readonly CallerKind[] } = {
  'session:open': everybody,
  'session:own': holders,
  'token:read': owners,
  // A token makes no tokens, so that revoking one that leaked ends it.
  'token:write': owners,
  'project:read': holders,
  'project:write': holders,
  'environment:write': holders,
  'key:read': holders,
  'key:write': holders,
  'flag:read': holders,
  'flag:write': holders,
  'segment:write': holders,
  'flag:kill': holders,
  'release:write': holders,
  'release:run': holders,
  'intake:deliver': whoeverDelivers,
  'intake:write': holders,
  'notify:write': holders,
  // A person's, or of a token that a person gave to an automation on purpose.
  'flag:restore': holders,
  'instance:read': holders,
  'instance:strike': holders,
  // Processes on the server's machine are for a person who opened its link, not for what a token may leak to.
  'demo:run': ['session'],
}

/** What a kind of caller may do. */
export function permissionsOf(kind: CallerKind): Permission[] {
  return permissions.filter((permission) => policies[permission].includes(kind))
}
