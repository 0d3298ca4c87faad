import type { Epoch, Kill, Revision, SentEntity } from '@ripcord/model'
import { entityHash, sectionOf, toggleHash } from '@ripcord/model/plain'
import type { Propagation } from '../../server/src/stream/propagation.js'
import type { SimClient } from './client.js'
import { environmentId } from './database.js'
import type { SimServer } from './server.js'
import { type Truth, textOf } from './truth.js'
import { Violation } from './violation.js'

/** What a client was seen to do. */
interface Seen {
  /** The highest revision by epoch. */
  revisions: Map<Epoch, Revision>
  epoch: Epoch
  /** In which epoch it last let go of a kill. */
  removed: Map<string, Epoch>
  applied: number
}

/** Looks at a client after everything it does, and knows what it did before. */
export class Watch {
  readonly #truth: Truth
  readonly #seen = new Map<SimClient, Seen>()

  constructor(truth: Truth) {
    this.#truth = truth
  }

  look(client: SimClient, before: ReadonlyMap<string, Kill>): void {
    const seen = this.#seen.get(client)
    if (seen?.applied !== client.applied) this.#servesWhatItSays(client)
    this.#atomic(client)
    this.#keepsKills(client)
    if (seen === undefined)
      this.#seen.set(client, { revisions: new Map(), epoch: '', removed: new Map(), applied: client.applied })
    else {
      this.#monotonic(client, seen)
      if (client.kills !== before) this.#addsNoOldKill(client, before, seen)
      seen.applied = client.applied
    }
    if (client.view.status === 'READY') this.#holdsKillsOfState(client)
  }

  /** Within an epoch no client ever goes back, and never from one epoch to an older one. */
  #monotonic(client: SimClient, seen: Seen): void {
    const { position } = client.view
    if (position === null) return
    const highest = seen.revisions.get(position.epoch) ?? 0
    if (position.revision < highest)
      fail(client, `went back from ${highest} to ${position.revision} in epoch ${position.epoch}`)
    if (position.epoch < seen.epoch) fail(client, `went back from epoch ${seen.epoch} to ${position.epoch}`)
    seen.revisions.set(position.epoch, position.revision)
    seen.epoch = position.epoch
  }

  /** What is served is exactly the state that the log had at that position, whole. */
  #atomic(client: SimClient): void {
    const { position, hashes } = client.view
    if (position === null || hashes === null) return
    const expected = this.#truth.hashesAt(position.epoch, position.revision)
    const said = textOf(hashes)
    if (said !== expected)
      fail(client, `holds ${said} at ${position.epoch}/${position.revision}, the log has ${String(expected)}`)
  }

  #servesWhatItSays(client: SimClient): void {
    const { hashes } = client.view
    const served = hashOf(client.store.values())
    if (hashes !== null && served !== textOf(hashes))
      fail(client, `serves a state of hash ${served} and says ${textOf(hashes)}`)
  }

  /** A kill that was acknowledged, by this process or by one before it on the same disk, holds until it is over. */
  #keepsKills(client: SimClient): void {
    for (const killId of client.keepsDisk ? client.disk.claimed : client.claimed) {
      if (this.#truth.over.has(killId) || this.#truth.drills.has(killId)) continue
      if (!client.kills.has(killId)) fail(client, `lost the kill ${killId}, which it has acknowledged`)
    }
  }

  /**
   * What comes late does not come back: no kill is added that the log has lifted before the client's own position, or
   * that the present epoch has taken away here.
   */
  #addsNoOldKill(client: SimClient, before: ReadonlyMap<string, Kill>, { removed }: Seen): void {
    const { position } = client.view
    for (const killId of before.keys()) if (!client.kills.has(killId)) removed.set(killId, client.highest)
    for (const killId of client.kills.keys()) {
      if (before.has(killId)) continue
      if (removed.get(killId) === client.highest)
        fail(client, `took up the kill ${killId} again, in the epoch that took it away`)
      if (position?.epoch !== client.highest) continue
      if (this.#truth.liftedAt(position.epoch, killId) <= position.revision)
        fail(client, `took up the kill ${killId}, which was lifted before ${position.revision}`)
    }
  }

  #holdsKillsOfState(client: SimClient): void {
    const { position } = client.view
    if (position === null) return
    for (const killId of this.#truth.standingAt(position.epoch, position.revision).keys()) {
      if (client.kills.has(killId) || this.#truth.over.has(killId) || this.#truth.drills.has(killId)) continue
      fail(client, `is READY at ${position.revision} without the kill ${killId}`)
    }
  }
}

