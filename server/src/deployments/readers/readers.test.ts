import { describe, expect, it } from 'vitest'
import { argocd } from './argocd.js'
import { cdevents } from './cdevents.js'
import { github } from './github.js'
import { jenkins } from './jenkins.js'
import type { Reader } from './reader.js'
import { spinnaker } from './spinnaker.js'

// What each sender says, in bodies as its vendor documents them.

const sha = '4f2c9d1e'.repeat(5)

function read(reader: Reader, body: unknown, headers: { [name: string]: string } = {}) {
  const delivery = { bytes: Buffer.alloc(0), header: (name: string) => headers[name], url: '/' }
  return reader.read(delivery, body)
}

function deploymentOf(reader: Reader, body: unknown, headers?: { [name: string]: string }) {
  const reading = read(reader, body, headers)
  if (reading.type !== 'deployment') throw new Error(reading.because)
  return { id: reading.id, ...reading.deployment }
}

describe('GitHub', () => {
  const status = (more: object = {}, deployment: object = {}) => ({
    action: 'created',
    deployment_status: {
      id: 1_115_122,
      state: 'success',
      environment: 'production',
      log_url: 'https://github.example/runs/1',
      target_url: '',
      created_at: '2026-01-05T08:00:00Z',
      ...more,
    },
    deployment: {
      id: 7,
      sha,
      ref: 'v1.4.2',
      task: 'deploy',
      environment: 'staging',
      payload: {},
      ...deployment,
    },
    repository: { name: 'checkout', full_name: 'shop/checkout' },
  })
  const release = (more: object = {}) => ({
    action: 'published',
    release: {
      id: 9,
      tag_name: 'v1.4.2',
      target_commitish: 'main',
      published_at: '2026-01-05T08:00:00Z',
      html_url: 'https://github.example/r',
      ...more,
    },
    repository: { name: 'checkout' },
  })

  it('tells of a deployment: of which build, where, and when', () => {
    expect(deploymentOf(github, status(), { 'x-github-delivery': 'd-1' })).toEqual({
      id: 'deployment_status/1115122',
      sender: 'github',
      deliveryId: 'd-1',
      status: 'succeeded',
      service: 'checkout',
      version: 'v1.4.2',
      commit: sha,
      digest: null,
      environment: 'production',
      url: 'https://github.example/runs/1',
      release: null,
      at: Date.parse('2026-01-05T08:00:00Z'),
    })
  })

  it.each([
    ['success', 'succeeded'],
    ['failure', 'failed'],
    ['error', 'failed'],
    ['pending', 'started'],
    ['queued', 'started'],
    ['in_progress', 'started'],
    ['inactive', 'other'],
    ['constructor', 'other'],
  ])('says %s for %s', (state, expected) => {
    expect(deploymentOf(github, status({ state })).status).toBe(expected)
  })

  it.each([
    ['a branch', { ref: 'main' }, null],
    ['a tag in full', { ref: 'refs/tags/2.0.0' }, '2.0.0'],
    ['a commit', { ref: '1'.repeat(40) }, null],
    ['what was given with it', { ref: 'main', payload: { version: '3.0.0' } }, '3.0.0'],
    ['what was given with it as a text', { ref: 'main', payload: '{"version":"3.0.0"}' }, '3.0.0'],
    ['a text that is none of JSON', { ref: 'v1.4.2', payload: 'version=3' }, 'v1.4.2'],
  ])('knows the version by %s', (_name, deployment, version) => {
    expect(deploymentOf(github, status({}, deployment)).version).toBe(version)
  })

  it('knows the same delivery again under another name', () => {
    const first = deploymentOf(github, status(), { 'x-github-delivery': 'd-1' })
    const again = deploymentOf(github, status(), { 'x-github-delivery': 'd-2' })
    expect(again.id).toBe(first.id)
  })

  it('takes a release that is published for one on its way, and leaves alone what else becomes of one', () => {
    expect(deploymentOf(github, release())).toMatchObject({
      status: 'started',
      version: 'v1.4.2',
      commit: null,
    })
    expect(read(github, { ...release(), action: 'edited' })).toMatchObject({ type: 'ignored' })
  })

  it('leaves other events alone, and names them', () => {
    expect(read(github, { zen: 'Design for failure.' }, { 'x-github-event': 'ping' })).toMatchObject({
      type: 'ignored',
      because: expect.stringContaining('"ping"'),
    })
  })

  it('refuses what lacks its repository, and says so', () => {
    expect(() => read(github, { ...status(), repository: undefined })).toThrow(/\/repository/)
  })
})

