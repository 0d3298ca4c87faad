import { checkProblems, serviceNamesIn } from '@ripcord/model'
import { describe, expect, it } from 'vitest'
import { openApp } from '../../testing/open-app.js'
import { readCondition } from '../condition.js'
import { checkFrom, templates } from './index.js'

const needed = { namespace: 'shop', threshold: 5 }

/** What has to be said. */
function leastOf({ parameters }: (typeof templates)[number]) {
  const missing = Object.keys(parameters).filter((name) => parameters[name]?.default === undefined)
  return Object.fromEntries(Object.entries(needed).filter(([name]) => missing.includes(name)))
}

describe.each(templates.map((template) => [template.id, template] as const))('%s', (id, template) => {
  it('makes a check that can be kept, of no more than has to be said', () => {
    const check = checkFrom(template, { backend: 'prom', parameters: leastOf(template) })
    if (Array.isArray(check) || check.type !== 'prometheus') throw new Error(JSON.stringify(check))
    expect(check.id).toBe(id)
    expect(checkProblems([check])).toEqual([])
    expect(readCondition(check.failWhen)).toBeTypeOf('function')
    expect(check.query).not.toMatch(/undefined|NaN/)
    expect(check).toMatchObject({ onNoData: 'hold', onError: 'hold' })
    if ('service' in template.parameters) expect(serviceNamesIn(check)).toEqual(['service'])
  })

  it('takes every parameter, as it is meant', () => {
    const parameters = Object.fromEntries(
      Object.entries(template.parameters).map(([name, { kind }]) => [name, valueOf[kind]]),
    )
    const check = JSON.stringify(checkFrom(template, { backend: 'prom', parameters }))
    for (const { kind } of Object.values(template.parameters)) expect(check).toContain(String(seen[kind]))
  })

  it('says what its value is, and what it means where there is none', () => {
    for (const text of [template.title, template.unit, template.noData]) expect(text).not.toBe('')
  })
})

const valueOf = { text: 'a"b\\c', pattern: 'x-"y"', name: 'some_name', number: 0.25, duration: '7m' }
const seen = { ...valueOf, text: 'a\\\\x22b\\\\x5cc', pattern: 'x-\\\\x22y\\\\x22' }

it.each<[string, object, string]>([
  ['latency', { nobody: 1 }, '/parameters/nobody'],
  ['latency', { window: '1m])) or vector(1) #' }, '/parameters/window'],
  ['latency', { metric: 'up{}' }, '/parameters/metric'],
  ['latency', { threshold: '1 || true' }, '/parameters/threshold'],
  ['latency', { service: 'a\nb' }, '/parameters/service'],
  ['orders-per-minute', {}, '/parameters/threshold'],
  ['istio-latency', {}, '/parameters/namespace'],
])('%s refuses %j', async (template, parameters, path) => {
  const { api } = await openApp()
  await expect(
    api.fillCheckTemplate({ params: { template }, body: { backend: 'prom', parameters: { ...parameters } } }),
  ).rejects.toMatchObject({ problem: { status: 422, errors: [{ path }] } })
})

it('are listed, and filled in', async () => {
  const { api, http } = await openApp()
  const { items } = await api.listCheckTemplates()
  expect(items.map(({ id }) => id)).toEqual(templates.map(({ id }) => id))
  const check = await api.fillCheckTemplate({
    params: { template: 'error-rate' },
    body: { id: 'e', url: 'http://prom.example', parameters: { threshold: 0.1, window: '30s' } },
  })
  expect(check).toMatchObject({
    id: 'e',
    type: 'prometheus',
    url: 'http://prom.example',
    query:
      '(sum(rate(http_requests_total{service="$service",status=~"5.."}[30s])) or vector(0)) / sum(rate(http_requests_total{service="$service"}[30s]))',
    minCountQuery: 'sum(increase(http_requests_total{service="$service"}[30s]))',
    failWhen: 'value > 0.1',
    window: '30s',
  })
  await expect(api.fillCheckTemplate({ params: { template: 'nobody' }, body: {} })).rejects.toMatchObject({
    problem: { status: 404 },
  })
  expect((await http.get('/api/v1/checks/templates')).status).toBe(401)
})
