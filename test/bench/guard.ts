// How often the guard kills a release that is well, and how soon one that is not: whole runs through the real tick,
// second by second. `--runs=2000` plays that many of each healthy scenario instead of 20,000, and a tenth of each broken
// one (of an hour, a hundredth).
import { wilsonUpper } from '@ripcord/guard'
import { playOracle } from './guard/oracle.js'
import type { Ending } from './guard/play.js'
import { Players } from './guard/players.js'
import { brokenScenarios, healthyScenarios, type ScenarioName, scenarios } from './guard/scenarios.js'
import type { Report } from './rows.js'

const FALSE_KILLS_AIM = 0.25
const Z_95 = 1.959963984540054

/** Seconds from the first bad request to the decision. */
const aims: Partial<Record<ScenarioName, { median?: number; p95: number }>> = {
  '10× at 10 %': { p95: 38 },
  '10× at 50 %': { p95: 17 },
  'hard break at 10 %': { median: 3, p95: 5 },
  'hard break at 100 %': { p95: 2 },
  '10× at 100 %': { p95: 5 },
}

export async function run(report: Report): Promise<void> {
  const runs = runsAsked()
  const players = new Players()
  try {
    for (const name of namesOf(healthyScenarios)) tellFalseKills(report, name, await players.play(name, runs))
    for (const name of namesOf(brokenScenarios))
      tellDelay(report, name, await players.play(name, Math.ceil(runs / (lastsLong(name) ? 100 : 10))))
  } finally {
    await players.stop()
  }
  tellOracle(report, Math.ceil(runs / 10))
}

/** What the aim of `10× at 100 %` could be met by. */
function tellOracle(report: Report, runs: number): void {
  const endings = Array.from({ length: runs }, (_, seed) => playOracle(scenarios['10× at 100 %'], seed))
  tellDelay(report, '10× at 100 %', endings, '10× at 100 %, by an oracle that knows the rate')
}

function lastsLong(name: ScenarioName): boolean {
  return scenarios[name].breaksAfterSeconds > 0
}

function runsAsked(): number {
  const asked = process.argv.find((argument) => argument.startsWith('--runs='))
  const runs = asked === undefined ? 20_000 : Number(asked.slice('--runs='.length))
  if (!Number.isInteger(runs) || runs < 10)
    throw new Error(`${asked}: a whole number from 10 on was expected.`)
  return runs
}

function namesOf<Name extends ScenarioName>(table: Record<Name, unknown>): Name[] {
  return Object.keys(table) as Name[]
}

function tellFalseKills(report: Report, name: ScenarioName, endings: readonly Ending[]): void {
  const kills = endings.filter(({ type }) => type === 'killed').length
  report({
    name: `false kills, ${name}: upper bound`,
    value: wilsonUpper(kills, endings.length, Z_95) * 100,
    unit: '%',
    aim: FALSE_KILLS_AIM,
    better: 'lower',
    against: `${kills} of ${endings.length.toLocaleString('en')} runs (Wilson, 95 %)`,
  })
}

function tellDelay(
  report: Report,
  name: ScenarioName,
  endings: readonly Ending[],
  title: string = name,
): void {
  const found = endings.filter((ending) => ending.type === 'killed').map(({ afterMs }) => afterMs / 1000)
  // Who was never found took longer than everybody else.
  const delays = [...found.sort((a, b) => a - b), ...endings.slice(found.length).map(() => Infinity)]
  const row = { unit: 's', better: 'lower', against: `killed: ${found.length} of ${endings.length}` } as const
  const aim = title === name ? aims[name] : undefined
  report({ ...row, name: `${title}, median`, value: quantile(delays, 0.5), aim: aim?.median ?? null })
  report({ ...row, name: `${title}, p95`, value: quantile(delays, 0.95), aim: aim?.p95 ?? null })
}

function quantile(sorted: readonly number[], part: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN
}
