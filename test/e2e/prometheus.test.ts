import { expect, it } from 'vitest'
import { withoutPrometheus } from '../harness/prometheus.js'
import { watchShop } from '../harness/shop-monitoring.js'
import { waitFor } from '../harness/wait-for.js'
import { type Checks, flagKeys, openMonitoredShop } from './monitored-shop.js'
import { testScope } from './test-scope.js'

const onlyNew = 'service="payments", version="2.0.0", variant="on"'
const check: Checks[number] = {
  id: 'unwell',
  type: 'prometheus',
  backend: 'prometheus',
  interval: '2s',
  window: '10s',
  query: `sum(rate(shop_requests_total{${onlyNew}, outcome!="ok"}[10s])) / sum(rate(shop_requests_total{${onlyNew}}[10s]))`,
  failWhen: 'value > 0.05',
}

it.skipIf(withoutPrometheus())(
  'what only metrics show is killed by a check that asks the real Prometheus, and stays killed when they are well again',
  async () => {
    const shop = await openMonitoredShop(testScope())
    const { scope, project, at } = shop
    const { api, params } = project
    const prometheus = await watchShop(scope, shop.services)
    await api.putBackend({
      params: { project: params.project, backend: 'prometheus' },
      body: { url: prometheus.url },
    })
    await shop.start([{ id: 'errors', type: 'sdk-outcomes' }, check], prometheus)
    const outcome = async (): Promise<string | undefined> =>
      (await api.listReleaseChecks({ params: at })).items.find((one) => one.check === check.id)?.outcome
    await waitFor('the check to pass', async () => (await outcome()) === 'pass', {
      timeoutMs: 90_000,
      everyMs: 200,
    })

    shop.breaks()
    const killId = await shop.isKilled()
    await project.reachedAll(killId, shop.instances)
    const incident = await shop.incident(killId)
    expect((await api.listAutomaticKills({ params })).items).toMatchObject([{ check: check.id }])
    expect(incident).toMatchObject({ cause: 'guard', flags: flagKeys })
    expect(incident.reason).toMatch(
      /^unwell: [23] of the last 3 measurements are bad; the last value is (0\.\d+|1)$/,
    )

    const receipts = await shop.next(20)
    expect(new Set(receipts.map(({ path }) => path))).toEqual(new Set(['old']))
    expect(receipts.filter(({ paymentId }) => paymentId === '')).toEqual([])
    await waitFor(
      'Prometheus to see nothing of the new variant any more',
      async () =>
        (await prometheus.query(`sum(rate(shop_requests_total{${onlyNew}}[10s])) == 0`)).length === 1,
      { timeoutMs: 90_000, everyMs: 200 },
    )
    const after = await shop.next(20)
    expect(new Set(after.map(({ path }) => path))).toEqual(new Set(['old']))
    expect(await api.getRelease({ params: at })).toMatchObject({ status: 'killed', killId, generation: 1 })
    expect((await api.listKills({ params, query: { state: 'standing' } })).items).toMatchObject([{ killId }])
  },
  240_000,
)
