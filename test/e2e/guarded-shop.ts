import { once } from 'node:events'
import type { Deaths } from '../harness/death.js'
import type { Scope } from '../harness/scope.js'
import { type ServerProcess, startServer } from '../harness/server-process.js'
import { type ServiceProcess, startService } from '../harness/service-process.js'
import { createTestProject, type TestProject } from '../harness/test-project.js'
import { waitFor } from '../harness/wait-for.js'

/** The flag that each service serves its requests by; the release takes both. */
const flagOf = { checkout: 'new-checkout', payments: 'new-totals' } as const
export const flagKeys = Object.values(flagOf)
export const release = 'checkout-1'
const perSecond = 20

/** A server, three processes of two services that serve requests, and a release of both their flags. */
export interface GuardedShop {
  readonly scope: Scope
  readonly server: ServerProcess
  readonly project: TestProject
  readonly services: readonly ServiceProcess[]
  /** Where the release is, for the API. */
  readonly at: TestProject['params'] & { readonly release: string }
  /** Applies the release and starts it, once every process is connected. */
  begin(): Promise<void>
  /** The same, and waits until both arms are measured in every process. */
  start(): Promise<void>
  /** Of a hundred requests that run the new path so many fail from now on, in every process. */
  failing(of100: number): Promise<void>
  /** The new path ends its process, and each that ends has a successor on its host; while `until` is waited for. */
  crashing<T>(until: () => Promise<T>): Promise<T>
  isKilled(): Promise<string>
  /** Waits for what every process serves to everybody, of both flags. */
  everybodyServes(value: boolean): Promise<void>
}

export async function openGuardedShop(scope: Scope, deaths?: Deaths): Promise<GuardedShop> {
  const server = await startServer(scope, deaths === undefined ? {} : { env: deaths.env })
  const project = await createTestProject(server)
  await project.createFlags(flagKeys, 'off')
  const names = ['checkout', 'checkout', 'payments'] as const
  const startOne = (index: number): Promise<ServiceProcess> =>
    startService(scope, {
      url: server.url,
      sdkKey: project.sdkKey.key,
      name: names[index] ?? 'checkout',
      host: `host-${index}`,
      reportIntervalMs: 1_000,
    })
  const services = await Promise.all(names.map((_, index) => startOne(index)))
  await Promise.all(services.map((one) => one.is('READY')))
  const { api } = project
  const at = { ...project.params, release }

  const failing = async (of100: number): Promise<void> => {
    await Promise.all(
      services.map((one, index) =>
        one.traffic({ flagKey: flagOf[names[index] ?? 'checkout'], perSecond, failing: of100 }),
      ),
    )
  }

  const begin = async (): Promise<void> => {
    await api.applyRelease({ params: at, body: releaseFile() })
    await waitFor('every process to be connected', async () => {
      const { items } = await api.listInstances({ params: project.params })
      return items.filter(({ connected }) => connected).length === services.length
    })
    await api.startRelease({ params: at, body: {} })
  }

  const crash = async (first: ServiceProcess, index: number, end: AbortSignal): Promise<void> => {
    const ended = once(end, 'abort')
    for (let one = first; !end.aborted; one = await startOne(index)) {
      await one.is('READY')
      // It may be gone before it can answer.
      one
        .traffic({ flagKey: flagOf[names[index] ?? 'checkout'], perSecond, failing: 'abort' })
        .catch(() => undefined)
      await Promise.race([one.child.exited, ended])
    }
  }

  return {
    scope,
    server,
    project,
    services,
    at,
    failing,
    begin,
    async start() {
      await failing(0)
      await begin()
      await waitFor('both arms to be measured in every process', async () => {
        const { counts } = await api.readGuard({ params: at })
        // Each process reports once a second. So many requests are more than all but one of them come to before that one has.
        return (
          counts.length === 2 &&
          counts.every(
            ({ treatment, control }) => Math.min(treatment.requests, control.requests) > 3 * perSecond,
          )
        )
      })
    },
    async crashing(until) {
      const end = new AbortController()
      const crashes = services.map((one, index) => crash(one, index, end.signal))
      try {
        return await Promise.race([until(), Promise.all(crashes).then(neverWithout)])
      } finally {
        end.abort()
        await Promise.all(crashes)
      }
    },
    isKilled: () =>
      waitFor(
        'the guard to have killed',
        async () => {
          const { status, killId } = await api.getRelease({ params: at })
          return status === 'killed' && killId !== null ? killId : undefined
        },
        { timeoutMs: 60_000, everyMs: 50 },
      ),
    async everybodyServes(value) {
      await Promise.all(
        services.flatMap((one) =>
          flagKeys.flatMap((flagKey) =>
            ['anna', 'bert', 'cora', 'dora'].map((targetingKey) =>
              waitFor(
                `${flagKey} to be ${value} for ${targetingKey}`,
                async () => (await one.value(flagKey, !value, { targetingKey })) === value,
              ),
            ),
          ),
        ),
      )
    },
  }
}

function neverWithout(): never {
  throw new Error('Nobody is there any more that could crash')
}

/** Half of all for longer than a test takes. */
export function releaseFile() {
  return {
    release,
    services: Object.keys(flagOf).map((name) => ({ name, version: '1.0.0' })),
    flags: flagKeys.map((key) => ({ key, outgoing: 'on' })),
    stages: [{ share: 0.5, bakeTime: '1h' }, { share: 1 }],
  }
}
