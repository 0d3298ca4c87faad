import type { Actor } from '@ripcord/model'

export interface SdkKey {
  id: string
  environmentId: string
  /** `server` keys receive rules over the stream; `client` keys are for OFREP. */
  kind: 'server' | 'client'
  name: string
  /** SHA-256 of the whole key, hex. The key itself is shown once and kept nowhere. */
  hash: string
  createdAt: string
  createdBy: Actor
  lastUsedAt: string | null
  revokedAt: string | null
}

export interface KeyStore {
  create(key: SdkKey): Promise<void>
  get(id: string): Promise<SdkKey | undefined>
  list(environmentId: string): Promise<SdkKey[]>
  /** Revoking a revoked key is no error. */
  revoke(id: string, at: string): Promise<void>
  touch(id: string, at: string): Promise<void>
}

export interface AdminToken {
  id: string
  name: string
  hash: string
  createdAt: string
  revokedAt: string | null
}

export interface Session {
  id: string
  actor: Actor
  createdAt: string
  expiresAt: string
  revokedAt: string | null
}

export interface AccessStore {
  /** One-time links: the hash of the token and when it ends. */
  createLink(hash: string, expiresAt: string): Promise<void>
  /** True once, and only before it ends. */
  spendLink(hash: string, now: string): Promise<boolean>
  createSession(session: Session): Promise<void>
  session(id: string): Promise<Session | undefined>
  revokeSession(id: string, at: string): Promise<void>
  createToken(token: AdminToken): Promise<void>
  token(id: string): Promise<AdminToken | undefined>
  tokens(): Promise<AdminToken[]>
  revokeToken(id: string, at: string): Promise<void>
  /** Boxed secrets by name (the session key, later those of webhooks): the adapter never sees plain text. */
  secret(name: string): Promise<Uint8Array | undefined>
  putSecret(name: string, box: Uint8Array): Promise<void>
}