describe('Argo CD', () => {
  const app = (more: object = {}) => ({
    schema: 'ripcord/argocd/1',
    app: 'checkout',
    environment: 'shop-production',
    revision: sha,
    phase: 'Succeeded',
    health: 'Healthy',
    images: ['registry.example:5000/shop/checkout:1.4.2@sha256:abc', 'proxy:2'],
    finishedAt: '2026-01-05T08:00:00Z',
    ...more,
  })

  it('tells of the image that is called as the service is', () => {
    expect(deploymentOf(argocd, app())).toMatchObject({
      status: 'succeeded',
      service: 'checkout',
      version: '1.4.2',
      digest: 'sha256:abc',
      commit: sha,
      environment: 'shop-production',
    })
  })

  it('takes the only image, and none of several that are called otherwise', () => {
    expect(deploymentOf(argocd, app({ images: ['a/b:9'] })).version).toBe('9')
    expect(deploymentOf(argocd, app({ images: ['a/b:9', 'a/c:8'] })).version).toBeNull()
    expect(deploymentOf(argocd, app({ images: null, version: '7' })).version).toBe('7')
  })

  it.each([
    ['Running', 'Progressing', {}, 'started'],
    ['Succeeded', 'Progressing', {}, 'started'],
    ['Succeeded', 'Healthy', {}, 'succeeded'],
    ['Succeeded', 'Degraded', {}, 'failed'],
    ['Failed', 'Healthy', {}, 'failed'],
    ['Error', 'Missing', {}, 'failed'],
    ['Terminating', 'Healthy', {}, 'other'],
    ['Succeeded', 'Healthy', { event: 'rolledback' }, 'rolledback'],
  ])('%s and %s with %j is %s', (phase, health, more, expected) => {
    expect(deploymentOf(argocd, app({ phase, health, ...more })).status).toBe(expected)
  })

  it('knows one operation from the next, and each of its phases', () => {
    const ids = [app(), app({ health: 'Degraded' }), app({ finishedAt: '2026-01-05T09:00:00Z' })].map(
      (body) => deploymentOf(argocd, body).id,
    )
    expect(new Set(ids).size).toBe(3)
  })

  it('refuses a member that nobody knows: the template has a mistake', () => {
    expect(() => read(argocd, app({ verison: '1' }))).toThrow(/verison/)
  })
})

describe('Spinnaker', () => {
  const event = (type: string, execution: object = {}) => ({
    eventId: 'e-1',
    details: { source: 'orca', type, application: 'checkout' },
    content: {
      executionId: '01J',
      execution: {
        id: '01J',
        application: 'checkout',
        status: 'SUCCEEDED',
        startTime: 1_767_599_940_000,
        endTime: 1_767_600_000_000,
        trigger: { type: 'docker', tag: '1.4.2', parameters: { Environment: 'production', commit: sha } },
        ...execution,
      },
    },
  })

  it('tells of a pipeline: its parameters first, its trigger after', () => {
    expect(deploymentOf(spinnaker, event('orca:pipeline:complete'))).toMatchObject({
      status: 'succeeded',
      service: 'checkout',
      version: '1.4.2',
      commit: sha,
      environment: 'production',
      at: 1_767_600_000_000,
      deliveryId: 'e-1',
    })
  })

  it.each([
    ['orca:pipeline:starting', 'RUNNING', 'started'],
    ['orca:pipeline:complete', 'SUCCEEDED', 'succeeded'],
    ['orca:pipeline:complete', 'TERMINAL', 'failed'],
    ['orca:pipeline:failed', 'TERMINAL', 'failed'],
    ['orca:pipeline:failed', 'CANCELED', 'failed'],
    ['orca:pipeline:complete', 'SKIPPED', 'other'],
  ])('%s with %s is %s', (type, status, expected) => {
    expect(deploymentOf(spinnaker, event(type, { status })).status).toBe(expected)
  })

  it('knows that a pipeline which failed is told of twice', () => {
    const status = 'TERMINAL'
    expect(deploymentOf(spinnaker, event('orca:pipeline:complete', { status })).id).toBe(
      deploymentOf(spinnaker, event('orca:pipeline:failed', { status })).id,
    )
  })

  it('is read in its wrapping as well', () => {
    const wrapped = { eventName: 'spinnaker_events', payload: event('orca:pipeline:complete') }
    expect(deploymentOf(spinnaker, wrapped).version).toBe('1.4.2')
  })

  it('leaves stages, tasks and builds alone', () => {
    for (const type of ['orca:stage:complete', 'orca:task:failed', 'docker', 'orca:pipeline:planned'])
      expect(read(spinnaker, event(type)).type).toBe('ignored')
  })
})