/** Whoever counts as safe does hold the kill, or what it left on disk does. */
export async function checkCounts(
  server: SimServer,
  clients: readonly SimClient[],
  truth: Truth,
): Promise<void> {
  const { hub } = server
  if (hub === undefined) return
  const holders = new Map(clients.map((client) => [client.name, client]))
  for (const [killId, kill] of truth.standing) {
    const propagation = await hub.propagation(environmentId, killId)
    if (propagation === undefined || truth.over.has(killId) || truth.drills.has(killId)) continue
    nobodyIsLeftOut(server, propagation, clients)
    for (const { safe, host } of propagation.instances) {
      const client = holders.get(host)
      if (!safe || client === undefined || (client.disk.isTorn && !client.isAlive)) continue
      const holds = client.isAlive
        ? client.kills.has(killId)
        : client.disk.kills.some((kill) => kill.killId === killId)
      if (!holds) fail(client, `counts as safe for ${killId} and does not hold it`)
      const word = client.said.get(server.heard.get(host) ?? -1)
      if (word !== undefined && !word.claimed.has(killId))
        fail(client, `counts as safe for ${killId}, which its newest word does not name`)
      if (word?.notServing.some((flag) => Object.hasOwn(kill.serves, flag)))
        fail(client, `counts as safe for ${killId}, and its newest word says that it serves a flag otherwise`)
    }
  }
}

/** Whoever the server knows, lives and does not hold the kill may still serve what was killed: it counts. */
function nobodyIsLeftOut(
  server: SimServer,
  { killId, instances }: Propagation,
  clients: readonly SimClient[],
): void {
  if (server.hasLeapt) return
  const counted = new Set(instances.map(({ host }) => host))
  for (const client of clients) {
    if (!client.isAlive || client.kills.has(killId) || !server.listed.has(client.name)) continue
    if (!counted.has(client.name)) fail(client, `does not hold ${killId}, and is left out of its count`)
  }
}

/** Who is not counted as safe though it holds what it should; undefined where the count is right. */
export async function whyNotCounted(
  server: SimServer,
  clients: readonly SimClient[],
  truth: Truth,
): Promise<string | undefined> {
  for (const kill of truth.standing.values()) {
    if (kill.cause === 'drill') continue
    const propagation = await server.hub?.propagation(environmentId, kill.killId)
    for (const client of clients) {
      const row = propagation?.instances.find(({ host }) => host === client.name)
      const isSafe = !client.notServing.some((flag) => Object.hasOwn(kill.serves, flag))
      if (row?.safe !== isSafe)
        return `${client.name} counts as safe for ${kill.killId}: ${String(row?.safe)}`
    }
  }
  return undefined
}

/** What still keeps a client from being where the log is; undefined when it is. */
export function whyNotThere(client: SimClient, server: SimServer, truth: Truth): string | undefined {
  const { status, position, because } = client.view
  if (status !== 'READY') return `is ${status}: ${because}`
  if (position?.epoch !== server.epoch)
    return `is in epoch ${String(position?.epoch)}, not ${String(server.epoch)}`
  if (position?.revision !== truth.head)
    return `is at ${String(position?.revision)}, the log at ${truth.head}`
  for (const killId of client.kills.keys())
    if (!truth.standing.has(killId)) return `still holds ${killId}, which does not stand`
  for (const [killId, kill] of truth.standing)
    if (!client.kills.has(killId) && kill.cause !== 'drill') return `lacks ${killId}, which stands`
  return wronglyServed(client, truth)
}

/** A guard of its own against a set that is right and an evaluation that is not. */
function wronglyServed(client: SimClient, truth: Truth): string | undefined {
  for (const { kind, key, value } of truth.entities.values()) {
    if (kind !== 'flag') continue
    const kills = [...truth.standing.values()].filter((kill) => Object.hasOwn(kill.serves, key))
    const killed = kills.length > 0
    // A client that was alone may have ended a drill of this flag by itself.
    const drilled = killed && kills.every((kill) => kill.cause === 'drill')
    const expected = killed ? 'killed' : JSON.stringify(value)
    const served = client.evaluate(key)
    const seen = served === 'killed' ? 'killed' : JSON.stringify(served)
    if (seen !== expected && !drilled) return `serves ${seen} for ${key}, not ${expected}`
  }
  return undefined
}

function hashOf(entities: Iterable<SentEntity>): string {
  const hashes = { kills: '0000000000000000', flags: '0000000000000000' }
  for (const { kind, key, value } of entities) {
    const section = sectionOf[kind]
    hashes[section] = toggleHash(hashes[section], entityHash(kind, key, value))
  }
  return textOf(hashes)
}

function fail(client: SimClient, what: string): never {
  throw new Violation(`${client.name} ${what}`)
}
