import type { EvaluationContext as Context, Resolution } from '@ripcord/evaluator'
import type { FlagEntry } from './counts.js'
import { describe, messageOf } from './describe.js'
import { detailsOf, type Expected, errorDetails, isExpected, typeMismatch } from './details.js'
import type { Log } from './log.js'
import type { Observer } from './outcomes/observer.js'
import { createOutcomeSurface } from './outcomes/outcome-surface.js'
import type { Client, ErrorCode, EvaluationDetails, StatusDetails } from './types.js'

/** What the public surface stands on. */
export interface ClientParts {
  /** Looked up at each evaluation, with whatever was passed as a key. */
  readonly entries: { get(flagKey: unknown): FlagEntry | undefined }
  /** Why a flag is not among them. */
  absence(): { code: ErrorCode; message: string }
  readonly count: (entry: FlagEntry, resolution: Resolution) => void
  status(): StatusDetails
  ready(timeoutMs: unknown): Promise<StatusDetails>
  on: Client['on']
  override(flagKey: unknown, value: unknown): void
  close(): Promise<void>
  readonly observer: Observer
  log: Log
}

/**
 * The public surface: functions that need no `this`, take anything and never throw. An evaluation is one look-up, the
 * compiled flag's answer and a check of its type.
 */
export function createSurface(parts: ClientParts): Client {
  const { entries, count, observer } = parts

  function value<T>(flagKey: unknown, defaultValue: T, context: unknown, expected: Expected): T {
    try {
      const entry = entries.get(flagKey)
      if (entry === undefined) return defaultValue
      const resolution =
        entry.constant ?? entry.evaluate(context === undefined ? contextHere() : (context as Context))
      if (resolution.type === 'variant' && isExpected(resolution.value, expected)) {
        count(entry, resolution)
        return resolution.value as T
      }
      countUnserved(entry, resolution)
      return defaultValue
    } catch (error) {
      complain(error)
      return defaultValue
    }
  }

  function details<T>(
    flagKey: unknown,
    defaultValue: T,
    context: unknown,
    expected: Expected,
  ): EvaluationDetails<T> {
    try {
      const entry = entries.get(flagKey)
      if (entry === undefined) {
        const { code, message } = parts.absence()
        return errorDetails(flagKey, defaultValue, code, `${describe(flagKey)}: ${message}`)
      }
      const resolution =
        entry.constant ?? entry.evaluate(context === undefined ? contextHere() : (context as Context))
      const answer = detailsOf(flagKey, defaultValue, resolution, expected)
      count(entry, answer.errorCode === 'TYPE_MISMATCH' ? typeMismatch : resolution)
      return answer
    } catch (error) {
      complain(error)
      return errorDetails(flagKey, defaultValue, 'GENERAL', messageOf(error))
    }
  }

  function resolve(flagKey: unknown, context: unknown): Resolution | undefined {
    try {
      const entry = entries.get(flagKey)
      if (entry === undefined) return undefined
      const resolution =
        entry.constant ?? entry.evaluate(context === undefined ? contextHere() : (context as Context))
      count(entry, resolution)
      return resolution
    } catch (error) {
      complain(error)
      return undefined
    }
  }

  /** Whom the present scope is about. Apart, so that an evaluation that has a context stays as small as it was. */
  const contextHere = (): Context => observer.current?.context as Context

  /** A variant that is not served is of another type than was asked for. */
  function countUnserved(entry: FlagEntry, resolution: Resolution): void {
    count(entry, resolution.type === 'variant' ? typeMismatch : resolution)
  }

  const complain = (error: unknown): void => parts.log('error', `an evaluation failed: ${messageOf(error)}`)

  const surface: Omit<Client, 'status'> = {
    // First: V8 makes a dictionary of what is spread behind others.
    ...createOutcomeSurface({ observer, resolve, log: parts.log }),
    getBooleanValue: (flagKey, defaultValue, context) => value(flagKey, defaultValue, context, 'boolean'),
    getStringValue: (flagKey, defaultValue, context) => value(flagKey, defaultValue, context, 'string'),
    getNumberValue: (flagKey, defaultValue, context) => value(flagKey, defaultValue, context, 'number'),
    getObjectValue: (flagKey, defaultValue, context) => value(flagKey, defaultValue, context, 'object'),
    getBooleanDetails: (flagKey, defaultValue, context) => details(flagKey, defaultValue, context, 'boolean'),
    getStringDetails: (flagKey, defaultValue, context) => details(flagKey, defaultValue, context, 'string'),
    getNumberDetails: (flagKey, defaultValue, context) => details(flagKey, defaultValue, context, 'number'),
    getObjectDetails: (flagKey, defaultValue, context) => details(flagKey, defaultValue, context, 'object'),
    ready: (options) => parts.ready(timeoutOf(options)),
    on: (event, listener) => parts.on(event, listener),
    override: (flagKey, overriding) => parts.override(flagKey, overriding),
    close: () => parts.close(),
  }
  // Defined apart: V8 keeps an object that is written with a getter as a dictionary, and each call would look it up.
  const status = { enumerable: true, get: () => parts.status() }
  return Object.freeze(Object.defineProperty(surface, 'status', status)) as Client
}

function timeoutOf(options: unknown): unknown {
  try {
    return (options as { timeoutMs?: unknown } | null | undefined)?.timeoutMs
  } catch {
    return undefined
  }
}
