import type { EvaluationContext, JsonValue, StatusDetails } from '@ripcord/sdk'
import { type Child, type Exit, startChild, story } from './child.js'
import { programs } from './paths.js'
import type { Scope } from './scope.js'
import type { Answers, Ask, FromService, ServiceSettings, Sight } from './service-messages.js'
import { tempDir } from './temp-dir.js'
import { type Patience, waitFor, within } from './wait-for.js'

/** A service with the SDK inside, in a process of its own. */
export interface ServiceProcess {
  readonly child: Child
  /** Milliseconds that `createClient` took. */
  readonly createdInMs: number
  /** Every status it told of, in order. */
  readonly statuses: readonly StatusDetails[]
  /** Every change it told of: keys, and the machine's monotonic nanoseconds. */
  readonly changes: readonly { keys: readonly string[]; at: bigint }[]
  /** Everything that it served and that was to be recorded, in order. */
  readonly sights: readonly Sight[]
  details(flagKey: string, defaultValue: JsonValue, context?: EvaluationContext): Promise<Answers['evaluate']>
  value(flagKey: string, defaultValue: JsonValue, context?: EvaluationContext): Promise<JsonValue>
  status(): Promise<StatusDetails>
  ready(timeoutMs?: number): Promise<Answers['ready']>
  override(flagKey: string, value?: JsonValue): Promise<void>
  sightings(): Promise<Answers['sightings']>
  /** Waits until it serves that value. */
  serves(flagKey: string, value: JsonValue, patience?: Patience): Promise<void>
  /** Waits until it has that status. */
  is(status: StatusDetails['status'], patience?: Patience): Promise<StatusDetails>
  /** `client.close()`, the process goes on. */
  close(): Promise<void>
  kill(): Promise<Exit>
  stop(): Promise<Exit>
}

export type ServiceOptions = Omit<ServiceSettings, 'name' | 'version' | 'cacheDir'> &
  Partial<Pick<ServiceSettings, 'name' | 'version' | 'cacheDir'>>

/** Starts a service; without `cacheDir` it has a folder of its own. */
export async function startService(
  scope: Scope,
  options: ServiceOptions,
  env: { readonly [name: string]: string } = {},
): Promise<ServiceProcess> {
  const settings: ServiceSettings = {
    name: 'service',
    version: '1.0.0',
    ...options,
    cacheDir: options.cacheDir ?? tempDir(scope, 'cache'),
  }
  const args = [JSON.stringify(settings)]
  const child = startChild(scope, { program: programs.service, args, env, ipc: true })
  const statuses: StatusDetails[] = []
  const changes: { keys: readonly string[]; at: bigint }[] = []
  const sights: Sight[] = []
  const waiting = new Map<number, (answer: unknown) => void>()
  let createdInMs: number | undefined
  let asked = 0

  child.onMessage((raw) => {
    const message = raw as FromService
    switch (message.type) {
      case 'created':
        createdInMs = message.tookMs
        break
      case 'status':
        statuses.push(message.status)
        break
      case 'changed':
        changes.push({ keys: message.keys, at: BigInt(message.at) })
        break
      case 'sight':
        sights.push(message.sight)
        break
      case 'answer':
        waiting.get(message.id)?.(message.answer)
        waiting.delete(message.id)
        break
    }
  })

  const ask = <A extends Ask>(what: A): Promise<Answers[A['type']]> => {
    asked += 1
    const id = asked
    const answered = new Promise<unknown>((resolve, reject) => {
      waiting.set(id, resolve)
      void child.exited.then(() => reject(new Error(story(child))))
    })
    child.send({ id, ask: what })
    return within(`the service's answer to ${what.type}`, 30_000, answered) as Promise<Answers[A['type']]>
  }

  await waitFor('the service to have created its client', () => createdInMs !== undefined, {
    stopWhen: () => (child.exit === undefined ? undefined : story(child)),
  })

  const service: ServiceProcess = {
    child,
    createdInMs: createdInMs ?? 0,
    statuses,
    changes,
    sights,
    details: (flagKey, defaultValue, context) =>
      ask({ type: 'evaluate', flagKey, defaultValue, ...(context === undefined ? {} : { context }) }),
    value: async (...of) => (await service.details(...of)).value,
    status: () => ask({ type: 'status' }),
    ready: (timeoutMs = 20_000) => ask({ type: 'ready', timeoutMs }),
    override: async (flagKey, value) => {
      await ask({ type: 'override', flagKey, ...(value === undefined ? {} : { value }) })
    },
    sightings: () => ask({ type: 'sightings' }),
    serves: async (flagKey, value, patience) => {
      await waitFor(
        `${settings.name} to serve ${JSON.stringify(value)} for ${flagKey}`,
        async () => JSON.stringify(await service.value(flagKey, otherThan(value))) === JSON.stringify(value),
        patience,
      )
    },
    is: (wanted, patience) =>
      waitFor(
        `${settings.name} to be ${wanted}`,
        async () => {
          const status = await service.status()
          return status.status === wanted ? status : undefined
        },
        patience,
      ),
    close: async () => {
      await ask({ type: 'close' })
    },
    kill: () => child.kill(),
    stop: () => child.stop(),
  }
  return service
}

/** A default of the same type that can't be taken for the value. */
function otherThan(value: JsonValue): JsonValue {
  switch (typeof value) {
    case 'boolean':
      return !value
    case 'string':
      return `not ${value}`
    case 'number':
      return value - 1
    default:
      return {}
  }
}
