import { describe, expect, it } from 'vitest'
import { place, at as where } from '../releases/testing/release-shop.js'
import { openDeployed, openOnFile } from './testing/deployed-app.js'

const minute = 60_000

describe('a deployment that succeeded', () => {
  it('starts the release of its build that waits for it', async () => {
    const { connect, apply, deliver, release, list } = await openDeployed()
    await connect()
    await apply()
    const { body } = await deliver().expect(202)
    expect(body).toMatchObject({
      duplicate: false,
      warnings: [],
      deployment: { sender: 'github', status: 'succeeded', service: 'checkout', version: 'v2.0.0' },
      effects: [
        {
          release: where.release,
          effect: 'started',
          because: 'checkout v2.0.0 is deployed, and so is all of the release.',
        },
      ],
    })
    expect((await release()).status).toBe('running')
    expect(await list()).toMatchObject([{ counts: true, effects: [{ effect: 'started' }] }])
  })

  it('is named as the cause of the start, with its source as who did it', async () => {
    const { connect, apply, deliver, api, source } = await openDeployed()
    await connect()
    await apply()
    await deliver().expect(202)
    const { items } = await api.listChanges({ params: { project: place.project }, query: {} })
    expect(items[0]).toMatchObject({
      actor: { type: 'token', id: source.id, name: 'deploys' },
      reason: 'checkout v2.0.0 is deployed, and so is all of the release.',
      cause: { deployment: { source: source.id, id: 'deployment_status/1', sender: 'github' } },
    })
  })

  it('leaves a release to a person that does not ask for it', async () => {
    const { connect, apply, deliver, status } = await openDeployed()
    await connect()
    await apply({ startOn: undefined })
    const { body } = await deliver().expect(202)
    expect(body.effects).toMatchObject([
      { effect: 'deployed', because: 'checkout v2.0.0 is deployed: a person starts the release.' },
    ])
    expect(await status()).toBe('draft')
  })

  it('starts nothing of another build, another environment, or a service that no release names', async () => {
    const { connect, apply, deliver, status } = await openDeployed()
    await connect()
    await apply()
    const effects = []
    for (const [id, said] of [
      { version: '1.9.4' },
      { environment: 'staging' },
      { service: 'mail' },
    ].entries())
      effects.push((await deliver({ id, ...said }).expect(202)).body.effects)
    expect(effects).toEqual([[], [], []])
    expect(await status()).toBe('draft')
  })

  it('warns where it names a release that is not there', async () => {
    const { apply, deliver, list } = await openDeployed()
    await apply()
    const warned = async (id: number, release: string) =>
      (await deliver({ id, payload: { release } }).expect(202)).body.warnings
    expect(await warned(1, where.release)).toEqual([])
    const warning =
      'It names the release "chekout-1", and production has none of that key that its source may touch: is it spelt so?'
    expect(await warned(2, 'chekout-1')).toEqual([warning])
    expect((await list())[0]?.warnings).toEqual([warning])
  })

  it('waits until every service of the release is there', async () => {
    const { connect, apply, deliver, status } = await openDeployed()
    await connect()
    await connect('3.1.0', 'payments')
    await apply({
      services: [
        { name: 'checkout', version: '2.0.0' },
        { name: 'payments', version: '3.1.0' },
      ],
    })
    const first = await deliver({ id: 1 }).expect(202)
    expect(first.body.effects).toMatchObject([
      {
        effect: 'deployed',
        because: 'checkout v2.0.0 is deployed: not yet, or not any more, are payments 3.1.0.',
      },
    ])
    expect(await status()).toBe('draft')
    await deliver({ id: 2, service: 'payments', version: '3.1.0' }).expect(202)
    expect(await status()).toBe('running')
  })

  it('of a service is forgotten when an older build is deployed after it', async () => {
    const { connect, apply, deliver, status } = await openDeployed()
    await connect()
    await connect('3.1.0', 'payments')
    await apply({
      services: [
        { name: 'checkout', version: '2.0.0' },
        { name: 'payments', version: '3.1.0' },
      ],
    })
    await deliver({ id: 1 }).expect(202)
    await deliver({ id: 2, version: '1.9.4' }).expect(202)
    const { body } = await deliver({ id: 3, service: 'payments', version: '3.1.0' }).expect(202)
    expect(body.effects).toMatchObject([
      { because: 'payments v3.1.0 is deployed: not yet, or not any more, are checkout 2.0.0.' },
    ])
    expect(await status()).toBe('draft')
  })

  it('is given to the environment whose name its source knows', async () => {
    const { connect, apply, deliver, status } = await openDeployed({
      deployments: { environments: ['eu-live'] },
    })
    await connect()
    await apply()
    const other = await deliver({ id: 1, environment: 'production' }).expect(202)
    expect(other.body.warnings).toEqual([
      'It is of the environment "production", and its source is of "eu-live".',
    ])
    expect(await status()).toBe('draft')
    await deliver({ id: 2, environment: 'eu-live' }).expect(202)
    expect(await status()).toBe('running')
  })

  it('touches only releases within the scope of its source', async () => {
    const { connect, apply, deliver, status } = await openDeployed({ scope: { releases: 'payments-' } })
    await connect()
    await apply()
    expect((await deliver().expect(202)).body.effects).toEqual([])
    expect(await status()).toBe('draft')
  })

  it('makes a draft of a build that no release is of, where its source has a template', async () => {
    const { connect, deliver, api } = await openDeployed({
      deployments: {
        releaseFile: { services: [{ name: 'checkout' }], flags: [{ key: 'a', outgoing: 'on' }] },
      },
    })
    await connect('2.1.0')
    const { body } = await deliver({ version: '2.1.0' }).expect(202)
    expect(body.effects[0]).toMatchObject({ release: 'checkout-v2.1.0', effect: 'created' })
    const made = await api.getRelease({ params: { ...place, release: 'checkout-v2.1.0' } })
    expect(made).toMatchObject({ status: 'draft', services: [{ name: 'checkout', version: '2.1.0' }] })
  })
})

