import type { SimClient } from './client.js'
import { Disk } from './disk.js'
import type { Start } from './server.js'
import type { World } from './world.js'

const flags = ['checkout', 'search', 'payments', 'banner', 'prices']

/** What operators do and what goes wrong, and how much of each there is. */
export const usual = {
  write: 30,
  writeElsewhere: 8,
  kill: 14,
  restore: 10,
  killAndRestore: 4,
  drill: 4,
  cut: 10,
  blacken: 6,
  freeze: 4,
  restartClient: 6,
  tearKills: 1,
  addClient: 2,
  addSlowClient: 2,
  closeClient: 2,
  override: 3,
  backup: 5,
  restartServer: 4,
  rollBack: 3,
  restoreBackup: 2,
  loseKey: 1,
  setClock: 1,
  blindServer: 1,
  burst: 2,
}
export type Act = keyof typeof usual
/** Where a simulation has more, or less, of something than usual. */
export type Weights = Partial<Record<Act, number>>

/** A time of trouble, and the end of it. */
export class Faults {
  readonly #world: World
  #isOver = false
  #kills = 0
  #values = 0
  readonly #undone = new Set<() => void>()
  readonly #weights: readonly (readonly [Act, number])[]

  constructor(world: World, weights: Weights) {
    this.#world = world
    this.#weights = Object.entries({ ...usual, ...weights }) as [Act, number][]
  }

  begin(): void {
    // Some seeds are calm and some are not.
    const { random } = this.#world
    const pauseMs = random.pick([200, 600, 1_500, 4_000]) ?? 1_000
    this.#next(pauseMs)
  }

