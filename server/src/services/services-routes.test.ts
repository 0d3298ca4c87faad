import { expect, it } from 'vitest'
import type { InstanceRecord } from '../storage/storage.js'
import { openApp } from '../testing/open-app.js'

const project = 'default'
const payments = { project, service: 'payments' }

async function withPayments() {
  const opened = await openApp()
  const { id } = await opened.api.getEnvironment({ params: { project, environment: 'production' } })
  const at = opened.clock.now().toISOString()
  const instance: InstanceRecord = {
    environmentId: id,
    bootHash: 'b1',
    service: 'payments',
    version: '2.0.0',
    host: 'h',
    zone: null,
    sdk: 'node 0.1.0',
    connectedSince: at,
    lastSeenAt: at,
    lostAt: null,
    goodbyeAt: null,
    count: 1,
    epoch: '01HZZZZZZZZZZZZZZZZZZZZZZZ',
    applied: 0,
    kills: [],
    notServing: [],
    struck: false,
  }
  await opened.app.storage.instances.put([instance, { ...instance, bootHash: 'b2' }])
  return opened
}

it('appears when its SDK has connected, with nothing said yet', async () => {
  const { api } = await withPayments()
  const { items } = await api.listServices({ params: { project } })
  expect(items).toEqual([
    {
      name: 'payments',
      owner: '',
      runbook: null,
      alertLabels: {},
      checks: [],
      revision: 0,
      environments: ['production'],
    },
  ])
  expect(await api.getService({ params: payments })).toEqual(items[0])
})

it('keeps what people say of it, against what they have seen', async () => {
  const { api } = await withPayments()
  const body = {
    owner: 'payments team',
    runbook: 'https://runbooks.example/payments',
    alertLabels: { team: 'payments' },
  }
  const edited = await api.updateService({ params: payments, body, ifMatch: 0 })
  expect(edited).toMatchObject({ ...body, environments: ['production'] })
  await expect(
    api.updateService({ params: payments, body: { owner: 'x' }, ifMatch: 0 }),
  ).rejects.toMatchObject({ problem: { status: 412, stands: edited.revision } })
  const without = await api.updateService({ params: payments, body: { runbook: null } })
  expect(without).toMatchObject({ owner: 'payments team', runbook: null })
})

it('is not there before any SDK has connected as it', async () => {
  const { api } = await withPayments()
  const nobody = { project, service: 'nobody' }
  await expect(api.getService({ params: nobody })).rejects.toMatchObject({ problem: { status: 404 } })
  await expect(api.updateService({ params: nobody, body: { owner: 'x' } })).rejects.toMatchObject({
    problem: { status: 404, detail: expect.stringContaining('No SDK has connected') },
  })
})

it('gives a release that names it its checks, as they are at the start', async () => {
  const { api } = await withPayments()
  const checks = [{ id: 'slow', type: 'sdk-outcomes' as const, slowAfter: '250ms' }]
  await api.updateService({ params: payments, body: { checks } })
  await api.createFlag({
    params: { project },
    body: {
      key: 'a',
      name: 'a',
      type: 'boolean',
      variants: { on: true, off: false },
      environments: { production: { enabled: true } },
    },
  })
  const at = { project, environment: 'production', release: 'r' }
  const flags = [{ key: 'a', outgoing: 'on' }]
  await api.applyRelease({ params: at, body: { services: [{ name: 'payments' }], flags } })
  expect((await api.startRelease({ params: at, body: {} })).watches).toEqual(checks)
  const settings = await api.getFlagSettings({ params: { project, environment: 'production', flag: 'a' } })
  expect(settings.release?.slowAfterMs).toBe(250)
})

it('refuses checks that can not be asked, and a runbook that is no link', async () => {
  const { api } = await withPayments()
  const prometheus = { id: 'p', type: 'prometheus' as const, query: 'up', failWhen: 'value > 1' }
  await expect(api.updateService({ params: payments, body: { checks: [prometheus] } })).rejects.toMatchObject(
    { problem: { status: 422, errors: [{ path: '/checks/0' }] } },
  )
  await expect(
    api.updateService({ params: payments, body: { runbook: 'javascript:alert(1)' } }),
  ).rejects.toMatchObject({ problem: { status: 400, errors: [{ path: '/runbook' }] } })
})
