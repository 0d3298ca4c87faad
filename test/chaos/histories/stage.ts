import { type ApiClient, createApiClient } from '@ripcord/api'
import { snapshotPath } from '@ripcord/sync'
import type { Scope } from '../../harness/scope.js'
import { type ServerProcess, startServer } from '../../harness/server-process.js'
import { createTestProject, type TestProject } from '../../harness/test-project.js'
import { Ledger } from './ledger.js'
import { whyNotThere } from './validators.js'
import { startWitness, type Witness } from './witness.js'
import { Writer } from './writer.js'

/** A server, a writer who keeps the ledger, and services behind fault proxies. */
export interface Stage {
  readonly scope: Scope
  readonly server: ServerProcess
  readonly api: ApiClient
  readonly params: TestProject['params']
  readonly ledger: Ledger
  readonly writer: Writer
  readonly witnesses: readonly Witness[]
  /** Where the server says that its log stands. */
  head(): Promise<{ epoch: string; revision: number }>
  /** Another server on the same folder takes the place of the one that has ended, at a port of its own. */
  replaceServer(): Promise<void>
  /** Waits for every witness to be where the log is; what still keeps one is told by the validators. */
  quiet(timeoutMs?: number): Promise<void>
}

/** So long may a client take once nothing goes wrong any more: its longest pause is a minute, its longest silence 15 s. */
const quietMs = 150_000

export async function openStage(scope: Scope, count: { stream: number; polling: number }): Promise<Stage> {
  let server = await startServer(scope)
  const { params, sdkKey, api: firstApi } = await createTestProject(server)
  let api = firstApi
  const ledger = new Ledger()
  const writer = new Writer(() => api, params, ledger)
  const stage: Omit<Stage, 'witnesses'> = {
    scope,
    params,
    ledger,
    writer,
    get server() {
      return server
    },
    get api() {
      return api
    },
    head: () => readHead(server.url, sdkKey.key),
    async replaceServer() {
      const { dataDir, adminToken } = server
      server = await startServer(scope, { dataDir, env: { RIPCORD_ADMIN_TOKEN: adminToken } })
      api = createApiClient({ baseUrl: server.url, token: adminToken })
      for (const { proxy } of witnesses) proxy.leadTo(server.port)
    },
    async quiet(timeoutMs = quietMs) {
      await Promise.all(witnesses.map((one) => one.waits((last) => whyNotThere(last, ledger), timeoutMs)))
    },
  }

  await writer.createWitnesses()
  ledger.opened((await stage.head()).epoch)
  await writer.set()
  const modes = [
    ...Array.from({ length: count.stream }, () => 'stream' as const),
    ...Array.from({ length: count.polling }, () => 'polling' as const),
  ]
  const witnesses: readonly Witness[] = await Promise.all(
    modes.map((mode, index) =>
      startWitness(scope, server.port, { sdkKey: sdkKey.key, mode, name: `${mode}-${index}` }),
    ),
  )
  await stage.quiet()
  // As it is, with the getters in it.
  return Object.defineProperty(stage, 'witnesses', { value: witnesses }) as Stage
}

async function readHead(url: string, sdkKey: string): Promise<{ epoch: string; revision: number }> {
  const answer = await fetch(url + snapshotPath, { headers: { authorization: `Bearer ${sdkKey}` } })
  const { at } = (await answer.json()) as { at: { epoch: string; revision: number } }
  return at
}
