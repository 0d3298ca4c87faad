import { readdirSync } from 'node:fs'
import { expect, it } from 'vitest'
import { withoutAlertmanager } from '../harness/alertmanager.js'
import { type Child, startChild, story } from '../harness/child.js'
import { programs } from '../harness/paths.js'
import { childrenOf, isRunning } from '../harness/process-tree.js'
import { withoutPrometheus } from '../harness/prometheus.js'
import type { Scope } from '../harness/scope.js'
import { tempDir } from '../harness/temp-dir.js'
import { waitFor, within } from '../harness/wait-for.js'
import { testScope } from './test-scope.js'

/** The demo with a temporary folder of its own, so that what it leaves behind can be seen. */
function startDemo(scope: Scope, ...args: string[]): { demo: Child; folder: string } {
  const folder = tempDir(scope, 'demo')
  return { demo: startChild(scope, { program: programs.demo, args, env: { TMPDIR: folder } }), folder }
}

interface Lane {
  option: string
  breaks: RegExp
  kills: RegExp
  /** The last line, where a lane has one of its own. */
  last?: RegExp
}

/** Other ways to break: what the demo says of the break, and what the guard may say as it kills. */
const lanes: readonly Lane[] = [
  {
    option: '--hard',
    breaks: /it breaks +customers buy rockets: the new ledger aborts its process/,
    // What checkouts tell of the first that died may be enough before the second has died.
    kills: /killed by the guard +(payments: \d+ instances crashed after|checkout: .* in the new variant)/,
  },
  {
    option: '--slow',
    breaks: /it breaks +customers buy airships: the new ledger takes two seconds/,
    kills: /killed by the guard +(checkout|payments): \d+ subjects were slow in the new variant/,
  },
  {
    option: '--at-100',
    breaks: /next stage +100\.0 % of the customers\n.* it breaks +customers buy gliders/,
    kills: /killed by the guard +(checkout|payments): .* in the new variant/,
  },
]

it('tells of a release that its guard has killed everywhere, and ends by itself', async () => {
  const { demo, folder } = startDemo(testScope())
  const { code } = await within('the demo to end', 240_000, demo.exited)
  const said = demo.out.join('\n')
  expect(code, story(demo)).toBe(0)
  expect(said).toMatch(/killed by the guard +(checkout|payments): /)
  expect(said).toMatch(/detected +\+\d+ ms\n +decided +\+\d+ ms/)
  expect(said).toMatch(/committed +\+\d+ ms, new-checkout and new-ledger in one change/)
  expect(said).toMatch(/propagated +\+\d+ ms, 5 of 5 safe/)
  expect(said).toMatch(/recovered +\+\d+ ms, /)
  expect(said).toMatch(/only in the new code +LedgerError, /)
  expect(said).toMatch(/before 0\.0 % .* after the kill 0\.0 %/)
  expect(demo.err).toEqual([])
  expect(readdirSync(folder)).toEqual([])
}, 250_000)

/** Who tells the guard of what only metrics show, and what the last line says of whose time it was. */
const witnesses: readonly Lane[] = [
  {
    option: '--lane=alertmanager',
    breaks: /it breaks +customers buy balloons: the new ledger says yes, and books nothing/,
    kills: /killed by the guard +The alert "NewVariantUnwell" fires, received from Alertmanager/,
    last: /^ {2}From the break to safe: [\d.]+ s\. Prometheus [\d.]+ s; Alertmanager [\d.]+ s; Ripcord [\d.]+ s\.$/,
  },
  {
    option: '--lane=prometheus',
    breaks: /it breaks +customers buy balloons: the new ledger says yes, and books nothing/,
    kills: /killed by the guard +unwell: [23] of the last 3 measurements are bad/,
    last: /^ {2}From the break to safe: [\d.]+ s\. Prometheus, until it answers so [\d.]+ s; Ripcord, .* [\d.]+ s\.$/,
  },
]
const isWitnessed = ![withoutPrometheus(), withoutAlertmanager()].some(Boolean)

// At once, since most of their time is the half minute in which the shop must stay well.
it('tells of a release that breaks otherwise, whoever tells the guard, and whose time it was', async () => {
  const scope = testScope()
  const all = [...lanes, ...(isWitnessed ? witnesses : [])]
  const started = all.map((lane) => ({ ...lane, ...startDemo(scope, lane.option, '--customers=12') }))
  await within('the demos to end', 280_000, Promise.all(started.map(({ demo }) => demo.exited)))
  for (const { demo, folder, breaks, kills, last } of started) {
    const said = demo.out.join('\n')
    // A sale may take too long where shops share a machine: what is claimed of sales is for the demo alone, above.
    expect(demo.err.filter((line) => !/^ {2}Sales were (still )?bad /.test(line))).toEqual([])
    expect(demo.exit?.code, story(demo)).toBe(demo.err.length === 0 ? 0 : 1)
    expect(said).toMatch(breaks)
    expect(said).toMatch(kills)
    expect(said).toMatch(/committed +\+\d+ ms, new-checkout and new-ledger in one change/)
    expect(said).toMatch(/propagated +\+\d+ ms, 5 of 5 safe/)
    expect(said).toMatch(/recovered +\+\d+ ms, /)
    expect(said).toMatch(/before .* broken .* after the kill /)
    if (last !== undefined) expect(demo.out.at(-1)).toMatch(last)
    expect(readdirSync(folder)).toEqual([])
  }
}, 300_000)

it('says what to install where a lane has not what it needs', async () => {
  const scope = testScope()
  const demo = startChild(scope, {
    program: programs.demo,
    args: ['--lane=alertmanager'],
    env: { PATH: tempDir(scope, 'empty') },
  })
  const { code } = await within('the demo to end', 60_000, demo.exited)
  expect(code, story(demo)).toBe(69)
  expect(demo.err).toEqual([
    '--lane=alertmanager needs prometheus and alertmanager: `apt-get install prometheus prometheus-alertmanager`, or put it on the PATH.',
  ])
})

it('leaves nothing running on Ctrl-C', async () => {
  const { demo, folder } = startDemo(testScope())
  await demo.line((line) => (line.includes('customers come') ? line : undefined))
  const started = childrenOf(demo.pid)
  expect(started.length).toBe(6)
  demo.signal('SIGINT')
  expect(await within('the demo to end', 30_000, demo.exited)).toEqual({ code: 130, signal: null })
  await waitFor('all that it started to be gone', () => started.every((pid) => !isRunning(pid)))
  expect(readdirSync(folder)).toEqual([])
})
