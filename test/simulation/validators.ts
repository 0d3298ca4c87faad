import type { Epoch, Kill, Revision } from '@ripcord/model'
import type { Propagation } from '../../server/src/stream/propagation.js'
import type { SimClient } from './client.js'
import { environmentId } from './database.js'
import { overridingValue } from './perform.js'
import type { SimServer } from './server.js'
import { flags } from './story.js'
import { type Truth, textOf } from './truth.js'
import { Violation } from './violation.js'

/** What a client was seen to do. */
interface Seen {
  /** The highest revision by epoch. */
  revisions: Map<Epoch, Revision>
  epoch: Epoch
  /** In which epoch it last let go of a kill. */
  removed: Map<string, Epoch>
}

/** Looks at a client after everything it does, and knows what it did before. */
export class Watch {
  readonly #truth: Truth
  readonly #seen = new Map<SimClient, Seen>()

  constructor(truth: Truth) {
    this.#truth = truth
  }

  look(client: SimClient): void {
    const seen = this.#seen.get(client)
    this.#servesWhatItSays(client)
    this.#atomic(client)
    this.#keepsKills(client)
    if (seen === undefined) this.#seen.set(client, { revisions: new Map(), epoch: '', removed: new Map() })
    else {
      this.#monotonic(client, seen)
      if (client.kills !== client.killsBefore) this.#addsNoOldKill(client, seen)
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

  /** What is evaluated is that state, under exactly the kills that are held. */
  #servesWhatItSays(client: SimClient): void {
    for (const flag of flags) {
      const expected = this.#expected(client, flag)
      const served = client.evaluate(flag)
      if (served !== expected) fail(client, `serves ${String(served)} for ${flag}, not ${String(expected)}`)
    }
  }

  #expected(client: SimClient, flag: string): number | undefined {
    const kill = [...client.kills.values()]
      .filter(({ serves }) => Object.hasOwn(serves, flag))
      .reduce<Kill | undefined>((first, kill) => (first && goesBefore(first, kill) ? first : kill), undefined)
    const served = kill?.serves[flag]
    if (served?.type === 'variant') return served.value as number
    if (client.overridden === flag) return overridingValue
    const { position } = client.view
    return position === null ? undefined : this.#truth.valueAt(position.epoch, position.revision, flag)
  }

  /** A kill that was acknowledged, by this process or by one before it on the same disk, holds until it is over. */
  #keepsKills(client: SimClient): void {
    for (const killId of client.disk?.claimed ?? client.claimed) {
      if (this.#truth.over.has(killId) || this.#truth.drills.has(killId)) continue
      if (!client.kills.has(killId)) fail(client, `lost the kill ${killId}, which it has acknowledged`)
    }
  }

  /**
   * What comes late does not come back: no kill is added that the log has lifted before the client's own position, or
   * that the present epoch has taken away here.
   */
  #addsNoOldKill(client: SimClient, { removed }: Seen): void {
    const { killsBefore: before } = client
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
      if (client?.isAlive === true) staysSafe(server, client, killId, safe)
      if (!safe || client === undefined || (!client.isAlive && client.disk?.isTorn !== false)) continue
      const holds = client.isAlive
        ? client.kills.has(killId)
        : client.disk?.kills.some((kill) => kill.killId === killId) === true
      if (!holds) fail(client, `counts as safe for ${killId} and does not hold it`)
      const word = client.said.get(server.heard.get(host) ?? -1)
      if (word !== undefined && !word.claimed.has(killId))
        fail(client, `counts as safe for ${killId}, which its newest word does not name`)
      if (word?.notServing.some((flag) => Object.hasOwn(kill.serves, flag)))
        fail(client, `counts as safe for ${killId}, and its newest word says that it serves a flag otherwise`)
    }
  }
}

/** Who was counted as safe stays so while the epoch lasts, and while it does not take back what it said. */
function staysSafe({ wasSafe, epoch }: SimServer, client: SimClient, killId: string, isSafe: boolean): void {
  const asSafe = `${String(epoch)} ${killId} ${client.name}`
  if (isSafe) wasSafe.add(asSafe)
  else if (wasSafe.has(asSafe) && !client.letGo.has(killId))
    fail(client, `no longer counts as safe for ${killId}, which it still holds`)
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
  return undefined
}

/** Of two kills of one flag: a person's before a drill's, then the newer, then the greater id. */
function goesBefore(one: Kill, other: Kill): boolean {
  const [a, b] = [one, other].map(({ cause, firstCommit, killId }) => [
    cause === 'drill' ? 0 : 1,
    firstCommit.epoch,
    firstCommit.revision,
    killId,
  ]) as [unknown[], unknown[]]
  const at = a.findIndex((part, index) => part !== b[index])
  return at < 0 || (a[at] as string) > (b[at] as string)
}

function fail(client: SimClient, what: string): never {
  throw new Violation(`${client.name} ${what}`)
}
