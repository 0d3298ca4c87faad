import type { Actor, EntityWrite, Episode, Json, Kill, KillCause, Release, StoredKill } from '@ripcord/model'
import type { DecideAt, Verdict } from '../changes/commit-change.js'
import { environmentIn } from '../changes/environments.js'
import type { Reading } from '../changes/reading.js'
import { RefusedError } from '../errors.js'
import type { EntityQuery, Stored } from '../storage/storage.js'
import { episodeKey, killIdOf } from './kill-id.js'
import { type Extended, extendKill, writesToReleases } from './kill-releases.js'
import { killView } from './kill-view.js'
import type { KillAnswer, KillRequest, KillTarget } from './kills-service.js'
import { flagsOf, resolveServes } from './resolve-serves.js'

/** A kill as it is asked for, with all that makes its record. */
export interface KillQuestion {
  environment: string
  request: KillRequest
  cause: KillCause
  episode: string
  actor: Actor
  reason: string
  endsAfterMs?: number | undefined
}

/** HMAC over environment id and record. */
export type KillMac = (environmentId: string, kill: Omit<Kill, 'mac'>) => string

/** What a kill is known to read beforehand; only a kill by tag needs more. */
export function readsOfKill({ environment, request, episode }: KillQuestion): EntityQuery[] {
  const { target } = request
  const keys = target.type === 'flags' ? target.flags : []
  const releases = target.type === 'release' ? [target.release] : []
  return [
    { kind: 'release', environment, keys: releases },
    { kind: 'environment', environment: null, keys: [environment] },
    { kind: 'episode', environment, keys: [episodeKey(episode)] },
    { kind: 'flag', environment: null, keys },
    { kind: 'flagSettings', environment, keys },
  ]
}

/** Decides a kill under the log's lock. Pure: a server and a break-glass CLI on the file ask the same. */
export function decideKill(
  state: Reading,
  at: DecideAt,
  question: KillQuestion,
  mac: KillMac,
): Verdict<KillAnswer> {
  const { environment, request, episode, cause, actor, reason, endsAfterMs } = question
  const before = killOfEpisode(state, environment, episode) ?? killOfRelease(state, environment, request)
  if (before !== undefined) return answerAgain(before, request, state)
  const { id } = environmentIn(state, environment)
  // A rehearsal leaves releases as they are, as it leaves everything.
  const extended = cause === 'drill' ? untouched(state, question) : extendKill(state, environment, request)
  const record: Omit<Kill, 'mac'> = {
    killId: killIdOf(id, episode, at.epoch),
    cause,
    actor,
    reason,
    episode,
    firstCommit: { epoch: at.epoch, revision: at.revision, at: at.now.toISOString() },
    serves: extended.serves,
    ...(endsAfterMs !== undefined && { endsAfterMs }),
  }
  const kill: StoredKill = { ...record, mac: mac(id, record), lifted: null }
  const view = killView({ kind: 'kill', environment, key: kill.killId, value: kill, revision: at.revision })
  const releases = endedReleases(state, question, extended)
  const facts = { killId: kill.killId, actor, reason, now: at.now }
  return {
    type: 'commit',
    kind: releases.length > 0 ? 'release.killed' : 'flags.killed',
    entities: [
      ...killWrites(environment, kill),
      ...writesToReleases(state, environment, { ...extended, killed: releases }, facts),
    ],
    result: { outcome: 'killed', kill: view, revision: at.revision },
    touchesOwned: true,
    ...causeOf(request, releases),
  }
}

function untouched(state: Reading, { environment, request }: KillQuestion): Extended {
  return { serves: resolveServes(state, environment, request), killed: [], held: [] }
}

/** A release that was completed owns nothing any more, and ends as killed where it is named. */
function endedReleases(
  state: Reading,
  { environment, request }: KillQuestion,
  { killed }: Extended,
): Release[] {
  const { target } = request
  if (target.type !== 'release' || killed.some(({ key }) => key === target.release)) return [...killed]
  const named = state.get('release', environment, target.release)?.value
  return named?.status === 'completed' ? [...killed, named] : [...killed]
}

function causeOf({ decision }: KillRequest, releases: readonly Release[]) {
  if (releases.length === 0 && decision === undefined) return {}
  return { cause: { ...decision, releases: releases.map(({ key }) => key) } }
}

/** One run of a release is killed once, whatever the episodes that ask for it. */
function killOfRelease(
  state: Reading,
  environment: string,
  { target }: KillRequest,
): Stored<'kill'> | undefined {
  if (target.type !== 'release') return undefined
  const release = state.get('release', environment, target.release)?.value
  if (release?.status !== 'killed' || release.killId === null) return undefined
  return state.get('kill', environment, release.killId)
}

/** A kill that stands from now on, under its id and its episode. */
export function killWrites(environment: string, kill: StoredKill): EntityWrite[] {
  const { killId, episode } = kill
  const known: Episode = { episode, killId }
  return [
    { kind: 'kill', environment, key: killId, value: kill },
    { kind: 'episode', environment, key: episodeKey(episode), value: known },
  ]
}

/** The kill that an episode led to, whatever became of it. */
export function killOfEpisode(
  state: Reading,
  environment: string,
  episode: string,
): Stored<'kill'> | undefined {
  const known = state.get('episode', environment, episodeKey(episode))?.value
  return known ? state.get('kill', environment, known.killId) : undefined
}

function answerAgain(before: Stored<'kill'>, { target }: KillRequest, state: Reading): Verdict<KillAnswer> {
  const kill = killView(before)
  if (kill.lifted !== null) return { type: 'refuse', error: restoredError(kill) }
  // To answer that it stands would let somebody believe that these flags are killed too.
  const others = namedFlags(state, kill.environment, target).filter((key) => !Object.hasOwn(kill.serves, key))
  if (others.length > 0) return { type: 'refuse', error: otherFlagsError(kill, others) }
  return { type: 'nothing', result: { outcome: 'alreadyStands', kill, revision: state.revision } }
}

function namedFlags(state: Reading, environment: string, target: KillTarget): string[] {
  switch (target.type) {
    case 'flags':
      return target.flags
    case 'tag':
      return []
    case 'release':
      return flagsOf(state, environment, target)
  }
}

function otherFlagsError(
  { killId, episode, serves }: StoredKillFacts,
  others: readonly string[],
): RefusedError {
  const message = `Episode ${JSON.stringify(episode)} killed ${Object.keys(serves).join(', ')} (kill ${killId}), not ${others.join(', ')}: name a new episode to kill those.`
  return new RefusedError('kill-of-other-flags', message, { extra: { killId, episode } })
}

type StoredKillFacts = Pick<StoredKill, 'killId' | 'episode' | 'serves'>

/** 409: what is asked for was lifted before. */
export function restoredError({
  killId,
  episode,
  lifted,
}: Pick<StoredKill, 'killId' | 'episode' | 'lifted'>): RefusedError {
  const at = lifted?.at ?? ''
  const by = lifted?.actor.name ?? lifted?.actor.id ?? ''
  const extra: { [name: string]: Json } = { killId, episode, restoredAt: at, restoredBy: by }
  const message = `Kill ${killId} (episode ${JSON.stringify(episode)}) was restored at ${at} by ${by}: to kill again, name a new episode.`
  return new RefusedError('kill-restored', message, { extra })
}
