import type { Resolution } from '@ripcord/evaluator'
import { describe, messageOf } from '../describe.js'
import { isRecord } from '../json.js'
import type { Log } from '../log.js'
import type { CarriedHeaders, Handlers, HeadersLike, OutcomeMethods } from '../outcome-types.js'
import { writeBaggage } from './baggage.js'
import { asKind } from './kind-of-error.js'
import { createMiddleware } from './middleware.js'
import type { Observer } from './observer.js'
import { perform, performPart } from './perform.js'
import { pickHandler } from './pick-handler.js'
import type { Scope } from './scope.js'

export interface OutcomeSurfaceParts {
  readonly observer: Observer
  /** A flag's answer, counted as an evaluation; undefined where there is no such flag. Total. */
  readonly resolve: (flagKey: unknown, context: unknown) => Resolution | undefined
  readonly log: Log
}

/** The public methods for outcomes. They throw what the application's functions throw, and nothing of themselves. */
export function createOutcomeSurface({ observer, resolve, log }: OutcomeSurfaceParts): OutcomeMethods {
  function open(context: unknown, carried: unknown): Scope {
    const headers = isRecord(carried) ? carried : {}
    return observer.open(typeof context === 'function' ? undefined : context, {
      traceparent: memberOf(headers, 'traceparent'),
      baggage: memberOf(headers, 'baggage'),
    })
  }

  const present = (): Scope | undefined => {
    const scope = observer.current
    return scope?.isOver === true ? undefined : scope
  }

  function run<T>(flagKey: unknown, context: unknown, handlers: Handlers<T>, carried?: CarriedHeaders): T {
    const work = (): T => {
      const handler = pickHandler(handlers, resolve(flagKey, context))
      if (handler !== undefined) return handler() as T
      log('warn', `run(${describe(flagKey)}) has no handler for off: nothing is run`)
      return undefined as T
    }
    const scope = present()
    return scope === undefined ? perform(observer, open(context, carried), work) : performPart(scope, work)
  }

  function scope<T>(context: unknown, work: () => T, carried?: CarriedHeaders): T {
    if (typeof work !== 'function') {
      log('warn', 'scope() was given no function: nothing is run')
      return undefined as T
    }
    return perform(observer, open(context, carried), work)
  }

  function recordOutcome(outcome: unknown, options: unknown): void {
    if (outcome !== 'ok' && outcome !== 'error')
      return log('warn', `recordOutcome(${describe(outcome)}): expected "ok" or "error"`)
    const given = isRecord(options) ? options : {}
    const flagKey = memberOf(given, 'flagKey')
    const here = flagKey === undefined ? present() : undefined
    const of = here ?? open(memberOf(given, 'context'), undefined)
    // Whoever names a flag tells of a request that has, or had, a scope of its own.
    if (flagKey !== undefined) of.isRequest = false
    of.word = outcome
    of.kind = asKind(memberOf(given, 'kind')) ?? of.kind
    const durationMs = memberOf(given, 'durationMs')
    if (typeof durationMs === 'number' && durationMs >= 0 && Number.isFinite(durationMs))
      of.durationMs = durationMs
    if (here !== undefined) return
    // The answer is the one that the application got: the same subject falls the same way.
    if (flagKey !== undefined) observer.run(of, () => observer.ask(flagKey, of.context))
    observer.end(of)
  }

  function track(event: unknown): void {
    const name = asKind(event)
    if (name === undefined) log('warn', `track(${describe(event)}): expected a name of 1 to 64 characters`)
    else present()?.track(name)
  }

  function injectBaggage(headers: unknown): HeadersLike {
    const given = isRecord(headers) ? headers : {}
    const copy = Object.fromEntries(
      namesOf(given).map((name) => [name, memberOf(given, name)]),
    ) as HeadersLike
    const scope = observer.current
    const decisions = scope === undefined ? undefined : observer.decisionsOf(scope)
    if (decisions === undefined || decisions.size === 0) return copy
    const name = Object.keys(copy).find((one) => one.toLowerCase() === 'baggage') ?? 'baggage'
    return { ...copy, [name]: writeBaggage(copy[name], decisions) }
  }

  const total =
    <A extends unknown[], T>(name: string, of: (...args: A) => T, otherwise: (...args: A) => T) =>
    (...args: A): T => {
      try {
        return of(...args)
      } catch (error) {
        log('error', `${name} failed: ${messageOf(error)}`)
        return otherwise(...args)
      }
    }

  return {
    run,
    scope,
    recordOutcome: total('recordOutcome', recordOutcome, () => undefined),
    track: total('track', track, () => undefined),
    injectBaggage: total('injectBaggage', injectBaggage, (headers) => headers as HeadersLike),
    middleware: createMiddleware(observer, log),
  } as OutcomeMethods
}

function memberOf(of: { readonly [name: string]: unknown }, name: string): unknown {
  try {
    return of[name]
  } catch {
    return undefined
  }
}

function namesOf(of: object): string[] {
  try {
    return Object.keys(of)
  } catch {
    return []
  }
}
