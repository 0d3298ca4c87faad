// `pnpm chaos [case …] [--short] [--json]`: faults on purpose, all of them or those named, each with its figures.
import { createScope } from '../harness/scope.js'
import { chaosCases } from './cases.js'
import { type ChaosCase, type Figure, isKept } from './chaos-case.js'

const options = process.argv.slice(2).filter((argument) => argument.startsWith('-'))
const names = process.argv.slice(2).filter((argument) => !argument.startsWith('-'))
const isJson = options.includes('--json')
const unknown = [
  ...names.filter((name) => !Object.hasOwn(chaosCases, name)),
  ...options.filter((option) => option !== '--short' && option !== '--json'),
]
if (unknown.length > 0) {
  console.error(
    `Unknown: ${unknown.join(', ')}. There are: ${Object.keys(chaosCases).join(', ')}, --short, --json`,
  )
  process.exit(64)
}

let broken = 0
for (const [name, chaos] of Object.entries(chaosCases)) {
  if (names.length > 0 && !names.includes(name)) continue
  broken += await runCase(name, chaos)
}
process.exitCode = broken === 0 ? 0 : 1

/** How many figures are not what they must be. */
async function runCase(name: string, chaos: ChaosCase): Promise<number> {
  if (!isJson) console.log(`\n  ${name}: ${chaos.title}`)
  const missing = chaos.missing?.()
  if (missing !== undefined) {
    console.error(`  ${name} is SKIPPED: ${missing}`)
    return 0
  }
  const scope = createScope()
  try {
    const size = options.includes('--short') ? 'short' : 'long'
    const figures = await chaos.run({ scope, size, tell: (line) => console.error(`    ${line}`) })
    for (const figure of figures)
      if (isJson) console.log(JSON.stringify({ case: name, ...figure }))
      else print(figure)
    return figures.filter((figure) => !isKept(figure)).length
  } finally {
    await scope.close()
  }
}

function print(figure: Figure): void {
  const { name, value, unit, must, because = [] } = figure
  const mark = isKept(figure) ? '✓' : '✗'
  const expected = `must be ${must.be} ${must.value.toLocaleString('en')}`
  console.log(
    `  ${mark} ${name.padEnd(60)} ${`${value.toLocaleString('en')} ${unit}`.padStart(14)}  ${expected}`,
  )
  for (const sentence of because.slice(0, 20)) console.log(`      ${sentence}`)
}
