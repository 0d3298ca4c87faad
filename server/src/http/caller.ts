import type { Actor } from '@ripcord/model'

/** What kind of credential a request shows; the policies are a table of permission × kind. */
export const callerKinds = ['anonymous', 'session', 'ownerToken', 'adminToken', 'sdkKey'] as const
export type CallerKind = (typeof callerKinds)[number]

/** Who calls. */
export type Caller =
  | { kind: 'anonymous' }
  /** A person (or, logged in with a token, that token under its own kind) in a browser. */
  | { kind: 'session' | 'ownerToken' | 'adminToken'; actor: Actor; session: CallerSession | null }
  /** Not looked up: no SDK key opens the API. */
  | { kind: 'sdkKey' }

export interface CallerSession {
  id: string
  expiresAt: string
}

/** What authenticating a request came to. */
export type Authentication =
  | { type: 'caller'; caller: Caller; byCookie: boolean; setCookie?: string }
  | { type: 'refused'; because: string; clearCookie?: string }

/** What is read of a request to learn who calls. */
export interface Credentials {
  authorization: string | undefined
  cookie: string | undefined
}
