import type { Actor } from '@ripcord/model'

/** Where checks of a project ask, with a sealed credential. */
export interface StoredBackend {
  project: string
  key: string
  url: string
  /** How the credential is shown; what it is, is in the box. */
  auth: 'none' | 'basic' | 'bearer' | 'header'
  /** Sealed headers; null = none. */
  box: Uint8Array | null
  updatedAt: string
  updatedBy: Actor
}

export interface BackendStore {
  /** In the order of their keys. */
  list(project: string): Promise<StoredBackend[]>
  get(project: string, key: string): Promise<StoredBackend | undefined>
  /** In place of what stood. */
  put(backend: StoredBackend): Promise<void>
  /** False where there is none. */
  remove(project: string, key: string): Promise<boolean>
}
