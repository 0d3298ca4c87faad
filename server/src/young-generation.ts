import { setFlagsFromString } from 'node:v8'

/*
 * While modules are loaded V8's young generation grows to its full 16 MiB, and it never gives them back: a server to
 * which nobody comes would hold them for nothing.
 */

/** Until `growWithWork` it does not grow. */
export function staySmall(): void {
  setFlagsFromString('--semi-space-growth-factor=1')
}

/** From now on it grows by V8's own measure. */
export function growWithWork(): void {
  setFlagsFromString('--semi-space-growth-factor=2')
}
