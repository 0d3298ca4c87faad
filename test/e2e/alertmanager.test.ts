import { expect, it } from 'vitest'
import { withoutAlertmanager } from '../harness/alertmanager.js'
import { withoutPrometheus } from '../harness/prometheus.js'
import { alertTo, watchShop } from '../harness/shop-monitoring.js'
import { waitFor } from '../harness/wait-for.js'
import { flagKeys, openMonitoredShop } from './monitored-shop.js'
import { testScope } from './test-scope.js'

const skip = [withoutPrometheus(), withoutAlertmanager()].some(Boolean)

it.skipIf(skip)(
  'what only metrics show is killed by the real Alertmanager, and stays killed when its alert has resolved',
  async () => {
    const shop = await openMonitoredShop(testScope())
    const { scope, server, project, at } = shop
    const { api, params } = project
    const source = await api.createSource({ params, body: { sender: 'alertmanager', name: 'Alertmanager' } })
    const alertmanager = await alertTo(scope, server.url + source.path, source.secret ?? '')
    const prometheus = await watchShop(scope, shop.services, alertmanager)
    await shop.start(
      [
        { id: 'errors', type: 'sdk-outcomes' },
        { id: 'alerts', type: 'alert' },
      ],
      prometheus,
    )
    expect((await shop.next(40)).map(({ path }) => path)).toEqual(expect.arrayContaining(['old', 'new']))
    expect((await api.listAlerts({ params, query: {} })).items).toEqual([])

    shop.breaks()
    const killId = await shop.isKilled()
    await project.reachedAll(killId, shop.instances)

    // Customers still buy what the new ledger would lose.
    const receipts = await shop.next(20)
    expect(new Set(receipts.map(({ path }) => path))).toEqual(new Set(['old']))
    expect(receipts.filter(({ paymentId }) => paymentId === '')).toEqual([])

    const resolved = await waitFor(
      'the alert to resolve',
      async () => {
        const { items } = await api.listAlerts({ params, query: {} })
        return items.length > 0 && items.every(({ state }) => state === 'resolved') ? items : undefined
      },
      { timeoutMs: 90_000, everyMs: 100 },
    )
    // The newest is the first.
    const alert = resolved.at(-1)
    expect(alert).toMatchObject({
      sender: 'alertmanager',
      severity: 'critical',
      labels: {
        alertname: 'NewVariantUnwell',
        environment: 'production',
        service: 'payments',
        version: '2.0.0',
      },
      matches: [{ release: at.release, check: 'alerts', effect: 'fails' }],
    })
    const after = await shop.next(20)
    expect(new Set(after.map(({ path }) => path))).toEqual(new Set(['old']))
    expect(await api.getRelease({ params: at })).toMatchObject({ status: 'killed', killId, generation: 1 })
    expect((await api.listKills({ params, query: { state: 'standing' } })).items).toMatchObject([{ killId }])

    const incident = await shop.incident(killId)
    expect((await api.listAutomaticKills({ params })).items).toMatchObject([{ check: 'alerts' }])
    expect(incident).toMatchObject({
      cause: 'guard',
      reason: 'The alert "NewVariantUnwell" fires, received from Alertmanager.',
      flags: flagKeys,
      releases: [{ key: at.release, generation: 1 }],
      acknowledged: { total: shop.instances, safe: shop.instances, missing: [] },
    })
    const { detect, decide, commit, propagate } = incident.times
    expect([detect, decide, commit, propagate]).not.toContain(null)
    expect([detect, decide, commit, propagate]).toEqual(
      [detect, decide, commit, propagate].toSorted((a, b) => Number(a) - Number(b)),
    )
    const firedAt = Date.parse(alert?.startsAt ?? '')
    const heardAt = Date.parse(alert?.receivedAt ?? '')
    expect(firedAt).toBeLessThanOrEqual(heardAt)
    expect(heardAt).toBeLessThanOrEqual(Date.parse(incident.openedAt))
  },
  240_000,
)
