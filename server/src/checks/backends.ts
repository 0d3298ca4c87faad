import type { Command } from '../changes/command.js'
import type { Clock } from '../clock.js'
import { notFound, RefusedError } from '../errors.js'
import type { KeyRing } from '../secrets/key-ring.js'
import type { BackendStore, StoredBackend } from '../storage/storage.js'
import type { Place } from './sources/source.js'

export type Credential =
  | { type: 'none' }
  | { type: 'basic'; user: string; password: string }
  | { type: 'bearer'; token: string }
  | { type: 'header'; name: string; value: string }

export interface BackendView {
  key: string
  url: string
  /** What kind of credential goes with it; never which. */
  auth: StoredBackend['auth']
  updatedAt: string
}

export interface Backends {
  list(project: string): Promise<BackendView[]>
  /** In place of what stood. @throws RefusedError where its address may not be asked, or the project is not there */
  put(
    project: string,
    key: string,
    given: { url: string; credential: Credential },
    by: Command,
  ): Promise<BackendView>
  /** @throws RefusedError where there is none */
  remove(project: string, key: string): Promise<void>
  /** Where to ask, with the credential. Rejects where the box is not ours. */
  place(project: string, key: string): Promise<Place | undefined>
}

export interface BackendsDeps {
  store: BackendStore
  keyRing: Pick<KeyRing, 'seal' | 'open'>
  clock: Clock
  /** Why an address may not be asked. */
  refuse: (url: string) => Promise<string | undefined>
  /** Refuses with 404 where there is none. */
  project: (key: string) => Promise<unknown>
}

const boxOf = (project: string, key: string) => `backend ${project} ${key}`

export function createBackends({ store, keyRing, clock, refuse, project: find }: BackendsDeps): Backends {
  return {
    async list(project) {
      await find(project)
      return (await store.list(project)).map(view)
    },
    async put(project, key, { url, credential }, { actor }) {
      await find(project)
      const refusal = await refuse(url)
      if (refusal !== undefined)
        throw new RefusedError('invalid', `/url: ${refusal}.`, {
          problems: [{ path: '/url', message: refusal }],
        })
      const headers = headersOf(credential)
      const plain = headers && Buffer.from(JSON.stringify(headers))
      const backend: StoredBackend = {
        project,
        key,
        url,
        auth: credential.type,
        box: plain === undefined ? null : keyRing.seal(plain, boxOf(project, key)),
        updatedAt: clock.now().toISOString(),
        updatedBy: actor,
      }
      await store.put(backend)
      return view(backend)
    },
    async remove(project, key) {
      if (!(await store.remove(project, key))) throw notFound('backend', key)
    },
    async place(project, key) {
      const found = await store.get(project, key)
      if (found === undefined) return undefined
      const { url, box } = found
      if (box === null) return { url, headers: {} }
      return { url, headers: JSON.parse(Buffer.from(keyRing.open(box, boxOf(project, key))).toString()) }
    },
  }
}

function headersOf(credential: Credential): Record<string, string> | undefined {
  switch (credential.type) {
    case 'none':
      return undefined
    case 'basic':
      return {
        authorization: `Basic ${Buffer.from(`${credential.user}:${credential.password}`).toString('base64')}`,
      }
    case 'bearer':
      return { authorization: `Bearer ${credential.token}` }
    case 'header':
      return { [credential.name.toLowerCase()]: credential.value }
  }
}

function view({ key, url, auth, updatedAt }: StoredBackend): BackendView {
  return { key, url, auth, updatedAt }
}
