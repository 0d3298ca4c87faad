import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/**
 * Gives back what loading the modules has left between what is kept: V8 by itself collects when there is work, and a
 * server to which nobody comes has none. It takes some tens of milliseconds, in which nothing is answered.
 */
export function collectGarbage(): void {
  setFlagsFromString('--expose-gc')
  // Without it what is freed stays in pages that are partly used.
  setFlagsFromString('--compact-on-every-full-gc')
  // A context that is made now has the function; ours was made before.
  const collect = runInNewContext('gc') as () => void
  collect()
  setFlagsFromString('--no-compact-on-every-full-gc')
  setFlagsFromString('--no-expose-gc')
}
