import type { EntityRef, EntityWrite } from '@ripcord/model'
import { parseChunkKey } from '@ripcord/model'
import type { StateView, Stored } from '../storage/storage.js'
import { isSame } from './after.js'
import type { RevertRequest } from './history-service.js'
import { ownedAs } from './ownership.js'
import { asWrite, storedAt } from './refs.js'

export interface Reversion {
  writes: EntityWrite[]
  kept: (EntityRef & { because: string })[]
}

/** Why something stays although it differs: its key is spent, or it was not there yet. */
export const spentSince = 'it was deleted since, and its key is spent'
export const createdSince = 'it was created since'

/** Whether a revert looks at an entity at all: never at kills, releases, services, environments, or the project itself. */
export function isReverted({ kind, environment, key }: EntityRef, request: RevertRequest): boolean {
  const { flags, environment: only } = request
  switch (kind) {
    case 'flag':
      return only === undefined && (flags === undefined || flags.includes(key))
    case 'flagSettings':
      return (only === undefined || only === environment) && (flags === undefined || flags.includes(key))
    case 'segment':
    case 'segmentChunk':
      return flags === undefined && (only === undefined || only === environment)
    case 'project':
    case 'environment':
    case 'kill':
    case 'episode':
    case 'release':
    case 'service':
      return false
  }
}

/** The writes that make entities what they were. `refs`: all that were touched since and are reverted. */
export function revertWrites(
  then: Pick<StateView, 'get'>,
  now: Pick<StateView, 'get'>,
  refs: readonly EntityRef[],
  request: RevertRequest,
): Reversion {
  const reversion: Reversion = { writes: [], kept: [] }
  for (const ref of refs) {
    const before = storedAt(then, ref)
    const stands = storedAt(now, ref)
    if (stands === undefined) continue
    if (ref.kind === 'segmentChunk') revertChunk(reversion, then, now, ref, before)
    else if (stands.value === null) keepSpent(reversion, ref, before)
    else if (before === undefined || before.value === null) keepNew(reversion, ref, stands, request)
    else if (!isSame(before.value, stands.value)) reversion.writes.push(inPlaceOf(before, stands))
  }
  return reversion
}

function keepSpent({ kept }: Reversion, ref: EntityRef, before: Stored | undefined): void {
  if (before !== undefined && before.value !== null) kept.push({ ...ref, because: spentSince })
}

function keepNew({ writes, kept }: Reversion, ref: EntityRef, stands: Stored, request: RevertRequest): void {
  if (ref.kind !== 'flag') {
    kept.push({ ...ref, because: createdSince })
    return
  }
  // What stands under a flag's reference is a flag.
  const flag = stands as Stored<'flag'>
  if (request.created !== 'archive' || flag.value === null) kept.push({ ...ref, because: createdSince })
  else
    writes.push({ kind: 'flag', environment: null, key: ref.key, value: { ...flag.value, archived: true } })
}

/** A chunk goes back with its segment; one that was not there is emptied. */
function revertChunk(
  { writes }: Reversion,
  then: Pick<StateView, 'get'>,
  now: Pick<StateView, 'get'>,
  ref: EntityRef,
  before: Stored | undefined,
): void {
  const { segment } = parseChunkKey(ref.key)
  const was = then.get('segment', ref.environment, segment)?.value
  const is = now.get('segment', ref.environment, segment)?.value
  if (!was || !is) return
  const { environment, key } = ref
  if (before !== undefined) writes.push(asWrite(before))
  else writes.push({ kind: 'segmentChunk', environment, key, value: { included: [], excluded: [] } })
}

/** A flag stays with the release that owns it now, and comes back into the hands of none. */
function inPlaceOf(before: Stored, stands: Stored): EntityWrite {
  const write = asWrite(before)
  if (write.kind !== 'flagSettings' || write.value === null) return write
  // What stands under the reference of settings are settings.
  return { ...write, value: ownedAs(write.value, (stands as Stored<'flagSettings'>).value) }
}

/** With each entity what decides what becomes of it. */
export function withSegments(refs: readonly EntityRef[]): EntityRef[] {
  return refs.flatMap((ref) => (ref.kind === 'segmentChunk' ? [ref, ownerOf(ref)] : [ref]))
}

/** What decides what becomes of an entity: of a chunk its segment, else itself. */
export function ownerOf(ref: EntityRef): EntityRef {
  if (ref.kind !== 'segmentChunk') return ref
  return { kind: 'segment', environment: ref.environment, key: parseChunkKey(ref.key).segment }
}
