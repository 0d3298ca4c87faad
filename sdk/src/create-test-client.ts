import type { CompiledFlag, Resolution } from '@ripcord/evaluator'
import { keyPattern } from '@ripcord/model/plain'
import { createSurface } from './client.js'
import { systemClock } from './clock.js'
import { FlagEntry } from './counts.js'
import { describe } from './describe.js'
import { Emitter } from './emitter.js'
import { asJson, isRecord } from './json.js'
import { Breakers } from './outcomes/breakers.js'
import { Observer } from './outcomes/observer.js'
import { OutcomeTable } from './outcomes/outcome-table.js'
import { StatusBoard } from './status-board.js'
import type { ClientEvents, EvaluationContext, FlagMap, JsonValue, TestClient, TestFlag } from './types.js'

/**
 * A client for tests: in memory, without network, disk or time; the same surface and the same checks of types. It is
 * READY at once, and a flag that was not set is FLAG_NOT_FOUND. Never throws.
 *
 * @example
 * const flags = createTestClient({ flags: { 'new-checkout': true, limit: (context) => (context.vip ? 100 : 10) } })
 * flags.set('new-checkout', false)
 */
export function createTestClient<Flags = FlagMap>(
  options: { readonly flags?: { readonly [K in keyof Flags]?: TestFlag<Flags[K]> } } = {},
): TestClient<Flags> {
  const log = (): void => undefined
  const entries = new Map<unknown, FlagEntry>()
  const overrides = new Map<unknown, FlagEntry>()
  const events = new Emitter<ClientEvents>(['changed', 'status'], log)
  const find = (flagKey: unknown): FlagEntry | undefined => overrides.get(flagKey) ?? entries.get(flagKey)
  const observer = new Observer({
    clock: systemClock,
    log,
    entries: { get: find },
    table: new OutcomeTable(() => undefined),
    breakers: new Breakers(new Map(), log, () => undefined),
    pinned: new Set(),
    honoursBaggage: false,
    onKilled: () => undefined,
  })
  const startedAt = systemClock.now()
  const board = new StatusBoard(systemClock, () => ({
    status: 'READY',
    since: startedAt,
    source: 'test',
    position: null,
    confirmedAt: null,
    because: 'a test client serves what it was given',
  }))

  function put(map: Map<unknown, FlagEntry>, flagKey: unknown, flag: unknown): void {
    if (typeof flagKey !== 'string') return
    const compiled = flag === undefined ? undefined : flagOf(flagKey, flag)
    if (compiled === undefined) map.delete(flagKey)
    else map.set(flagKey, new FlagEntry(compiled))
    events.emit('changed', { keys: [flagKey] })
  }

  for (const [flagKey, flag] of membersOf(options)) put(entries, flagKey, flag)
  const surface = createSurface({
    entries: { get: find },
    absence: () => ({ code: 'FLAG_NOT_FOUND', message: 'the test client was not given this flag' }),
    count: () => undefined,
    status: () => board.details,
    ready: (timeoutMs) => board.ready(timeoutMs),
    on: (event, listener) => events.on(event, listener),
    override: (flagKey, value) => put(overrides, flagKey, value),
    close: () => Promise.resolve(board.close()),
    observer,
    log,
  })
  const set = (flagKey: unknown, flag: unknown): void => put(entries, flagKey, flag)
  return Object.freeze(
    Object.assign(Object.create(surface) as object, { set }),
  ) as unknown as TestClient<Flags>
}

/** Of what was passed, whatever it is. */
function membersOf(options: unknown): [string, unknown][] {
  try {
    const flags = isRecord(options) ? options['flags'] : undefined
    return isRecord(flags) ? Object.entries(flags) : []
  } catch {
    return []
  }
}

function flagOf(flagKey: string, flag: unknown): CompiledFlag | undefined {
  if (typeof flag === 'function') {
    const ask = flag as (context: EvaluationContext) => JsonValue
    return compiledFlag(flagKey, undefined, (context) =>
      resolutionOf(settled(ask(asContext(context))), 'TARGETING_MATCH'),
    )
  }
  const constant = resolutionOf(flag, 'STATIC')
  return compiledFlag(flagKey, constant, () => constant)
}

const noContext: EvaluationContext = Object.freeze({})

/** A function is given a context whatever was passed. */
function asContext(context: unknown): EvaluationContext {
  return typeof context === 'object' && context !== null ? (context as EvaluationContext) : noContext
}

/** An async function by mistake: what it rejects with must not end the process. It is refused as no JSON further on. */
function settled(answer: unknown): unknown {
  if (answer instanceof Promise) answer.catch(() => undefined)
  return answer
}

function compiledFlag(
  key: string,
  constant: Resolution | undefined,
  evaluate: CompiledFlag['evaluate'],
): CompiledFlag {
  return {
    key,
    type: undefined,
    constant,
    evaluate,
    quarantined: undefined,
    decider: 'targeting',
    release: undefined,
  }
}

function resolutionOf(value: unknown, reason: 'STATIC' | 'TARGETING_MATCH'): Resolution {
  const json = asJson(value)
  // A text stands for the variant of this name as well, so that `run` finds its handler.
  const variant = typeof json === 'string' && keyPattern.test(json) ? json : 'test'
  if (json !== undefined) return { type: 'variant', value: json, variant, reason, flagMetadata: {} }
  return {
    type: 'error',
    reason: 'ERROR',
    errorCode: 'PARSE_ERROR',
    errorMessage: `${describe(value)} is no JSON value`,
    flagMetadata: {},
  }
}
