import { join } from 'node:path'
import type { Position, SectionHashes, SentEntity } from '@ripcord/model'
import { isEpoch, limits } from '@ripcord/model/plain'
import { parseSeedState } from '@ripcord/sync'
import { isRecord } from '../json.js'
import { openEnvelope, readHead, sealEnvelope } from './envelope.js'
import type { CacheFolder } from './folder.js'
import type { FileRead } from './safe-file.js'
import { isSeenEpoch, type SeenEpoch } from './seen-epoch.js'

/** A state that was found, and when a server last confirmed it: wall-clock milliseconds, some minutes early at worst. */
export interface FoundState {
  state: StoredState
  /** The highest epoch that its writer had seen; null where the file tells none, as older ones do. */
  highestEpoch: SeenEpoch | null
  confirmedAt: number
}

/** The state as it was at one position. */
export interface StoredState {
  environment: string | null
  position: Position
  hashes: SectionHashes
  /** A section that it needs and this version can't read; null where there is none. */
  unread: string | null
  /** As sent, kinds that this version can't read included. */
  entities: readonly SentEntity[]
}

const kind = 'state'
const names = ['state.a', 'state.b'] as const
const maxBytes = limits.snapshotBytes + 1024 * 1024
const headBytes = 4_096

/**
 * The newest of the two generations that can be used; those that can't are put aside. `onRefused` hears of each, in a
 * sentence. Never throws.
 */
export function readNewestState(
  folder: CacheFolder,
  key: string,
  onRefused: (because: string) => void,
): FoundState | undefined {
  const generations = names
    .map((name) => ({ name, position: positionOf(folder, name) }))
    .sort((a, b) => (isNewer(a.position, b.position) ? -1 : 1))
  for (const { name } of generations) {
    const file = folder.read(name, maxBytes)
    if (file.type === 'absent') continue
    const found = file.type === 'read' ? readState(file, key) : file.because
    if (typeof found !== 'string') return found
    onRefused(`${join(folder.path, name)} is not used: ${found}`)
    folder.setAside(name)
  }
  return undefined
}

/**
 * Replaces the older generation, so that the newer one is whole whatever happens meanwhile. Where another process has
 * already written this position or a later one there is nothing to do. Rejects with what the file system said.
 */
export async function writeState(
  folder: CacheFolder,
  key: string,
  state: StoredState,
  highestEpoch: SeenEpoch | null,
): Promise<void> {
  if (olderGeneration(folder, state.position) === undefined) return
  const bytes = sealEnvelope({
    kind,
    key,
    environment: state.environment,
    about: { ...state.position },
    content: { hashes: state.hashes, unread: state.unread, entities: state.entities, highestEpoch },
  })
  await folder.replace(bytes, () => olderGeneration(folder, state.position))
}

/** The file to replace with the state of a position; undefined where one that is as new is there already. */
function olderGeneration(folder: CacheFolder, position: Position): string | undefined {
  const [a, b] = [positionOf(folder, names[0]), positionOf(folder, names[1])]
  const newest = isNewer(b, a) ? b : a
  if (newest !== undefined && !isNewer(position, newest)) return undefined
  return isNewer(b, a) ? names[0] : names[1]
}

/** A server confirms the state of a position: the file that holds it tells the time by its date. */
export async function confirmState(folder: CacheFolder, position: Position): Promise<void> {
  for (const name of names) {
    const held = positionOf(folder, name)
    if (held?.epoch === position.epoch && held.revision === position.revision) await folder.touch(name)
  }
}

function positionOf(folder: CacheFolder, name: string): Position | undefined {
  const file = folder.read(name, maxBytes, headBytes)
  const about = file.type === 'read' ? readHead(file.bytes)?.['about'] : undefined
  return isRecord(about) ? readPosition(about) : undefined
}

function readPosition(about: Record<string, unknown>): Position | undefined {
  const { epoch, revision } = about
  if (!isEpoch(epoch) || !Number.isSafeInteger(revision) || (revision as number) < 0) return undefined
  return { epoch, revision: revision as number }
}

/** Whether `a` is later than `b`; nothing is earlier than anything. */
function isNewer(a: Position | undefined, b: Position | undefined): boolean {
  if (a === undefined) return false
  if (b === undefined) return true
  return a.epoch === b.epoch ? a.revision > b.revision : a.epoch > b.epoch
}

function readState(file: FileRead & { type: 'read' }, key: string): FoundState | string {
  const envelope = openEnvelope(file.bytes, kind, key)
  if (typeof envelope === 'string') return envelope
  const { content } = envelope
  const state = parseSeedState({ ...(isRecord(content) ? content : {}), position: envelope.about })
  if ('problem' in state) return `it holds no state: ${state.problem}`
  const highestEpoch = isRecord(content) ? content['highestEpoch'] : null
  return {
    state: { ...state.ok, environment: envelope.environment, unread: state.ok.unread ?? null },
    highestEpoch: isSeenEpoch(highestEpoch) ? highestEpoch : null,
    confirmedAt: file.modifiedAt,
  }
}
