import { Random } from './random.js'
import { type Act, type Database, flags, noises, type Step, type Story } from './story.js'

/** What operators do and what goes wrong, and how much of each there is. */
const usual = {
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
type Trouble = keyof typeof usual
/** Where a story has more, or less, of something than usual. */
export type Weights = Partial<Record<Trouble, number>>

/** Some seeds are calm and some are not; what happens seldom goes on for longer, so that all have about as much to do. */
const tempers = [
  { pauseMs: 200, troubleMs: 12_000 },
  { pauseMs: 600, troubleMs: 30_000 },
  { pauseMs: 1_500, troubleMs: 60_000 },
  { pauseMs: 4_000, troubleMs: 90_000 },
]
const mostClients = 7

/** The story of a seed: drawn as a whole before anything happens, so that parts of it can be left out. */
export function planOf(seed: number, weights: Weights = {}): Story {
  return new Plan(seed, weights).draw()
}

interface Place {
  client: number
  hasDisk: boolean
}

class Plan {
  readonly #seed: number
  readonly #random: Random
  readonly #weights: readonly (readonly [Trouble, number])[]
  readonly #steps: Step[] = []
  #now = 0
  #clients = 0
  #kills = 0
  #values = 0
  #backups = 0
  #places: Place[] = []
  readonly #standing = new Set<number>()

  constructor(seed: number, weights: Weights) {
    this.#seed = seed
    this.#random = Random.of(seed, 'plan')
    this.#weights = Object.entries({ ...usual, ...weights }) as [Trouble, number][]
  }

  draw(): Story {
    const random = this.#random
    for (let count = random.between(2, 5); count > 0; count--) this.#start(this.#newDisk())
    const { pauseMs, troubleMs } = random.pick(tempers) ?? { pauseMs: 1_000, troubleMs: 60_000 }
    for (;;) {
      this.#now += Math.ceil(-Math.log(1 - random.next()) * pauseMs)
      if (this.#now >= troubleMs) break
      this[this.#trouble()]()
    }
    const steps = this.#steps.filter(({ at }) => at < troubleMs).sort((a, b) => a.at - b.at)
    return { seed: this.#seed, noise: noises, troubleMs, steps }
  }

  write(): void {
    this.#add({ type: 'write', flag: this.#flag(), value: this.#values++ })
  }

  burst(): void {
    const writes = this.#random.between(5, 45)
    this.#add({ type: 'burst', writes, value: this.#values })
    this.#values += writes
  }

  writeElsewhere(): void {
    this.#add({ type: 'writeElsewhere', value: this.#values++ })
  }

  kill(): void {
    const killed = flags.filter(() => this.#random.chance(0.4))
    this.#kill(killed.length === 0 ? ['checkout'] : killed)
  }

  /** Lifted before all have heard of it. */
  killAndRestore(afterMs = 0): void {
    const kill = this.#kill(['checkout'], afterMs)
    this.#add({ type: 'restore', kill }, afterMs + this.#random.between(0, 400))
    this.#standing.delete(kill)
  }

  drill(): void {
    const kill = this.#kills++
    this.#standing.add(kill)
    this.#add({ type: 'drill', kill, endsAfterMs: this.#random.between(3, 30) * 1_000 })
  }

  /** Mostly one that stands; where a log was set back, one that was restored may stand again. */
  restore(): void {
    const standing = [...this.#standing]
    const any = this.#kills === 0 ? undefined : this.#random.between(0, this.#kills - 1)
    const kill = this.#random.chance(0.8) ? this.#random.pick(standing) : any
    if (kill === undefined) return
    this.#standing.delete(kill)
    this.#add({ type: 'restore', kill })
  }

  cut(): void {
    this.#addOf(this.#place(), ({ client }) => ({ type: 'cut', client }))
  }

  blacken(): void {
    const forMs = this.#random.between(500, 40_000)
    this.#addOf(this.#place(), ({ client }) => ({ type: 'blacken', client, forMs }))
  }

  freeze(): void {
    const forMs = this.#random.between(500, 30_000)
    this.#addOf(this.#place(), ({ client }) => ({ type: 'freeze', client, forMs }))
  }

  restartClient(): void {
    const afterMs = this.#random.between(0, 10_000)
    const place = this.#place()
    if (place === undefined) return
    place.hasDisk &&= this.#random.chance(0.85)
    const disk = place.hasDisk ? 'kept' : 'none'
    this.#add({ type: 'restart', client: place.client, afterMs, disk })
  }

  tearKills(): void {
    const place = this.#random.pick(this.#places.filter(({ hasDisk }) => hasDisk))
    const file = this.#random.chance(0.5) ? 'torn' : 'old'
    this.#addOf(place, ({ client }) => ({ type: 'tear', client, file }))
  }

  addClient(): void {
    if (this.#places.length < mostClients) this.#start(this.#random.chance(0.7) ? this.#newDisk() : 'none')
  }

  /** One that fetches everything while the stream brings it kills that are over by the time they arrive. */
  addSlowClient(): void {
    if (this.#places.length >= mostClients) return
    this.#start('none', { mode: 'stream', slowMs: 1_500 })
    for (let count = 0; count < 5; count++) this.killAndRestore(count * 300)
  }

  closeClient(): void {
    const place = this.#place()
    if (place === undefined || this.#places.length <= 2) return
    this.#places = this.#places.filter((other) => other !== place)
    this.#add({ type: 'close', client: place.client })
  }

  override(): void {
    const flag = this.#random.chance(0.5) ? this.#flag() : null
    this.#addOf(this.#place(), ({ client }) => ({ type: 'override', client, flag }))
  }

  backup(): void {
    this.#add({ type: 'backup', backup: this.#backups++ })
  }

  restartServer(): void {
    this.#restart({ type: 'same' })
  }

  rollBack(): void {
    if (this.#backups === 0) return
    const backup = this.#random.between(0, this.#backups - 1)
    // With an older log the clock may be wrong too: the next epoch is then below what clients have seen.
    const clock = this.#random.chance(0.5) ? { clockMs: -this.#random.between(1, 120) * 1_000 } : {}
    this.#restart({ type: 'rolledBack', backup }, clock)
  }

  restoreBackup(): void {
    if (this.#backups === 0) return
    this.#restart({ type: 'restored', backup: this.#random.between(0, this.#backups - 1) })
  }

  loseKey(): void {
    this.#restart({ type: 'same' }, { losesKey: true })
  }

  setClock(): void {
    this.#restart({ type: 'same' }, { clockMs: this.#random.between(-3_600, 3_600) * 1_000 })
  }

  blindServer(): void {
    this.#add({ type: 'blind', forMs: this.#random.between(1_000, 20_000) })
  }

  #kill(killed: (typeof flags)[number][], afterMs = 0): number {
    const kill = this.#kills++
    this.#standing.add(kill)
    this.#add({ type: 'kill', kill, flags: killed }, afterMs)
    return kill
  }

  #restart(on: Database, rest: { clockMs?: number; losesKey?: true } = {}): void {
    const saysGoodbye = this.#random.chance(0.3)
    this.#add({ type: 'restartServer', afterMs: this.#random.between(10, 20_000), on, saysGoodbye, ...rest })
  }

  #start(disk: 'quick' | 'slow' | 'none', given: { mode?: 'stream'; slowMs?: number } = {}): void {
    const random = this.#random
    const client = this.#clients++
    this.#places.push({ client, hasDisk: disk !== 'none' })
    this.#add({
      type: 'start',
      client,
      mode: random.chance(0.25) ? 'polling' : 'stream',
      pollIntervalMs: random.between(2, 10) * 1_000,
      latencyMs: random.between(1, 80),
      slowMs: random.chance(0.15) ? random.between(100, 1_500) : 0,
      disk,
      ...given,
    })
  }

  #newDisk(): 'quick' | 'slow' {
    return this.#random.chance(0.3) ? 'slow' : 'quick'
  }

  #flag(): (typeof flags)[number] {
    return this.#random.pick(flags) ?? 'checkout'
  }

  #place(): Place | undefined {
    return this.#random.pick(this.#places)
  }

  #addOf(place: Place | undefined, act: (place: Place) => Act): void {
    if (place !== undefined) this.#add(act(place))
  }

  #add(act: Act, afterMs = 0): void {
    this.#steps.push({ at: this.#now + afterMs, ...act })
  }

  #trouble(): Trouble {
    const total = this.#weights.reduce((sum, [, weight]) => sum + weight, 0)
    let at = this.#random.next() * total
    for (const [trouble, weight] of this.#weights) {
      at -= weight
      if (at < 0) return trouble
    }
    return 'write'
  }
}
