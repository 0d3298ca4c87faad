// `pnpm bench [eval] [commit] [guard] [alerts] [console] [stream] [stream:joins] [--json] [--strict] [--runs=N]`: all benches, or those named; `stream` are all
// whose name begins so. One after the other, since each wants the machine for itself. With `--strict` it ends with 1
// where an aim is missed; without, since a busy machine misses some, a figure is only a figure.
import { type BenchRow, meetsAim, type Report } from './rows.js'

const benches: { readonly [name: string]: () => Promise<{ run: (report: Report) => Promise<void> | void }> } =
  {
    eval: () => import('./eval.js'),
    commit: () => import('./commit.js'),
    guard: () => import('./guard.js'),
    alerts: () => import('./alerts.js'),
    console: () => import('./console.js'),
    'guard:kill': () => import('./guard/kill.js'),
    'stream:broadcast': () => import('./stream/broadcast.js'),
    'stream:kill': () => import('./stream/kill.js'),
    'stream:memory': () => import('./stream/memory.js'),
    'stream:joins': () => import('./stream/joins.js'),
    'stream:many-flags': () => import('./stream/many-flags.js'),
    'stream:start': () => import('./stream/start.js'),
    'stream:disturbed': () => import('./stream/disturbed.js'),
  }

const options = process.argv.slice(2).filter((argument) => argument.startsWith('-'))
const names = process.argv.slice(2).filter((argument) => !argument.startsWith('-'))
const isJson = options.includes('--json')
const isStrict = options.includes('--strict')
const isMeant = (bench: string, name: string): boolean => bench === name || bench.startsWith(`${name}:`)
const unknown = [
  ...names.filter((name) => !Object.keys(benches).some((bench) => isMeant(bench, name))),
  // How many `guard` plays.
  ...options.filter((option) => !['--json', '--strict'].includes(option) && !option.startsWith('--runs=')),
]
if (unknown.length > 0) {
  console.error(
    `Unknown: ${unknown.join(', ')}. There are: ${Object.keys(benches).join(', ')}, --json, --strict`,
  )
  process.exit(64)
}

const missed: string[] = []

for (const [name, load] of Object.entries(benches)) {
  if (names.length > 0 && !names.some((meant) => isMeant(name, meant))) continue
  if (!isJson) console.log(`\n  ${name}`)
  const { run } = await load()
  await run((row) => {
    if (!meetsAim(row)) missed.push(`${row.name} (${name})`)
    if (isJson) console.log(JSON.stringify(row))
    else printRow(row)
  })
}
if (isStrict && missed.length > 0) {
  console.error(`\n  ${missed.length} missed: ${missed.join('; ')}`)
  process.exitCode = 1
}

function printRow(row: BenchRow): void {
  const mark = row.aim === null ? ' ' : meetsAim(row) ? '✓' : '✗'
  const value = `${readable(row.value)} ${row.unit}`
  const aim = row.aim === null ? '' : `aim ${row.better === 'lower' ? '≤' : '≥'} ${readable(row.aim)}`
  console.log(`  ${mark} ${row.name.padEnd(56)} ${value.padStart(16)}  ${aim.padEnd(12)} ${row.against}`)
}

function readable(value: number): string {
  return value >= 100 ? Math.round(value).toLocaleString('en') : String(Number(value.toPrecision(3)))
}
