import { randomUUID } from 'node:crypto'
import {
  type ArmOutcomes,
  encodeHeader,
  type Hello,
  helloHeader,
  type ReleaseOutcomes,
  type Report,
  reportPath,
  snapshotPath,
} from '@ripcord/sync'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createScope } from '../harness/scope.js'
import { type ServerProcess, startServer } from '../harness/server-process.js'
import { createTestProject, type TestProject } from '../harness/test-project.js'

const scope = createScope()
afterAll(() => scope.close())

const release = 'checkout-1'
let server: ServerProcess
let project: TestProject
let at: TestProject['params'] & { readonly release: string }

beforeAll(async () => {
  server = await startServer(scope)
  project = await createTestProject(server)
  at = { ...project.params, release }
  await project.createFlags(['new-checkout', 'new-totals', 'other'], 'off')
})

const good = {
  services: [{ name: 'checkout' }],
  flags: [{ key: 'new-checkout', outgoing: 'on' }],
  stages: [{ share: 0.5, bakeTime: '1h' }, { share: 1 }],
}

describe('a release that can not be', () => {
  const another = () => ({ ...project.params, release: 'another' })

  it.each([
    [
      'a flag that is not there',
      { flags: [{ key: 'nobody', outgoing: 'on' }] },
      '/flags/0/key',
      'there is no such flag in this project',
    ],
    [
      'a variant that the flag does not have',
      { flags: [{ key: 'other', outgoing: 'blue' }] },
      '/flags/0/outgoing',
      'flag "other" has no such variant: it has on, off',
    ],
    [
      'the key of another environment',
      { environment: 'staging' },
      '/environment',
      'this file is for staging, and was applied to live',
    ],
    [
      'the key of another release',
      { release: 'checkout-2' },
      '/release',
      'this file is of release checkout-2',
    ],
    [
      'stages that fall',
      { stages: [{ share: 0.5 }, { share: 0.25 }] },
      '/stages/1/share',
      'stage 2 has a share of 0.25 after 0.5',
    ],
    [
      'stages that stay',
      { stages: [{ share: 0.5 }, { share: 0.5 }] },
      '/stages/1/share',
      'stage 2 has a share of 0.5 after 0.5',
    ],
    ['a share beyond everybody', { stages: [{ share: 1.5 }] }, '/stages/0/share', 'expected at most 1'],
    ['a flag twice', { flags: [...good.flags, ...good.flags] }, '/flags/1/key', 'is named twice'],
    ['no service', { services: [] }, '/services', 'expected at least 1'],
    [
      'a segment for its preview that is not there',
      { stages: undefined, strategy: 'blue-green', preview: 'testers' },
      '/preview',
      'there is no such segment in live',
    ],
  ])('is refused with %s, in words, and nothing is made of it', async (_, more, path, sentence) => {
    await expect(
      project.api.applyRelease({ params: another(), body: { ...good, ...more } as never }),
    ).rejects.toMatchObject({
      problem: { code: expect.any(String), errors: [{ path, message: expect.stringContaining(sentence) }] },
    })
    await expect(project.api.getRelease({ params: another() })).rejects.toMatchObject({
      problem: { status: 404 },
    })
  })

  it('is refused in an environment that is not there', async () => {
    const params = { ...at, environment: 'nowhere' }
    await expect(project.api.applyRelease({ params, body: good })).rejects.toMatchObject({
      problem: { status: 404, detail: expect.stringContaining('nowhere') },
    })
  })

  it('is not started with a version that no connected instance runs', async () => {
    const params = { ...at, release: 'too-early' }
    await project.api.applyRelease({
      params,
      body: { ...good, services: [{ name: 'checkout', version: '9.9.9' }] },
    })
    await expect(project.api.startRelease({ params, body: {} })).rejects.toMatchObject({
      problem: {
        code: 'release-not-ready',
        detail: expect.stringContaining('No connected instance of checkout runs 9.9.9'),
      },
    })
    expect(await project.api.getRelease({ params })).toMatchObject({ status: 'draft', generation: 0 })
  })
})

