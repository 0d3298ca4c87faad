import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { parse } from 'yaml'
import { openGuarded } from './guard/testing/guarded-app.js'

const file = (name: string) => fileURLToPath(new URL(`../../deploy/${name}`, import.meta.url))
const rulesFile = file('prometheus/ripcord.rules.yml')
const rules: { groups: { rules: { alert: string; expr: string }[] }[] } = parse(
  readFileSync(rulesFile, 'utf8'),
)
const dashboard: {
  panels: { id: number; title: string; targets: { expr: string }[] }[]
  templating: { list: { query: unknown }[] }
} = JSON.parse(readFileSync(file('grafana/ripcord.json'), 'utf8'))

const expressions = [
  ...rules.groups.flatMap((group) => group.rules.map(({ alert, expr }) => [alert, expr] as const)),
  ...dashboard.panels.flatMap(({ title, targets }) => targets.map(({ expr }) => [title, expr] as const)),
  ['its variables', JSON.stringify(dashboard.templating.list.map(({ query }) => query))] as const,
]

const named = (expression: string) => expression.match(/\b(ripcord|nodejs|process)_\w+\b/g) ?? []

it('each metric that the dashboard and the rules name is one that a server exposes', async () => {
  // With a release that runs, so that every label has a value.
  const { http, app } = await openGuarded()
  await app.guard.tick()
  await http.get('/healthz')
  const { text } = await http.get('/metrics')
  const exposed = new Set(
    text.split('\n').flatMap((line: string) => /^([a-z_\d]+)[{ ]/.exec(line)?.[1] ?? []),
  )
  const unknown = expressions.flatMap(([where, expression]) =>
    named(expression)
      .filter((name) => !exposed.has(name))
      .map((name) => `${where}: ${name}`),
  )
  expect(unknown).toEqual([])
  expect(expressions.flatMap(([, expression]) => named(expression)).length).toBeGreaterThan(25)
})

it('each value of a label that they name is one that a server exposes', async () => {
  const { http, app } = await openGuarded()
  await app.guard.tick()
  const { text } = await http.get('/metrics')
  for (const reason of ['evidence', 'error', 'budget', 'blind'])
    expect(text).toContain(`ripcord_guard_holds{reason="${reason}"}`)
})

it('no two panels are one', () => {
  const ids = dashboard.panels.map(({ id }) => id)
  expect(new Set(ids).size).toBe(ids.length)
})

const hasPromtool = spawnSync('promtool', ['--version']).status === 0

it.skipIf(!hasPromtool)('promtool finds nothing wrong with the rules', () => {
  const { status, stdout, stderr } = spawnSync('promtool', ['check', 'rules', rulesFile], {
    encoding: 'utf8',
  })
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
  expect(stdout).toContain('rules found')
})