describe('Jenkins', () => {
  const build = (more: object = {}) => ({
    name: 'checkout',
    url: 'job/checkout/',
    build: {
      full_url: 'https://jenkins.example/job/checkout/18/',
      number: 18,
      phase: 'FINALIZED',
      status: 'SUCCESS',
      url: 'job/checkout/18/',
      timestamp: 1_767_599_940_000,
      duration: 60_000,
      parameters: { VERSION: '1.4.2', ENVIRONMENT: 'production' },
      scm: { commit: sha },
      ...more,
    },
  })

  it('tells of a build: its parameters, its commit, and when it ended', () => {
    expect(deploymentOf(jenkins, build())).toMatchObject({
      status: 'succeeded',
      service: 'checkout',
      version: '1.4.2',
      commit: sha,
      environment: 'production',
      url: 'https://jenkins.example/job/checkout/18/',
      at: 1_767_600_000_000,
    })
  })

  it.each([
    ['QUEUED', undefined, 'started'],
    ['STARTED', undefined, 'started'],
    ['COMPLETED', 'SUCCESS', 'succeeded'],
    ['FINALIZED', 'FAILURE', 'failed'],
    ['FINALIZED', 'UNSTABLE', 'failed'],
    ['FINALIZED', 'ABORTED', 'failed'],
    ['FINALIZED', 'NOT_BUILT', 'other'],
    ['SOMETHING', 'SUCCESS', 'other'],
  ])('%s with %s is %s', (phase, status, expected) => {
    expect(deploymentOf(jenkins, build({ phase, status })).status).toBe(expected)
  })

  it('knows that an end is told of twice, and that a job which is made anew counts from one again', () => {
    const id = (more: object) => deploymentOf(jenkins, build(more)).id
    expect(id({ phase: 'COMPLETED' })).toBe(id({ phase: 'FINALIZED' }))
    expect(id({ timestamp: 1_767_700_000_000 })).not.toBe(id({}))
  })

  it('says no time where the plugin is too old to', () => {
    expect(deploymentOf(jenkins, build({ timestamp: undefined, duration: undefined })).at).toBeNull()
  })
})

describe('CDEvents', () => {
  const event = (predicate: string, content: object = {}, customData?: object) => ({
    context: {
      version: '0.4.1',
      id: 'e-1',
      source: 'pipelines/checkout',
      type: `dev.cdevents.${predicate}.0.2.0`,
      timestamp: '2026-01-05T08:00:00Z',
    },
    subject: {
      id: 'checkout',
      type: 'service',
      content: { environment: { id: 'production' }, artifactId: 'pkg:oci/checkout@1.4.2', ...content },
    },
    ...(customData && { customData }),
  })

  it.each([
    ['service.deployed', 'succeeded'],
    ['service.upgraded', 'succeeded'],
    ['service.rolledback', 'rolledback'],
  ])('%s is %s', (predicate, status) => {
    expect(deploymentOf(cdevents, event(predicate))).toMatchObject({
      status,
      service: 'checkout',
      version: '1.4.2',
      environment: 'production',
    })
  })

  it('is read in a CloudEvent, structured and binary', () => {
    const structured = {
      specversion: '1.0',
      id: 'ce-1',
      type: 'dev.cdevents.service.deployed.0.2.0',
      data: event('service.deployed'),
    }
    expect(deploymentOf(cdevents, structured).id).toBe('pipelines/checkout e-1')
    const binary = deploymentOf(cdevents, event('service.deployed'), { 'ce-id': 'ce-1' })
    expect(binary).toMatchObject({ id: 'pipelines/checkout e-1', deliveryId: 'ce-1' })
  })

  it.each([
    ['pkg:oci/checkout@1.4.2', '1.4.2', null],
    ['pkg:oci/checkout@sha256%3Aabc?tag=1.4.2&repository_url=x', '1.4.2', 'sha256:abc'],
    ['pkg:oci/checkout@sha256%3Aabc', null, 'sha256:abc'],
    ['pkg:npm/%40shop/checkout@1.4.2', '1.4.2', null],
    ['pkg:oci/checkout@%ZZ', null, null],
    ['checkout', null, null],
  ])('knows the build of %s', (artifactId, version, digest) => {
    expect(deploymentOf(cdevents, event('service.deployed', { artifactId }))).toMatchObject({
      version,
      digest,
    })
  })

  it('is told more by custom data', () => {
    const said = { version: '2.0.0', commit: sha, release: 'checkout-2' }
    expect(deploymentOf(cdevents, event('service.deployed', {}, said))).toMatchObject(said)
  })

  it('leaves other subjects alone', () => {
    for (const other of [
      'service.removed',
      'artifact.published',
      'pipelinerun.finished',
      'service.published',
    ])
      expect(read(cdevents, event(other)).type).toBe('ignored')
  })
})
