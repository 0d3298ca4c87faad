// `pnpm simulate`: thousands of seeds on all cores. A failing one is shrunk to a short story, which can be kept.
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { type Asked, readArguments, usage } from './arguments.js'
import { endingOf } from './ending.js'
import { planOf } from './plan.js'
import { isRule, weightsFor, without } from './rules.js'
import { type Finding, runSeeds, serveSeeds, serving } from './seeds.js'
import { readingOf, writeStory } from './story-file.js'

const stories = join(import.meta.dirname, '../../simulation/stories')

const [first, rule = ''] = process.argv.slice(2)
if (first === serving) serveSeeds(isRule(rule) ? rule : null)
else await main(readArguments(process.argv.slice(2)))

async function main(asked: Asked | string): Promise<void> {
  if (typeof asked === 'string') {
    console.error(`${asked}\n${usage}`)
    process.exitCode = 64
    return
  }
  if (asked.traces) return trace(asked)
  const beganAt = performance.now()
  let told = beganAt
  const { finding, done } = await runSeeds(asked, availableParallelism(), (count) => {
    if (performance.now() - told < 10_000) return
    told = performance.now()
    console.log(`  ${speedOf(count, beganAt)}`)
  })
  console.log(`  ${speedOf(done, beganAt)}`)
  if (finding === undefined) return console.log('  ✓ no promise was broken')
  tell(finding, asked)
  process.exitCode = 1
}

async function trace({ from, without: rule }: Asked): Promise<void> {
  const options = rule === null ? {} : without(rule)
  const story = planOf(from, rule === null ? {} : weightsFor(rule))
  const ending = await endingOf(story, { ...options, trace: (line) => console.log(line) })
  console.log(ending ?? '✓ no promise was broken')
  process.exitCode = ending === undefined ? 0 : 1
}

function tell({ seed, ending, story }: Finding, { without: rule, save }: Asked): void {
  const reads = readingOf(story)
  console.log(`\n  ✗ seed ${seed}: ${ending}\n\n  The shortest story that ends so:`)
  for (const line of reads) console.log(`    ${line}`)
  if (save === null) {
    console.log('\n  Add --save <name> to keep it in test/simulation/stories, where it is a test.')
    return
  }
  const path = writeStory(stories, save, { title: ending, without: rule, ending, ...story, reads })
  console.log(`\n  Kept in ${path}: give it a title that says what must not happen.`)
}

function speedOf(count: number, beganAt: number): string {
  const seconds = (performance.now() - beganAt) / 1_000
  return `${count.toLocaleString('en')} seeds, ${(count / seconds).toFixed(1)} a second`
}
