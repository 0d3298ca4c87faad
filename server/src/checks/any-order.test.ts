import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import type { EgressAnswer, EgressRequest } from '../egress/egress.js'
import { answered, openWatchedShop, prometheusCheck, prometheusSays } from './testing/watched-shop.js'

// In whatever order answers come, or do not come, and whatever the clocks do in between: no kill without bad
// measurements of this run, and no step without good ones of this stage.

const says = {
  good: (request: EgressRequest) => prometheusSays(request, '0.01'),
  bad: (request: EgressRequest) => prometheusSays(request, '0.5'),
  empty: (request: EgressRequest) => prometheusSays(request),
  NaN: (request: EgressRequest) => prometheusSays(request, 'NaN'),
  '5xx': () => answered(503, 'no'),
  garbage: () => answered(200, '<html>'),
  refused: (): EgressAnswer => ({ type: 'failed', because: 'refused', tookMs: 1 }),
} as const satisfies Record<string, (request: EgressRequest) => EgressAnswer>

type Word = keyof typeof says
const ids = ['a', 'b'] as const
type Id = (typeof ids)[number]

type Step =
  | { type: 'pass'; ms: number; times: number }
  /** From now on one check is answered so, at once or when it is its turn. */
  | { type: 'say'; id: Id; word: Word | 'hang' }
  /** One that hangs is answered, whichever. */
  | { type: 'answer'; index: number; word: Word }
  | { type: 'clock'; ms: number }
  | { type: 'restart' }

const dayMs = 86_400_000

function steps(words: readonly Word[]): fc.Arbitrary<Step[]> {
  const word = fc.constantFrom(...words)
  const step: fc.Arbitrary<Step> = fc.oneof(
    {
      weight: 8,
      arbitrary: fc.record({
        type: fc.constant('pass'),
        ms: fc.constantFrom(1_000, 5_500, 10_500, 20_000),
        times: fc.integer({ min: 1, max: 4 }),
      }),
    },
    {
      weight: 4,
      arbitrary: fc.record({
        type: fc.constant('say'),
        id: fc.constantFrom(...ids),
        word: fc.oneof<fc.Arbitrary<Word | 'hang'>[]>(word, word, fc.constant('good'), fc.constant('hang')),
      }),
    },
    { weight: 2, arbitrary: fc.record({ type: fc.constant('answer'), index: fc.nat(5), word }) },
    {
      weight: 1,
      arbitrary: fc.record({
        type: fc.constant('clock'),
        ms: fc.constantFrom(dayMs, -dayMs, 3_600_000, -3_600_000, 20_000, -20_000),
      }),
    },
    { weight: 1, arbitrary: fc.record({ type: fc.constant('restart') }) },
  )
  return fc.array(step, { minLength: 10, maxLength: 40 })
}

/** Plays the steps, and tells of each moment in which the release moved what had been answered until then. */
class Trial {
  readonly #says: Record<Id, Word | 'hang'> = { a: 'good', b: 'good' }
  #hanging: { id: Id; request: EgressRequest; answer(word: Word): void }[] = []
  /** Answers that were given in the present stage of the run. */
  readonly given: Record<Id, Word[]> = { a: [], b: [] }
  #watched: Awaited<ReturnType<typeof openWatchedShop>> | undefined
  stage = 0
  isOver = false

  get #shop() {
    if (this.#watched === undefined) throw new Error('open it first')
    return this.#watched.shop
  }

  static async open(): Promise<Trial> {
    const trial = new Trial()
    await trial.#open()
    const checks = ids.map((id) => prometheusCheck({ id, url: `http://${id}.example` }))
    const stages = [0.5, 1].map((share) => ({ share, bakeTime: '20s', minSamples: 1 }))
    await trial.#shop.start({ stages, checks })
    return trial
  }

  async #open(parts: Parameters<typeof openWatchedShop>[1] = {}): Promise<void> {
    this.#watched = await openWatchedShop((request) => this.#answer(request), parts)
  }

  #answer(request: EgressRequest): EgressAnswer | Promise<EgressAnswer> {
    const id = new URL(request.url).hostname.slice(0, 1) as Id
    const word = this.#says[id]
    if (word !== 'hang') return this.#give(id, request, word)
    return new Promise((resolve) => {
      this.#hanging.push({ id, request, answer: (late) => resolve(this.#give(id, request, late)) })
    })
  }

  #give(id: Id, request: EgressRequest, word: Word): EgressAnswer {
    this.given[id].push(word)
    return says[word](request)
  }

  async do(step: Step): Promise<void> {
    switch (step.type) {
      case 'pass':
        for (let left = step.times; left > 0 && !this.isOver; left--) await this.#pass(step.ms)
        return
      case 'say':
        this.#says[step.id] = step.word
        return
      case 'answer':
        this.#hanging.splice(step.index % Math.max(1, this.#hanging.length), 1)[0]?.answer(step.word)
        return
      case 'clock':
        this.#shop.clock.setWall(this.#shop.clock.now().getTime() + step.ms)
        return
      case 'restart':
        this.#hanging = []
        return this.#open({ bytes: this.#shop.die(), clock: this.#shop.clock })
    }
  }

  async #pass(ms: number): Promise<void> {
    await this.#watched?.pass(ms, Math.max(0, this.stage))
    const { status, stage } = await this.#shop.read()
    this.isOver = status === 'killed' || status === 'completed'
    if (status === 'killed') {
      // Two of the last three.
      const most = Math.max(...ids.map((id) => this.given[id].filter((word) => word === 'bad').length))
      expect(most).toBeGreaterThanOrEqual(2)
    } else if (stage !== this.stage || status === 'completed') {
      for (const id of ids)
        expect(this.given[id].slice(-2), `${id} of stage ${this.stage}`).toEqual(['good', 'good'])
      for (const id of ids) this.given[id].length = 0
      this.stage = stage ?? 0
    }
  }

  async kills(): Promise<number> {
    return (await this.#shop.kills()).length
  }
}

async function play(all: readonly Step[]): Promise<Trial> {
  const trial = await Trial.open()
  for (const step of all) {
    if (trial.isOver) break
    await trial.do(step)
  }
  return trial
}

const unknowing = ['good', 'empty', 'NaN', '5xx', 'garbage', 'refused'] as const
const runs = { numRuns: 120 }

it('is never killed by what knows nothing', async () => {
  await fc.assert(
    fc.asyncProperty(steps(unknowing), async (all) => {
      expect(await (await play(all)).kills()).toBe(0)
    }),
    runs,
  )
})

it('is killed by bad measurements of this run alone, and goes on by good ones of this stage alone', async () => {
  let kills = 0
  let steps_ = 0
  await fc.assert(
    fc.asyncProperty(steps([...unknowing, 'bad', 'bad']), async (all) => {
      const trial = await play(all)
      kills += await trial.kills()
      steps_ += trial.stage
    }),
    runs,
  )
  // That it can be, and does.
  expect(kills).toBeGreaterThan(0)
  expect(steps_).toBeGreaterThan(0)
})
