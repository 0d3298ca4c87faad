import { isDeepStrictEqual } from 'node:util'
import { by } from '../../../server/src/changes/testing/house.js'
import { environmentId, project } from '../../simulation/database.js'
import { production, World, type WorldClient } from '../world.js'
import { arrivals, type epochChanges, type FlagCase } from './dimensions.js'
import { callerDefault, expectedDetails, overrideValue, prerequisite } from './expected.js'
import { FlagBook } from './flag-book.js'
import { killTwice, lift } from './two-kills.js'

type EpochChange = (typeof epochChanges)[number]

/** All flags of the matrix under one change of epoch, in one world, with a client for each way of arrival. */
export class KillRun {
  readonly #world: World
  readonly #flags: readonly FlagCase[]
  readonly #book: FlagBook
  readonly #wrong: string[] = []
  answers = 0

  private constructor(world: World, flags: readonly FlagCase[]) {
    this.#world = world
    this.#flags = flags
    this.#book = new FlagBook(flags)
  }

  static async open(flags: readonly FlagCase[]): Promise<KillRun> {
    const run = new KillRun(await World.open(), flags)
    await run.#createFlags()
    for (const arrival of arrivals) {
      const mode = arrival === 'by polling' ? 'polling' : 'stream'
      run.#world.addClient(arrival, { mode, overrides: run.#overridesOf('before the kills') })
    }
    return run
  }

  get clients(): number {
    return this.#world.clients.length
  }

  /** Runs all steps; answers what was not as it must be, in sentences. */
  async toTheEnd(epochChange: EpochChange): Promise<string[]> {
    const world = this.#world
    await this.#settled('before the kills')
    const backup = world.server.backup()
    await this.#kill()
    await this.#settled('after the kills')
    this.#overrideAfterwards()
    await this.#settled('overridden after the kills')
    await this.#blind('blind after the kills')
    await this.#changeEpoch(epochChange, backup)
    await this.#settled(`after ${epochChange}`)
    for (const index of [0, 1]) {
      await this.#restore(index)
      await this.#settled(`after restore ${index + 1}`)
    }
    await this.#blind('blind after the restores')
    return this.#wrong
  }

