import { type ApiClient, createApiClient } from '@ripcord/api'
import type { ServerProcess } from './server-process.js'
import { type Patience, waitFor } from './wait-for.js'

type Propagation = Awaited<ReturnType<ApiClient['readPropagation']>>

/** A project with one environment and a server key, and what tests do to it, through the HTTP API. */
export interface TestProject {
  readonly api: ApiClient
  readonly params: { readonly project: string; readonly environment: string }
  readonly sdkKey: { readonly id: string; readonly key: string }
  /** Creates boolean flags with variants `on` and `off` (the safe one), enabled, serving `serves`. */
  createFlags(flagKeys: readonly string[], serves?: 'on' | 'off'): Promise<void>
  /** Sets what the flags serve by default, all in one change; answers the revision. */
  serve(flagKeys: readonly string[], variant: 'on' | 'off'): Promise<number>
  /** Answers the id of the kill. */
  kill(flagKeys: readonly string[]): Promise<string>
  restore(killId: string): Promise<void>
  propagation(killId: string, instances?: 'all' | 'unsafe'): Promise<Propagation>
  /** Waits until exactly `count` instances count for the kill and all of them are safe. */
  reachedAll(killId: string, count: number, patience?: Patience): Promise<Propagation>
  newKey(name?: string): Promise<{ id: string; key: string }>
}

export async function createTestProject(
  server: ServerProcess,
  names: { project?: string; environment?: string } = {},
): Promise<TestProject> {
  const { project = 'shop', environment = 'live' } = names
  const api = createApiClient({ baseUrl: server.url, token: server.adminToken })
  const params = { project, environment }
  await api.createProject({
    body: { key: project, name: project, environments: [{ key: environment, name: environment }] },
  })

  const newKey = async (name = 'test'): Promise<{ id: string; key: string }> => {
    const { id, key } = await api.createKey({ params, body: { name } })
    return { id, key }
  }
  const createFlag = (flagKey: string, serves: 'on' | 'off'): Promise<unknown> =>
    api.createFlag({
      params: { project },
      body: {
        key: flagKey,
        name: flagKey,
        type: 'boolean',
        variants: { on: true, off: false },
        environments: {
          [environment]: {
            enabled: true,
            offVariant: 'off',
            default: { type: 'variant', variant: serves },
          },
        },
      },
    })

  const self: TestProject = {
    api,
    params,
    sdkKey: await newKey(),
    newKey,
    createFlags: async (flagKeys, serves = 'on') => {
      const left = [...flagKeys]
      const worker = async (): Promise<void> => {
        for (let next = left.pop(); next !== undefined; next = left.pop()) await createFlag(next, serves)
      }
      await Promise.all(Array.from({ length: 8 }, worker))
    },
    async serve(flagKeys, variant) {
      const { revision } = await api.changeFlags({
        params: { project },
        body: {
          edits: flagKeys.map((flag) => ({
            type: 'settings',
            flag,
            environment,
            patch: { default: { type: 'variant', variant } },
          })),
        },
      })
      return revision
    },
    async kill(flagKeys) {
      const { kill } = await api.createKill({
        params,
        body: { target: { type: 'flags', flags: [...flagKeys] }, reason: 'test' },
      })
      return kill.killId
    },
    async restore(killId) {
      await api.restoreKill({ params: { ...params, kill: killId }, body: { reason: 'test' } })
    },
    propagation: (killId, instances = 'all') =>
      api.readPropagation({ params: { ...params, kill: killId }, query: { instances } }),
    reachedAll: (killId, count, patience) => {
      let seen = 'nothing'
      return waitFor(
        `${count} of ${count} to be safe`,
        async () => {
          const propagation = await self.propagation(killId, 'unsafe')
          seen = `${propagation.safe} of ${propagation.total}`
          return propagation.total === count && propagation.safe === count ? propagation : undefined
        },
        patience,
      ).catch((error: unknown) => {
        throw new Error(`${String(error)} (seen: ${seen})`, { cause: error })
      })
    },
  }
  return self
}
