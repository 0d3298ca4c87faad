import { onTestFinished } from 'vitest'
import { createScope, type Scope } from '../harness/scope.js'

/** A scope that closes when the running test ends, whether it passed or not. */
export function testScope(): Scope {
  const scope = createScope()
  onTestFinished(() => scope.close())
  return scope
}
