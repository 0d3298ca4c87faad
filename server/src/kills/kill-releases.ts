import { type Actor, type EntityWrite, type Kill, limits, type Release } from '@ripcord/model'
import { endedAs, giveBack, owners, releaseWrite, servesSomebody } from '../changes/owned-flags.js'
import type { Reading } from '../changes/reading.js'
import type { KillRequest } from './kills-service.js'
import { refuseTooMany, resolveServes } from './resolve-serves.js'

/** What a kill comes to once the releases that own its flags are looked at. */
export interface Extended {
  serves: Kill['serves']
  /** Those that end with it, all their flags included. */
  killed: readonly Release[]
  /** Those that go on without one of their flags, held. */
  held: readonly Release[]
}

/**
 * Killing one flag of a running release kills the release, all its flags in the same record: they went out together
 * and are not known to be safe apart. `scope: flag` kills what is named alone.
 */
export function extendKill(state: Reading, environment: string, request: KillRequest): Extended {
  const named = resolveServes(state, environment, request)
  const found = owners(state, environment, Object.keys(named))
  if (found.length === 0) return { serves: named, killed: [], held: [] }
  if (request.scope === 'flag') return { serves: named, ...splitByRest(state, environment, found, named) }
  const flags = [...new Set(found.flatMap((release) => release.flags.map(({ key }) => key)))]
  const more = flags.filter((key) => !Object.hasOwn(named, key))
  if (more.length === 0) return { serves: named, killed: found, held: [] }
  refuseTooMany({ type: 'flags', flags: [...Object.keys(named), ...more] })
  const theirs = resolveServes(state, environment, { target: { type: 'flags', flags: more } })
  return { serves: { ...named, ...theirs }, killed: found, held: [] }
}

/** Of releases that lose flags, those that lose the last one end all the same. */
function splitByRest(
  state: Reading,
  environment: string,
  found: readonly Release[],
  named: Kill['serves'],
): Pick<Extended, 'killed' | 'held'> {
  const goesOn = (release: Release) => servesSomebody(state, environment, release, Object.keys(named))
  return { killed: found.filter((release) => !goesOn(release)), held: found.filter(goesOn) }
}

export interface KillFacts {
  killId: string
  actor: Actor
  reason: string
  now: Date
}

/** What a kill writes into the releases that it meets. */
export function writesToReleases(
  state: Reading,
  environment: string,
  { serves, killed, held }: Extended,
  kill: KillFacts,
): EntityWrite[] {
  return [
    ...killed.flatMap((release) => releaseKillWrites(state, environment, release, kill)),
    ...held.map((release) => releaseWrite(environment, holdFor(release, serves, kill))),
  ]
}

/** A release that a kill ends: its flags' old default outcomes are back under the kill. */
export function releaseKillWrites(
  state: Reading,
  environment: string,
  release: Release,
  { killId, now }: Pick<KillFacts, 'killId' | 'now'>,
): EntityWrite[] {
  const ended = endedAs(release, 'killed', now, { killId, recovery: 'pending' })
  return [releaseWrite(environment, ended), ...giveBack(state, environment, release)]
}

function holdFor(release: Release, serves: Kill['serves'], { actor, now, reason }: KillFacts): Release {
  const flags = release.flags.filter(({ key }) => Object.hasOwn(serves, key)).map(({ key }) => key)
  const because = `${flags.join(', ')} was killed alone: ${reason}`.slice(0, limits.reasonLength)
  const hold = { reason: 'killed-flag', because, since: now.toISOString(), by: actor } as const
  return { ...release, holds: [...release.holds.filter((one) => one.reason !== hold.reason), hold] }
}
