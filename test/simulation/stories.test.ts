import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { endingOf, kindOf } from './ending.js'
import { without } from './rules.js'
import { type KeptStory, readingOf, readStories } from './story-file.js'

/** Latencies are drawn: another version may need another draw to come to the same end. */
const mostDraws = 200

async function breaksWithoutItsRule(story: KeptStory & { without: NonNullable<KeptStory['without']> }) {
  for (let seed = story.seed; seed < story.seed + mostDraws; seed++) {
    const ending = await endingOf({ ...story, seed }, without(story.without))
    if (ending !== undefined && kindOf(ending) === kindOf(story.ending)) return true
  }
  return false
}

describe.each(readStories(join(import.meta.dirname, 'stories')))('$name', ({ name, story }) => {
  it(`${story.title}: no promise is broken`, async () => {
    expect(readingOf(story), 'what it says of itself').toEqual(story.reads)
    expect(await endingOf(story)).toBeUndefined()
  })

  const { without: rule } = story
  if (rule === null) return
  it(`without ${rule} ${story.ending}`, async () => {
    const again = `pnpm simulate --without ${rule} --save ${name.replace('.json', '')} finds one for this version`
    expect(await breaksWithoutItsRule({ ...story, without: rule }), again).toBe(true)
  })
})
