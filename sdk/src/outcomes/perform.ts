import { kindOfError } from './kind-of-error.js'
import type { Observer } from './observer.js'
import type { Scope } from './scope.js'

/** Runs `work` in a scope that lasts as long as it. What it throws, or rejects with, is the scope's error. */
export function perform<T>(observer: Observer, scope: Scope, work: () => T): T {
  return settled(
    () => observer.run(scope, work),
    () => observer.end(scope),
    (error) => {
      noteThrown(scope, error)
      observer.end(scope)
    },
  )
}

/** Runs a part of a scope: what it throws is the scope's error, also where somebody makes good for it. */
export function performPart<T>(scope: Scope, work: () => T): T {
  return settled(
    work,
    () => undefined,
    (error) => noteThrown(scope, error),
  )
}

function noteThrown(scope: Scope, error: unknown): void {
  scope.hasThrown = true
  scope.kind ??= kindOfError(error)
}

/**
 * Answers, or throws, what `work` does, and tells when it has. A promise is answered anew: one that is listened to
 * beside the application would no longer tell of a rejection that nobody handles.
 */
function settled<T>(work: () => T, onDone: () => void, onThrown: (error: unknown) => void): T {
  let answer: T
  try {
    answer = work()
  } catch (error) {
    onThrown(error)
    throw error
  }
  if (!isThenable(answer)) {
    onDone()
    return answer
  }
  return Promise.resolve(answer).then(
    (value) => {
      onDone()
      return value
    },
    (error: unknown) => {
      onThrown(error)
      throw error
    },
  ) as T
}

function isThenable(answer: unknown): answer is PromiseLike<unknown> {
  try {
    return typeof (answer as { then?: unknown } | null | undefined)?.then === 'function'
  } catch {
    return false
  }
}