describe('a deployment that did not come out', () => {
  it('is told to the release that waits for it, which is not started', async () => {
    const { connect, apply, deliver, status } = await openDeployed()
    await connect()
    await apply()
    const { body } = await deliver({ state: 'failure' }).expect(202)
    expect(body.effects).toMatchObject([
      { effect: 'failed', because: 'The deployment of checkout v2.0.0 failed: the release is not started.' },
    ])
    expect(await status()).toBe('draft')
  })

  it('holds the release of its build that runs; it kills nothing', async () => {
    const { connect, apply, deliver, release } = await openDeployed()
    await connect()
    await apply()
    await deliver({ id: 1 }).expect(202)
    const { body } = await deliver({ id: 2, state: 'error' }).expect(202)
    expect(body.effects).toMatchObject([
      { effect: 'held', because: 'The deployment of checkout v2.0.0 failed.' },
    ])
    const { status, holds } = await release()
    expect(status).toBe('running')
    expect(holds.map(({ reason }) => reason)).toContain('manual')
  })

  it('that is on its way, or of something else, does nothing', async () => {
    const { connect, apply, deliver, signed, status } = await openDeployed()
    await connect()
    await apply()
    for (const [id, state] of ['queued', 'in_progress', 'inactive', 'new in 2030'].entries())
      expect((await deliver({ id, state }).expect(202)).body.effects).toEqual([])
    const { body } = await signed('{"zen":"Keep it logically awesome."}').expect(202)
    expect(body).toMatchObject({
      deployment: null,
      warnings: ['It tells of "deployment_status": what counts are deployment_status and release.'],
    })
    expect(await status()).toBe('draft')
  })
})

describe('a service that was rolled back', () => {
  it('holds the release that had brought out what was taken back', async () => {
    const { connect, apply, deliver, api, http, release } = await openDeployed()
    await connect()
    await apply()
    await deliver().expect(202)
    const source = await api.createSource({
      params: place,
      body: { kind: 'deployments', sender: 'cdevents', name: 'pipeline' },
    })
    const { body } = await http
      .post(source.path)
      .set('authorization', `Bearer ${source.secret}`)
      .send({
        context: {
          version: '0.4.1',
          id: 'e-1',
          source: 'pipelines/checkout',
          type: 'dev.cdevents.service.rolledback.0.2.0',
          timestamp: '2026-01-05T08:00:00Z',
        },
        subject: {
          id: 'checkout',
          source: 'pipelines/checkout',
          type: 'service',
          content: { environment: { id: 'production' }, artifactId: 'pkg:oci/checkout@1.9.4' },
        },
      })
      .expect(202)
    expect(body.effects).toMatchObject([
      {
        release: where.release,
        effect: 'held',
        because: 'checkout was rolled back: checkout 1.9.4 runs again.',
      },
    ])
    const { status, holds } = await release()
    expect(status).toBe('running')
    expect(holds.map(({ reason }) => reason)).toContain('manual')
  })
})

