import { expect, it } from 'vitest'
import { exposeMetrics, scraping, startPrometheus, withoutPrometheus } from '../harness/prometheus.js'
import type { Scope } from '../harness/scope.js'
import { startServer } from '../harness/server-process.js'
import { startService } from '../harness/service-process.js'
import { createTestProject } from '../harness/test-project.js'
import { waitFor } from '../harness/wait-for.js'
import { testScope } from './test-scope.js'

const patience = { timeoutMs: 90_000, everyMs: 100 }
const flagKey = 'new-totals'
const check = {
  id: 'wrong-totals',
  type: 'prometheus' as const,
  query: 'sum(rate(wrong_totals{service="$service",version="$version"}[3s]))',
  failWhen: 'value > 0.2',
  interval: '1s',
  window: '3s',
  lookback: '5s',
}

/** A release of a service whose answers are wrong where `is.wrong`: nothing fails, and a metric alone tells. */
async function openWatched(scope: Scope) {
  const is = { wrong: false }
  let wrong = 0
  const target = await exposeMetrics(scope, () => {
    if (is.wrong) wrong += 10
    return `wrong_totals{service="payments",version="2.0.0"} ${wrong}\n`
  })
  const [prometheus, server] = await Promise.all([
    startPrometheus(scope, { config: scraping(target) }),
    startServer(scope, { env: { RIPCORD_EGRESS_ALLOW: '127.0.0.1' } }),
  ])
  const project = await createTestProject(server)
  const { api, params, sdkKey } = project
  await project.createFlags([flagKey], 'off')
  await api.putBackend({ params: { ...params, backend: 'prom' }, body: { url: prometheus.url } })
  const service = await startService(scope, {
    url: server.url,
    sdkKey: sdkKey.key,
    name: 'payments',
    version: '2.0.0',
  })
  await service.is('READY')
  await service.traffic({ flagKey, perSecond: 20, failing: 0 })
  const at = { ...params, release: 'payments-2' }
  await api.applyRelease({
    params: at,
    body: {
      services: [{ name: 'payments', version: '2.0.0' }],
      flags: [{ key: flagKey, outgoing: 'on' }],
      stages: [{ share: 0.5, bakeTime: '1h' }, { share: 1 }],
      checks: [{ ...check, backend: 'prom' }],
    },
  })
  await waitFor('the service to be connected', async () => {
    const { items } = await api.listInstances({ params })
    return items.some(({ connected }) => connected)
  })
  await api.startRelease({ params: at, body: { confirm: ['wrong-totals'] } })
  const seen = async () => (await api.listReleaseChecks({ params: at })).items[0]
  await waitFor('the check to pass', async () => (await seen())?.outcome === 'pass', patience)
  return { is, prometheus, api, params, at, service, seen, project }
}

it.skipIf(withoutPrometheus())(
  'a release whose metric goes wrong is killed, and nothing comes back by itself',
  async () => {
    const { is, api, params, at, service, seen, project } = await openWatched(testScope())
    expect(await api.getRelease({ params: at })).toMatchObject({ status: 'running' })

    is.wrong = true
    const killId = await waitFor(
      'the guard to have killed',
      async () => (await api.getRelease({ params: at })).killId ?? undefined,
      patience,
    )
    await project.reachedAll(killId, 1, patience)
    for (const targetingKey of ['anna', 'bert', 'cora', 'dora'])
      expect(await service.value(flagKey, true, { targetingKey })).toBe(false)
    const { reason } = await api.getIncident({ params: { ...params, kill: killId } })
    expect(reason).toMatch(/^wrong-totals: 2 of the last 3 measurements are bad; the last value is /)

    is.wrong = false
    const { value } = await service.details(flagKey, true)
    expect(value).toBe(false)
    expect(await api.getRelease({ params: at })).toMatchObject({ status: 'killed', killId })
    expect(await seen()).toBeUndefined()
  },
)

it.skipIf(withoutPrometheus())('a release whose Prometheus dies is held, not killed', async () => {
  const { prometheus, api, at, seen } = await openWatched(testScope())
  await prometheus.child.kill()
  const held = await waitFor(
    'the guard to hold',
    async () => {
      const { holds } = await api.getRelease({ params: at })
      return holds.find(({ reason }) => reason === 'error')
    },
    patience,
  )
  expect(held.because).toMatch(/^wrong-totals: it can’t be measured: the connection was refused/)
  const measured = (await seen())?.measured ?? []
  await waitFor(
    'five errors in a row',
    async () => (await seen())?.measured.filter(({ type }) => type === 'error').length === 5 || undefined,
    patience,
  )
  expect(measured.at(-1)).toMatchObject({ type: 'error' })
  expect(await api.getRelease({ params: at })).toMatchObject({ status: 'running', stage: 0, killId: null })
})
