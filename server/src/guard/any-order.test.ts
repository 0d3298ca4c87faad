import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { by } from '../changes/testing/house.js'
import { type Storage, StorageError } from '../storage/storage.js'
import { replayRun } from './replay.js'
import { arm, doorsOf, environment, GuardedShop, project, release } from './testing/guarded-shop.js'

// In whatever order reports come, come again, or do not come, and whatever fails in between: one kill a run, latched
// until a person lifts it, no step without evidence, and a replay that decides the same.

type Step =
  | { type: 'report'; instance: 'one' | 'two' | 'nobody'; stage: 0 | 1; erring: number; generation: number }
  | { type: 'again' }
  | { type: 'second' | 'restart' | 'storageFails' | 'storageHeals' | 'killFails' | 'restoreAndStart' }

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      type: fc.constant('report'),
      instance: fc.constantFrom('one', 'two', 'nobody'),
      stage: fc.constantFrom(0, 1),
      // Most are well, so that releases also go on.
      erring: fc.constantFrom(0, 0, 0, 0, 2, 15),
      generation: fc.constantFrom(0, 0, 0, -1, 1),
    }),
  },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('again') }) },
  { weight: 6, arbitrary: fc.record({ type: fc.constant('second') }) },
  {
    weight: 1,
    arbitrary: fc.record({
      type: fc.constantFrom('restart', 'storageFails', 'storageHeals', 'killFails', 'restoreAndStart'),
    }),
  },
)

const minSamples = 30

class Trial {
  #shop: GuardedShop
  #fails = false
  #killFails = false
  #subject = 0
  #sequence = 1_000_000
  #last: (() => void) | undefined
  readonly restored = new Set<string>()

  private constructor(shop: GuardedShop) {
    this.#shop = shop
  }

  static async open(): Promise<Trial> {
    const trial = new Trial(await GuardedShop.open())
    await trial.restart()
    await trial.#shop.start({
      stages: [
        { share: 0.5, bakeTime: '3s', minSamples },
        { share: 1, bakeTime: '3s', minSamples },
      ],
    })
    return trial
  }

  get shop(): GuardedShop {
    return this.#shop
  }

  /** The process dies as it stands, and another one starts on what it has left. */
  async restart(): Promise<void> {
    const storage = (real: Storage): Storage => ({
      ...real,
      guardInputs: {
        ...real.guardInputs,
        append: (rows) =>
          this.#fails ? Promise.reject(new StorageError('full', 'no space')) : real.guardInputs.append(rows),
      },
    })
    const next: GuardedShop = await GuardedShop.open({
      bytes: this.#shop.die(),
      clock: this.#shop.clock,
      storage,
      doors: {
        kill: async (...given) => {
          if (!this.#killFails) return doorsOf(next.house).kill(...given)
          this.#killFails = false
          throw new StorageError('busy', 'not now')
        },
      },
    })
    next.connect('one', 'two')
    this.#shop = next
  }

  async perform(does: Step): Promise<void> {
    switch (does.type) {
      case 'report':
        return this.#report(does)
      case 'again':
        return this.#last?.()
      case 'second':
        return this.#shop.seconds()
      case 'restart':
        return this.restart()
      case 'storageFails':
      case 'storageHeals':
        this.#fails = does.type === 'storageFails'
        return undefined
      case 'killFails':
        this.#killFails = true
        return undefined
      case 'restoreAndStart':
        return this.#restoreAndStart()
    }
  }

  async #report({ instance, stage, erring, generation }: Step & { type: 'report' }): Promise<void> {
    const present = (await this.#shop.read()).generation
    const subjects = Array.from({ length: erring }, () => (this.#subject += 1))
    const sequence = (this.#sequence += 1)
    const outcomes = { stage, generation: present + generation, treatment: arm(15, subjects) }
    this.#last = () => this.#shop.report(instance, outcomes, { sequence })
    this.#last()
  }

  async #restoreAndStart(): Promise<void> {
    const { house } = this.#shop
    const { status, killId } = await this.#shop.read()
    if (status !== 'killed' || killId === null) return
    await house.kills.restore(project, environment, killId, by)
    this.restored.add(killId)
    await house.releases.start(project, environment, release, {}, by)
    await this.#shop.guard.tick()
  }
}

async function holds(trial: Trial): Promise<void> {
  const { shop } = trial
  const kills = await shop.kills()
  expect(new Set(kills.map(({ episode }) => episode)).size).toBe(kills.length)
  for (const { killId, lifted } of kills) expect(lifted !== null).toBe(trial.restored.has(killId))
  const { stage, generation, status } = await shop.read()
  expect(kills.length).toBe(generation - (status === 'killed' ? 0 : 1))
  if ((stage ?? 0) === 0) return
  const view = await shop.view()
  const first = view?.counts.find((counts) => counts.stage === 0)
  expect(first?.treatment.requests).toBeGreaterThanOrEqual(minSamples)
  expect(first?.control.requests).toBeGreaterThanOrEqual(minSamples)
}

it('makes one kill a run, lifts none, goes on with evidence alone, and decides the same again', async () => {
  let kills = 0
  let steps = 0
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 20, maxLength: 80 }), async (does) => {
      const trial = await Trial.open()
      for (const one of does) {
        await trial.perform(one)
        await holds(trial)
      }
      const { shop } = trial
      const { guardInputs } = shop.house.storage
      for (const run of await guardInputs.runs(shop.environmentId, release))
        expect((await replayRun(guardInputs, run)).differences).toEqual([])
      kills += (await shop.kills()).length
      steps += (await shop.read()).stage ?? 0
    }),
    { numRuns: 60 },
  )
  // Otherwise it has looked at nothing.
  expect(kills).toBeGreaterThan(0)
  expect(steps).toBeGreaterThan(0)
})
