import type { EvaluationContext, JsonValue, StatusDetails } from '@ripcord/sdk'
import type { Answers, Ask, FromService, Sight, Telling } from './service-messages.js'
import type { TrafficSettings } from './traffic.js'
import { type Patience, waitFor, within } from './wait-for.js'

/** A client of the SDK somewhere else, which does what it is asked and tells what it sees. */
export interface Service {
  /** Milliseconds that `createClient` took. */
  readonly createdInMs: number
  /** Every status it told of, in order. */
  readonly statuses: readonly StatusDetails[]
  /** Every change it told of: keys, and the machine's monotonic nanoseconds. */
  readonly changes: readonly { keys: readonly string[]; at: bigint }[]
  /** Everything that it served and that was to be recorded, in order. */
  readonly sights: readonly Sight[]
  /** Every change of what is to be recorded that it told of, in order, also where nothing is other than before. */
  readonly tellings: readonly Telling[]
  details(flagKey: string, defaultValue: JsonValue, context?: EvaluationContext): Promise<Answers['evaluate']>
  value(flagKey: string, defaultValue: JsonValue, context?: EvaluationContext): Promise<JsonValue>
  status(): Promise<StatusDetails>
  ready(timeoutMs?: number): Promise<Answers['ready']>
  override(flagKey: string, value?: JsonValue): Promise<void>
  sightings(): Promise<Answers['sightings']>
  /** Stops itself (SIGSTOP) amid its work; answers what its status is as it goes on. */
  standStill(patienceMs: number): Promise<StatusDetails>
  /** Calls every public method with what bites who looks at it; `marker` is in all of it. */
  molest(marker: string): Promise<Answers['molest']>
  /** Evaluates so many times, with a context of its own each. */
  toil(flagKeys: readonly string[], times: number): Promise<Answers['toil']>
  /** Serves requests like these from now on. */
  traffic(settings: TrafficSettings): Promise<void>
  /** Waits until it serves that value. */
  serves(flagKey: string, value: JsonValue, patience?: Patience): Promise<void>
  /** Waits until it has that status. */
  is(status: StatusDetails['status'], patience?: Patience): Promise<StatusDetails>
  /** `client.close()`, the process goes on. */
  close(): Promise<void>
  /** Nothing but the SDK could keep it alive from now on. */
  letGo(): Promise<void>
}

/** How messages come and go. */
export interface ServiceLink {
  readonly name: string
  send(message: { id: number; ask: Ask }): void
  onMessage(listener: (message: FromService) => void): void
  /** Why there will be no more answers; undefined while there may be. */
  over(): string | undefined
}

/** Waits until the client at the other end is made. */
export async function openService(link: ServiceLink): Promise<Service> {
  const statuses: StatusDetails[] = []
  const changes: { keys: readonly string[]; at: bigint }[] = []
  const sights: Sight[] = []
  const tellings: Telling[] = []
  const waiting = new Map<number, (answer: unknown) => void>()
  let createdInMs: number | undefined
  let asked = 0

  link.onMessage((message) => {
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
      case 'telling':
        tellings.push(message.telling)
        break
      case 'answer':
        waiting.get(message.id)?.(message.answer)
        waiting.delete(message.id)
        break
      case 'relative':
        break
    }
  })

  const ask = async <A extends Ask>(what: A, patienceMs = 60_000): Promise<Answers[A['type']]> => {
    asked += 1
    const id = asked
    const answered = new Promise<unknown>((resolve) => void waiting.set(id, resolve))
    link.send({ id, ask: what })
    const awaited = `the answer of ${link.name} to ${what.type}`
    return (await answeredOrOver(awaited, patienceMs, answered)) as Answers[A['type']]
  }
  const answeredOrOver = <T>(what: string, patienceMs: number, answered: Promise<T>): Promise<T> => {
    let timer: NodeJS.Timeout | undefined
    const over = new Promise<never>((_, reject) => {
      timer = setInterval(() => {
        const because = link.over()
        if (because !== undefined) reject(new Error(because))
      }, 50)
    })
    return within(what, patienceMs, Promise.race([answered, over])).finally(() => clearInterval(timer))
  }

  await waitFor(`${link.name} to have created its client`, () => createdInMs !== undefined, {
    stopWhen: () => link.over(),
  })

  const service: Service = {
    createdInMs: createdInMs ?? 0,
    statuses,
    changes,
    sights,
    tellings,
    details: (flagKey, defaultValue, context) =>
      ask({ type: 'evaluate', flagKey, defaultValue, ...(context === undefined ? {} : { context }) }),
    value: async (...of) => (await service.details(...of)).value,
    status: () => ask({ type: 'status' }),
    ready: (timeoutMs = 20_000) => ask({ type: 'ready', timeoutMs }),
    override: async (flagKey, value) => {
      await ask({ type: 'override', flagKey, ...(value === undefined ? {} : { value }) })
    },
    sightings: () => ask({ type: 'sightings' }),
    standStill: (patienceMs) => ask({ type: 'standStill' }, patienceMs),
    molest: (marker) => ask({ type: 'molest', marker }),
    toil: (flagKeys, times) => ask({ type: 'toil', flagKeys: [...flagKeys], times }),
    traffic: async (settings) => {
      await ask({ type: 'traffic', ...settings })
    },
    serves: async (flagKey, value, patience) => {
      await waitFor(
        `${link.name} to serve ${JSON.stringify(value)} for ${flagKey}`,
        async () => JSON.stringify(await service.value(flagKey, otherThan(value))) === JSON.stringify(value),
        patience,
      )
    },
    is: (wanted, patience) =>
      waitFor(
        `${link.name} to be ${wanted}`,
        async () => {
          const status = await service.status()
          return status.status === wanted ? status : undefined
        },
        patience,
      ),
    close: async () => {
      await ask({ type: 'close' })
    },
    letGo: async () => {
      await ask({ type: 'letGo' })
    },
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