  /** From now on nothing goes wrong, and what is wrong is made good. */
  end(): void {
    this.#isOver = true
    for (const undo of this.#undone) undo()
    this.#world.relay.isLazy = false
    this.#world.trace(() => 'quiet')
  }

  /** A person looks through the kills that wait. */
  settleWaiting(): void {
    const { server, random, truth } = this.#world
    server.operate(async (operator) => {
      for (const killId of await operator.settleWaiting(() => random.chance(0.5))) truth.over.add(killId)
    })
  }

  newDisk(): Disk {
    const disk = new Disk()
    disk.isSlow = this.#world.random.chance(0.3)
    return disk
  }

  write(): void {
    const { server, random } = this.#world
    const flag = random.pick(flags) ?? 'checkout'
    const value = this.#values++
    this.#say(`writes ${flag}=${value}`)
    server.operate((operator) => operator.writeFlag(flag, { value }))
  }

  /** More at once than a slow client's queue may hold. */
  burst(): void {
    for (let count = this.#world.random.between(5, 45); count > 0; count--) this.write()
  }

  writeElsewhere(): void {
    const value = this.#values++
    this.#world.server.operate((operator) => operator.writeElsewhere('checkout', { value }))
  }

  kill(): void {
    const { server, random } = this.#world
    const killId = `kill-${this.#kills++}`
    const killed = flags.filter(() => random.chance(0.4))
    this.#say(`kills ${killId}: ${killed.join(', ')}`)
    server.operate((operator) => operator.kill(killId, killed.length === 0 ? ['checkout'] : killed))
  }

  /** Lifted before all have heard of it. */
  killAndRestore(): void {
    const { server, random, agenda } = this.#world
    const killId = `kill-${this.#kills++}`
    this.#say(`kills and restores ${killId}`)
    server.operate((operator) => operator.kill(killId, ['checkout']))
    agenda.after(random.between(0, 400), () => server.operate((operator) => operator.restore(killId)))
  }

  drill(): void {
    const { server, random, truth } = this.#world
    const killId = `drill-${this.#kills++}`
    const endsAfterMs = random.between(3, 30) * 1_000
    truth.drills.add(killId)
    this.#say(`drills ${killId} for ${endsAfterMs} ms`)
    server.operate((operator) => operator.kill(killId, ['banner'], endsAfterMs))
  }

  restore(): void {
    const { server, random, truth } = this.#world
    const killId = random.pick([...truth.standing.keys()])
    if (killId === undefined) return
    this.#say(`restores ${killId}`)
    server.operate((operator) => operator.restore(killId))
  }

  cut(): void {
    this.#someClient()?.cut()
  }

  blacken(): void {
    const { agenda, random } = this.#world
    const client = this.#someClient()
    if (client === undefined) return
    const { link } = client
    this.#say(`the way of ${client.name} goes black`)
    link.isBlack = true
    const undo = () => {
      link.isBlack = false
    }
    this.#undone.add(undo)
    agenda.after(random.between(500, 40_000), undo)
  }

  freeze(): void {
    this.#someClient()?.freeze(this.#world.random.between(500, 30_000))
  }

  restartClient(): void {
    const { agenda, random } = this.#world
    const client = this.#someClient()
    if (client === undefined) return
    this.#say(`${client.name} dies`)
    client.die()
    const isKept = client.keepsDisk && random.chance(0.85)
    agenda.after(random.between(0, 10_000), () => this.#world.addClient(isKept ? client.disk : null))
  }

  /** What one of a process's two files says can't be read any more. */
  tearKills(): void {
    const client = this.#someClient()
    if (client === undefined) return
    this.#say(`${client.name} dies, and its kill file is torn`)
    client.die()
    client.disk.tearKills()
    this.#world.addClient(client.disk)
  }

  addClient(): void {
    if (this.#world.living.length < 7)
      this.#world.addClient(this.#world.random.chance(0.7) ? this.newDisk() : null)
  }

  /** One that fetches everything while the stream brings it kills that are over by the time they arrive. */
  addSlowClient(): void {
    const { agenda } = this.#world
    if (this.#world.living.length >= 7) return
    this.#world.addClient(null, 1_500)
    for (let count = 0; count < 5; count++)
      agenda.after(count * 300, () => this.#isOver || this.killAndRestore())
  }

  closeClient(): void {
    if (this.#world.living.length > 2) this.#someClient()?.close()
  }

  override(): void {
    const { random } = this.#world
    const client = this.#someClient()
    client?.serveOtherwise(random.chance(0.5) ? [random.pick(flags) ?? 'checkout'] : [])
  }

  backup(): void {
    this.#world.server.backup()
  }

  rollBack(): void {
    const bytes = this.#world.random.pick(this.#world.server.backups)
    if (bytes === undefined) return
    // With an older log the clock may be wrong too: the next epoch is then below what clients have seen.
    if (this.#world.random.chance(0.5))
      this.#world.server.setClock(-this.#world.random.between(1, 120) * 1_000)
    this.#restart({ type: 'rolledBack', bytes })
  }

  restoreBackup(): void {
    const bytes = this.#world.random.pick(this.#world.server.backups)
    if (bytes !== undefined) this.#restart({ type: 'restored', bytes })
  }

  loseKey(): void {
    this.#say('the key file is lost')
    this.#world.server.loseKey()
    this.restartServer()
  }

  setClock(): void {
    const { server, random } = this.#world
    const offset = random.between(-3_600, 3_600) * 1_000
    this.#say(`the clock is set ${offset} ms off`)
    server.setClock(offset)
    this.restartServer()
  }

  /** Its storage can't be read for a while; commits of others are not its own to see. */
  blindServer(): void {
    const { server, agenda, random } = this.#world
    this.#say('the server can’t read its log')
    server.goBlind()
    const undo = () => server.seeAgain()
    this.#undone.add(undo)
    agenda.after(random.between(1_000, 20_000), undo)
  }

  restartServer(): void {
    this.#restart({ type: 'same' })
  }

  #restart(how: Start): void {
    const { server, agenda, random } = this.#world
    if (!server.isUp) return
    this.#say(`the server dies, to start again (${how.type})`)
    if (random.chance(0.3)) server.hub?.goodbye(() => random.between(0, 5_000))
    server.die()
    let isStarted = false
    const start = () => {
      if (isStarted) return
      isStarted = true
      server.start(how).then(
        () => this.#say(`the server has started in ${String(server.epoch)}`),
        (error: unknown) => this.#world.fail(error),
      )
    }
    this.#undone.add(start)
    agenda.after(random.between(10, 20_000), start)
  }

  #someClient(): SimClient | undefined {
    return this.#world.random.pick(this.#world.living)
  }

  #next(pauseMs: number): void {
    const { agenda, random } = this.#world
    agenda.after(-Math.log(1 - random.next()) * pauseMs, () => {
      if (this.#isOver) return
      this.#act()
      this.#next(pauseMs)
    })
  }

  #act(): void {
    const total = this.#weights.reduce((sum, [, weight]) => sum + weight, 0)
    let at = this.#world.random.next() * total
    for (const [act, weight] of this.#weights) {
      at -= weight
      if (at < 0) return this[act]()
    }
  }

  #say(line: string): void {
    this.#world.trace(() => line)
  }
}