  async #createFlags(): Promise<void> {
    await this.#world.createFlag(prerequisite)
    for (const flag of this.#flags) await this.#world.createFlag(flag.key, settingsOf(flag))
    // As a newer server would send it: this one refuses to write what an SDK can't read.
    const entities = this.#flags
      .filter(({ isQuarantined }) => isQuarantined)
      .map(({ key }) => ({ kind: 'flag' as const, key, value: { key, rulesOfTheFuture: true } }))
    const sent = [{ environment: production, entities }]
    const change = { kind: 'flags.changed' as const, actor: by.actor, reason: 'newer', entities: [], sent }
    await this.#world.server.storage.changes.transact({ project, reads: [] }, () => ({
      type: 'commit',
      change,
      result: null,
    }))
  }

  /** One client hears in order, one of the kills ahead of the edit before them, one after all of it, one by polling. */
  async #kill(): Promise<void> {
    const world = this.#world
    const [, ahead, absent] = world.clients
    ahead?.way.hold()
    absent?.way.cut()
    const readable = this.#flags.filter(({ isQuarantined }) => !isQuarantined)
    await world.edit(
      readable.map(({ key }) => key),
      'edited',
    )
    for (const flag of this.#flags) this.#book.killed(flag, await killTwice(world, flag))
    await world.pass(1_000)
    ahead?.way.release('kill')
    await world.pass(100)
    if (ahead !== undefined) this.#look('ahead of the queued edit', [ahead])
    ahead?.way.release()
    absent?.way.mend()
    this.#book.value = 'edited'
  }

  async #changeEpoch(how: EpochChange, backup: Buffer): Promise<void> {
    const world = this.#world
    switch (how) {
      case 'none':
        return
      case 'a restart':
        return world.restart()
      case 'a backup restored by command':
        await world.restart({ type: 'restored', backup })
        return this.#wentBack()
      case 'a backup restored by copying the file':
        await world.restart({ type: 'copied', backup })
        return this.#wentBack()
      case 'a backup copied, and a new key file':
        await world.server.die()
        world.server.loseKey()
        await world.server.start({ type: 'copied', backup })
        this.#wentBack()
        return this.#adoptWaiting()
    }
  }

  /** The edit is undone; no drill is carried over or adopted. */
  #wentBack(): void {
    this.#book.value = 'on'
    for (const flag of this.#flags) if (flag.cause === 'drill') this.#book.lifted(flag, 'first')
  }

  /** Nobody can prove the kills any more: they are served on, and a person adopts each. */
  async #adoptWaiting(): Promise<void> {
    const { kills } = this.#world.server.house
    const waiting = async () => (await kills.waiting(project, production)).map(({ kill }) => kill.killId)
    await this.#world.until(async () => differenceOf('waits', await waiting(), this.#book.standing))
    await this.#everyoneSays()
    this.#look('while the kills wait for a person', this.#world.clients)
    for (const killId of this.#book.standing) await kills.settle(project, production, killId, 'adopted', by)
  }

  /** The n-th restore of each flag that has one. A drill that went with its log is over already. */
  async #restore(index: number): Promise<void> {
    for (const flag of this.#flags) {
      const which = flag.restoreOrder[index]
      const killId = which === undefined ? undefined : this.#book.lifted(flag, which)
      if (which !== undefined && killId !== undefined) await lift(this.#world, flag, which, killId)
    }
  }

  /** Once everybody is where the log is: what each serves, what each has said, and what the log has. */
  async #settled(when: string): Promise<void> {
    const { house } = this.#world.server
    await this.#world.until(async () => {
      const { items } = await house.kills.list(project, production, {}, { limit: 10_000 })
      return differenceOf(
        'stands',
        items.map(({ killId }) => killId),
        this.#book.standing,
      )
    })
    await this.#world.settled()
    await this.#everyoneSays()
    await this.#everyoneIsSafe()
    this.#look(when, this.#world.clients)
  }

  /** Overridden or unreadable, a flag that is killed is served as the log says. */
  async #everyoneIsSafe(): Promise<void> {
    const { hub } = this.#world.server
    await this.#world.until(async () => {
      for (const killId of this.#book.standing) {
        const { safe, total } = (await hub.propagation(environmentId, killId)) ?? { safe: 0, total: 0 }
        if (safe !== this.clients || total !== this.clients)
          return `${safe} of ${total} are safe for ${killId}, of ${this.clients}`
      }
      return undefined
    })
  }

  /** Until each has said which kills it holds and which flags it does not serve as the log says. */
  async #everyoneSays(): Promise<void> {
    await this.#world.until(async () => {
      const instances = await this.#world.server.hub.instances(environmentId)
      if (instances.length !== this.clients) return `${instances.length} instances are listed`
      for (const { host, kills, notServing } of instances) {
        const because =
          differenceOf('is held', kills, this.#book.standing) ??
          differenceOf('is not served', notServing, this.#book.notServing)
        if (because !== undefined) return `${host}: ${because}`
      }
      return undefined
    })
  }

  #look(when: string, clients: readonly WorldClient[]): void {
    for (const { client, name } of clients)
      for (const flag of this.#flags) {
        this.answers += 1
        const expected = expectedDetails(flag, this.#book.moment(flag))
        const seen = client.getStringDetails(flag.key, callerDefault)
        const isRight = Object.entries(expected).every(([field, value]) =>
          isDeepStrictEqual(seen[field as keyof typeof seen], value),
        )
        if (isRight) continue
        const told = [flag, seen, expected].map((one) => JSON.stringify(one))
        this.#wrong.push(`${when}, ${name}: ${told[0]} answers ${told[1]}, expected ${told[2]}`)
      }
  }

  /** Nobody hears of a server until blind flags turn safe, and everybody does again. */
  async #blind(when: string): Promise<void> {
    const { clients } = this.#world
    for (const { way } of clients) way.cut()
    await this.#world.pass(blindAfterMinutes * 60_000 + 1_000)
    this.#book.isBlind = true
    this.#look(when, clients)
    for (const { way } of clients) way.mend()
    this.#book.isBlind = false
    await this.#settled(`${when}, and back`)
  }

  #overrideAfterwards(): void {
    const keys = Object.keys(this.#overridesOf('after the kills'))
    for (const { client } of this.#world.clients) for (const key of keys) client.override(key, overrideValue)
    this.#book.isAfterwards = true
  }

  #overridesOf(when: FlagCase['override']): { [key: string]: string } {
    const overridden = this.#flags.filter(({ override }) => override === when)
    return Object.fromEntries(overridden.map(({ key }) => [key, overrideValue]))
  }
}

const blindAfterMinutes = 1

/** What the outcome of a flag takes beside what every flag has. */
function settingsOf({ outcome }: FlagCase): object {
  switch (outcome) {
    case 'a variant':
      return {}
    case 'disabled':
      return { enabled: false }
    case 'a prerequisite that is not met':
      return { prerequisites: [{ flag: prerequisite, variants: ['off'] }] }
    case 'no off variant':
      return { offVariant: null }
    case 'blind':
      return { whenBlind: { type: 'safe', afterMinutes: blindAfterMinutes } }
  }
}

/** What is there and should not be, or the other way round; undefined where there is no difference. */
function differenceOf(
  what: string,
  found: readonly string[],
  expected: ReadonlySet<string>,
): string | undefined {
  const there = new Set(found)
  const missing = [...expected].filter((one) => !there.has(one))
  const tooMuch = found.filter((one) => !expected.has(one))
  if (missing.length + tooMuch.length === 0) return undefined
  return `${missing.length} are missing of what ${what} (${missing[0]}), ${tooMuch.length} too many (${tooMuch[0]})`
}