describe('while a release runs', () => {
  const bootId = randomUUID()
  let sequence = 0

  beforeAll(async () => {
    await project.api.applyRelease({ params: at, body: good })
    await project.api.startRelease({ params: at, body: {} })
    expect(await sayHello(bootId)).toBe(200)
  })

  it('another one of its flag is not started, and is told who owns it', async () => {
    const params = { ...at, release: 'second' }
    const flags = [...good.flags, { key: 'new-totals', outgoing: 'on' }]
    await project.api.applyRelease({ params, body: { ...good, flags } })
    await expect(project.api.startRelease({ params, body: {} })).rejects.toMatchObject({
      problem: { status: 409, detail: expect.stringContaining('Release "checkout-1" owns "new-checkout"') },
    })
    const { environments } = await project.api.getFlag({
      params: { project: at.project, flag: 'new-totals' },
    })
    expect(environments[at.environment]).not.toHaveProperty('release')
  })

  /** What is said, what is answered, whether the instance is shown with it, and which number counts it. */
  const cases: readonly (readonly [string, (report: Report) => unknown, number, boolean, string])[] = [
    ['about a generation that does not run', about({ generation: 2 }), 204, true, 'unknown_generations'],
    ['about a generation of before', about({ generation: 0 }), 204, true, 'unknown_generations'],
    ['about a stage that the release does not have', about({ stage: 7 }), 204, true, 'unknown_generations'],
    ['about a release that is not there', about({ release: 'nobody' }), 204, true, 'unknown_generations'],
    ['about a release that was not started', about({ release: 'second' }), 204, true, 'unknown_generations'],
    ['with more errors than requests', withArm({ errors: 11 }), 400, true, 'absurd_reports'],
    [
      'with more requests than a process can answer',
      withArm({ requests: 10 ** 12 }),
      400,
      true,
      'absurd_reports',
    ],
    ['with a count below nothing', withArm({ requests: -1 }), 400, true, 'absurd_reports'],
    ['with a subject beyond its bits', withArm({ erring: [2 ** 40] }), 400, true, 'absurd_reports'],
    [
      'with more subjects than there is room for',
      withArm({ erring: upTo(10_000) }),
      400,
      true,
      'absurd_reports',
    ],
    ['with text for a count', withArm({ requests: '10' }), 400, true, 'absurd_reports'],
    [
      'of a process that never came',
      (report) => ({ ...report, bootId: randomUUID() }),
      204,
      false,
      'unknown_instances',
    ],
    [
      'with something else for a boot id',
      (report) => ({ ...report, bootId: { $ne: '' } }),
      400,
      false,
      'absurd_reports',
    ],
    [
      'with a boot id like a member of every object',
      (report) => ({ ...report, bootId: '__proto__________' }),
      204,
      false,
      'unknown_instances',
    ],
  ]

  it.each(cases)('a report %s is counted, and is no evidence', async (_, say, status, isShown, number) => {
    const before = await state()
    expect(await post(reportPath, say(failing()))).toBe(status)
    const after = await state()
    expect(after.numbers[number]).toBe((before.numbers[number] ?? 0) + 1)
    expect(after.shown - before.shown).toBe(isShown ? 1 : 0)
    expect(after.numbers['outcomes']).toBe(before.numbers['outcomes'])
    await expectUntouched()
  })

  it('a report under the key of another environment, or under none, is no evidence', async () => {
    const staging = await project.api.createEnvironment({
      params: { project: at.project },
      body: { key: 'staging', name: 'staging' },
    })
    const { key } = await project.api.createKey({
      params: { ...at, environment: staging.key },
      body: { name: 'test' },
    })
    const before = await state()
    expect(await post(reportPath, failing(), key)).toBe(204)
    expect((await state()).numbers['unknown_instances']).toBe((before.numbers['unknown_instances'] ?? 0) + 1)
    expect(await post(reportPath, failing(), 'nobody')).toBe(401)
    expect((await state()).shown).toBe(before.shown)
    await expectUntouched()
  })

  it('a report counts once, however often it comes', async () => {
    const healthy = about({ treatment: arm(10, 0) })(failing())
    for (let time = 0; time < 5; time++) expect(await post(reportPath, healthy)).toBe(204)
    await expect
      .poll(async () => (await project.api.readGuard({ params: at })).counts, { timeout: 20_000 })
      .toMatchObject([{ service: 'checkout', stage: 0, treatment: { requests: 10 } }])
    await sleepUntilTick()
    expect((await project.api.readGuard({ params: at })).counts).toMatchObject([
      { treatment: { requests: 10 } },
    ])
  })

  /** Half of whose requests failed, each for somebody else: it would kill. */
  function failing(): Report {
    return {
      bootId,
      sequence: (sequence += 1),
      service: 'checkout',
      evaluations: [],
      dropped: 0,
      outcomes: [outcomes()],
    }
  }

  async function expectUntouched(): Promise<void> {
    await sleepUntilTick()
    expect((await project.api.readGuard({ params: at })).counts).toEqual([])
    expect(await project.api.getRelease({ params: at })).toMatchObject({ status: 'running', stage: 0 })
  }

  /** What was heard before is decided on by then. */
  async function sleepUntilTick(): Promise<void> {
    const { ticks } = await project.api.readGuard({ params: at })
    await expect
      .poll(async () => (await project.api.readGuard({ params: at })).ticks, { timeout: 20_000 })
      .toBeGreaterThan(ticks)
  }

  async function state() {
    const { items } = await project.api.listInstances({ params: project.params })
    return { shown: items[0]?.refusedReports ?? 0, numbers: await guardNumbers() }
  }
})

