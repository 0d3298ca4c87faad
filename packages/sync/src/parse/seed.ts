import type { SyncSeed } from '../machine-types.js'
import { entitiesOf, hashesOf, positionOf } from './parts.js'
import { fieldsOf, parsing, textOf } from './shape.js'
import { wireLimits } from './wire-limits.js'

/** Reads a state as a disk kept it. That it has the hashes it names is for the machine to find out. */
export const parseSeedState = parsing((input): NonNullable<SyncSeed['state']> => {
  const state = fieldsOf(input, 'state')
  const unread = state.unread ?? null
  return {
    position: positionOf(state.position, 'position'),
    hashes: hashesOf(state.hashes, 'hashes'),
    entities: entitiesOf(state.entities, 'entities'),
    unread: unread === null ? null : textOf(unread, 'unread', wireLimits.sectionNameLength),
  }
})