describe('a release that cannot be started yet', () => {
  it('is tried again until its build connects', async () => {
    const { apply, deliver, connect, pass, status, list } = await openDeployed()
    await apply()
    const { body } = await deliver().expect(202)
    expect(body.effects).toMatchObject([{ effect: 'refused' }])
    expect(body.effects[0].because).toContain('No connected instance of checkout runs 2.0.0')
    await pass(10_000)
    expect(await status()).toBe('draft')
    await connect()
    await pass(10_000)
    expect(await status()).toBe('running')
    const [row] = await list()
    expect(row?.effects?.map(({ effect }) => effect)).toEqual(['refused', 'started'])
  })

  it('is tried for a quarter of an hour and no longer, and says once why', async () => {
    const { apply, deliver, connect, pass, status, list } = await openDeployed()
    await apply()
    await deliver().expect(202)
    for (let minutes = 0; minutes < 16; minutes++) await pass(minute)
    await connect()
    await pass(10_000)
    expect(await status()).toBe('draft')
    const [row] = await list()
    expect(row?.effects?.map(({ effect }) => effect)).toEqual(['refused'])
  })

  it('starts when its file is applied within the hour after its deployment', async () => {
    const { apply, deliver, connect, pass, status } = await openDeployed()
    await connect()
    expect((await deliver().expect(202)).body.effects).toEqual([])
    await pass(40 * minute)
    await apply()
    await pass(10_000)
    expect(await status()).toBe('running')
  })

  it('does not start of a deployment that is more than an hour old', async () => {
    const { apply, deliver, connect, pass, status } = await openDeployed()
    await connect()
    await deliver().expect(202)
    await pass(61 * minute)
    await apply()
    await pass(10_000)
    expect(await status()).toBe('draft')
  })

  it('does not start when another build was deployed in the meantime', async () => {
    const { apply, deliver, connect, pass, status } = await openDeployed()
    await apply()
    await deliver({ id: 1 }).expect(202)
    await pass(1_000)
    await deliver({ id: 2, version: '1.9.4' }).expect(202)
    await connect()
    await pass(10_000)
    expect(await status()).toBe('draft')
  })

  it('does not start once its source is revoked', async () => {
    const { apply, deliver, connect, pass, status, api, source } = await openDeployed()
    await apply()
    await deliver().expect(202)
    await api.revokeSource({ params: { ...place, source: source.id } })
    await connect()
    await pass(10_000)
    expect(await status()).toBe('draft')
  })

  it('is not started again after it was aborted', async () => {
    const { apply, deliver, connect, pass, status, api } = await openDeployed()
    await connect()
    await apply()
    await deliver().expect(202)
    await api.abortRelease({ params: where, body: { reason: 'not today' } })
    for (let left = 3; left > 0; left--) await pass(10_000)
    expect(await status()).toBe('aborted')
  })
})

it('is tried again by a server that was started anew', async () => {
  const { first, restart } = await openOnFile()
  await first.apply()
  await first.deliver().expect(202)
  const next = await restart()
  await next.connect()
  await next.pass(10_000)
  expect(await next.status()).toBe('running')
})

describe('whoever delivers', () => {
  it('proves it, and learns nothing else', async () => {
    const { apply, connect, signed, bodyOf, status } = await openDeployed()
    await connect()
    await apply()
    const bytes = JSON.stringify(bodyOf())
    const { body } = await signed(bytes, 'another-secret-than-ours').expect(401)
    expect(body.detail).toBe('The signature is not the one of these bytes: check the secret of the webhook.')
    expect(await status()).toBe('draft')
  })

  it('has no effect again by a recorded delivery under a new name', async () => {
    const { apply, connect, signed, bodyOf, pass, status } = await openDeployed()
    const bytes = JSON.stringify(bodyOf())
    await signed(bytes).expect(202)
    await connect()
    await pass(61 * minute)
    await apply()
    const { body } = await signed(bytes, undefined, 'delivery-2').expect(202)
    expect(body).toMatchObject({ duplicate: true, effects: [] })
    expect(await status()).toBe('draft')
  })

  it('shows its secret to no log where it comes in the path', async () => {
    const { api, http, logged } = await openDeployed()
    const made = await api.createSource({
      params: place,
      body: { kind: 'deployments', sender: 'jenkins', name: 'builds', auth: 'url-token' },
    })
    const body = { name: 'checkout', build: { number: 7, phase: 'FINALIZED', status: 'SUCCESS' } }
    await http.post(`${made.path}/${made.secret}`).send(body).expect(202)
    await http.post(`${made.path}/wrong-secret-of-somebody`).send(body).expect(401)
    await http
      .post(`${made.path}/${made.secret}`)
      .send('{')
      .set('content-type', 'application/json')
      .expect(400)
    expect(logged()).toContain('deliverDeploymentByToken')
    expect(logged()).not.toContain(made.secret)
    expect(logged()).not.toContain('wrong-secret-of-somebody')
  })
})