function arm(requests: number, errors: number): ArmOutcomes {
  const erring = upTo(errors)
  return { requests, errors, slow: 0, erring, slowed: [], seen: erring.slice(0, 3), latency: [], kinds: [] }
}

function upTo(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i)
}

function outcomes(more: object = {}): ReleaseOutcomes {
  return {
    release,
    generation: 1,
    stage: 0,
    treatment: arm(60, 60),
    control: arm(60, 0),
    unassigned: 0,
    subjectsLost: 0,
    ...more,
  }
}

function about(more: object) {
  return (report: Report) => ({ ...report, outcomes: [outcomes(more)] })
}

function withArm(more: object) {
  return about({ treatment: { ...arm(10, 0), ...more } })
}

async function post(path: string, body: unknown, key = project.sdkKey.key): Promise<number> {
  const response = await fetch(`${server.url}${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  await response.text()
  return response.status
}

/** As one that polls does. */
async function sayHello(bootId: string): Promise<number> {
  const hello: Hello = {
    protocol: 1,
    count: 1,
    bootId,
    follows: [],
    instance: { service: 'checkout', version: '1.0.0', host: 'host', sdk: { name: 'test', version: '1' } },
    highestEpoch: null,
    held: null,
    kills: [],
    notServing: [],
  }
  const response = await fetch(`${server.url}${snapshotPath}`, {
    headers: { authorization: `Bearer ${project.sdkKey.key}`, [helloHeader]: encodeHeader(hello) },
  })
  await response.text()
  return response.status
}

/** The guard's metrics, by what follows its name in theirs. */
async function guardNumbers(): Promise<{ [name: string]: number }> {
  const response = await fetch(`${server.url}/metrics`, {
    headers: { authorization: `Bearer ${server.adminToken}` },
  })
  const lines = [...(await response.text()).matchAll(/^ripcord_guard_(\w+?)(?:_total)? ([0-9.e+]+)$/gm)]
  return Object.fromEntries(lines.map(([, name, value]) => [name, Number(value)]))
}
