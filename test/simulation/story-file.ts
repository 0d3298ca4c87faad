import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { isRule, type Rule } from './rules.js'
import { noiseSentence, sentenceOf } from './sentence.js'
import type { Story } from './story.js'

/** A story that is kept: what it shows, and how it ended when it was found. */
export interface KeptStory extends Story {
  title: string
  /** The rule that it is the example for; null where a fault was found by it, which is mended. */
  without: Rule | null
  ending: string
  /** Its steps, for people. */
  reads: readonly string[]
}

/** What happens in a story, a sentence each. */
export function readingOf({ noise, steps }: Story): string[] {
  return [
    ...noise.map((always) => `All the time ${noiseSentence(always)}.`),
    ...steps.map((step) => `${(step.at / 1_000).toFixed(3)} ${sentenceOf(step)}`),
  ]
}

export function writeStory(folder: string, name: string, { steps, reads, ...story }: KeptStory): string {
  const path = join(folder, `${name}.json`)
  const lines = (list: readonly unknown[]) => list.map((line) => `    ${JSON.stringify(line)}`).join(',\n')
  const head = JSON.stringify(story, null, 2).slice(0, -2)
  writeFileSync(
    path,
    `${head},\n  "reads": [\n${lines(reads)}\n  ],\n  "steps": [\n${lines(steps)}\n  ]\n}\n`,
  )
  return path
}

export function readStories(folder: string): { name: string; story: KeptStory }[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .map((name) => ({ name, story: readStory(join(folder, name)) }))
}

function readStory(path: string): KeptStory {
  const story = JSON.parse(readFileSync(path, 'utf8')) as KeptStory
  if (story.without !== null && !isRule(story.without))
    throw new Error(`${path} is about ${String(story.without)}: expected a rule of a client or of the server`)
  return story
}
