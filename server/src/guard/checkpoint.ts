import { createHash } from 'node:crypto'
import { deserialize, serialize } from 'node:v8'
import { MEMORY_VERSION } from '@ripcord/guard'
import type { GuardCheckpoint } from '../storage/storage.js'
import type { RunState } from './run.js'

/** What is known of a run, to the bit: sets, holes and infinite figures, of which JSON knows nothing. */
export function checkpointOf(state: RunState, version: string): GuardCheckpoint {
  const bytes = serialize(state)
  return { sequence: state.sequence, version: codeOf(version), state: bytes, digest: digestOf(bytes) }
}

/** Undefined where other code wrote it, or it is damaged: then all inputs are folded. */
export function stateIn({ version: wrote, state, digest }: GuardCheckpoint, version: string) {
  if (wrote !== codeOf(version) || digest !== digestOf(state)) return undefined
  return deserialize(state) as RunState
}

/** Other code may fold the same inputs into something else, and another engine may round logarithms otherwise. */
function codeOf(version: string): string {
  return `${version} ${MEMORY_VERSION} ${process.versions.v8}`
}

function digestOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}
