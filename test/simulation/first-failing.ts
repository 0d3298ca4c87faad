import { endingOf } from './ending.js'
import { planOf, type Weights } from './plan.js'
import type { Story } from './story.js'
import type { Options } from './world.js'

export interface Failing {
  story: Story
  ending: string
}

/** The first seed whose story breaks a promise; undefined where none does. */
export async function firstFailing(
  seeds: { from: number; to: number },
  { weights, ...options }: Options & { weights?: Weights },
): Promise<Failing | undefined> {
  for (let seed = seeds.from; seed <= seeds.to; seed++) {
    const story = planOf(seed, weights)
    const ending = await endingOf(story, options)
    if (ending !== undefined) return { story, ending }
  }
  return undefined
}
