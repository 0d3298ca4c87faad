import { describe, expect, it } from 'vitest'
import { type ReleaseFile, releaseFileSchema, releaseOf } from './release-file.js'
import { releaseProblems } from './release-problems.js'

const file = (more: object = {}): ReleaseFile =>
  releaseFileSchema.parse({
    release: 'checkout-2026.11.23-1',
    services: [{ name: 'checkout', version: '1.4.2' }],
    flags: [{ key: 'new-checkout', outgoing: 'on' }],
    ...more,
  })

const shares = (more: object) => releaseOf(file(more)).stages.map(({ share }) => share)
const problems = (more: object) => {
  const given = file(more)
  return releaseProblems(given, releaseOf(given))
}

describe('the stages of a release', () => {
  it('are those of a canary where nothing is said, with 1 % kept as control to the end', () => {
    expect(shares({})).toEqual([0.01, 0.05, 0.25, 0.5, 0.99])
    expect(shares({ keepControl: false }).at(-1)).toBe(1)
  })

  it('serve nobody and then everybody in blue/green, where a person switches', () => {
    const { stages } = releaseOf(file({ strategy: 'blue-green', bakeTime: '5m' }))
    expect(stages).toEqual([
      { share: 0, bakeTime: '0s', minSamples: 0, advance: 'manual' },
      { share: 1, bakeTime: '5m', minSamples: 100, advance: 'automatic' },
    ])
  })

  it('are one for all at once, and otherwise those of the file', () => {
    expect(shares({ strategy: 'all-at-once' })).toEqual([1])
    const stages = [{ share: 0.1 }, { share: 1, bakeTime: '1h', advance: 'manual' }]
    expect(releaseOf(file({ stages, minSamples: 7 })).stages).toEqual([
      { share: 0.1, bakeTime: '10m', minSamples: 7, advance: 'automatic' },
      { share: 1, bakeTime: '1h', minSamples: 7, advance: 'manual' },
    ])
  })

  it('only grow, and end with somebody', () => {
    expect(problems({ stages: [{ share: 0.5 }, { share: 0.25 }] })).toEqual([
      {
        path: '/stages/1/share',
        message: 'stage 2 has a share of 0.25 after 0.5: a release only grows, abort is the way back',
        seen: 0.25,
      },
    ])
    expect(problems({ stages: [{ share: 0.5 }, { share: 0.5 }] })).toHaveLength(1)
    expect(problems({ stages: [{ share: 0 }] })[0]?.message).toMatch(/serves nobody/)
  })

  it('are the strategy’s or the file’s, never both', () => {
    expect(problems({ strategy: 'canary', stages: [{ share: 1 }] })[0]?.path).toBe('/stages')
    expect(problems({ strategy: 'stages' })[0]?.message).toMatch(/is missing/)
  })
})

it('refuses a share that a split can not have, and a time without its unit', () => {
  const refused = [
    { stages: [{ share: 0.000001 }] },
    { stages: [{ share: 1.1 }] },
    { bakeTime: '10' },
    { bakeTime: 'PT10M' },
  ]
  expect(refused.filter((more) => releaseFileSchema.safeParse({ ...file(), ...more }).success)).toEqual([])
})

it.each([
  [{ interval: '20s' }, '/checks/0', 'either a `backend` of the project or a `url`'],
  [{ backend: 'prom', url: 'http://prom:9090' }, '/checks/0', 'either a `backend`'],
  [{ backend: 'prom', interval: '500ms' }, '/checks/0/interval', 'from 1s to 1h'],
  [{ backend: 'prom', interval: '10s', timeout: '6s' }, '/checks/0/timeout', 'at most half of the interval'],
])('refuses a pulled check with %j', (more, path, sentence) => {
  const check = { id: 'prom5xx', type: 'prometheus', query: 'up', failWhen: 'value > 0.02', ...more }
  expect(problems({ checks: [check] })).toMatchObject([{ path, message: expect.stringContaining(sentence) }])
})

const query = 'up{service="$service", version="$version"}'

it.each<[object[], object, string]>([
  [
    [{ name: 'checkout' }, { name: 'payments' }],
    {},
    '$service stands for one service, and the release has 2',
  ],
  [[{ name: 'checkout' }], { service: 'payments' }, 'its service "payments" is none of the release'],
  [[{ name: 'checkout' }], {}, '$version stands for nothing: the release names no version of checkout'],
])('refuses a check whose placeholders stand for nothing: %j %j', (services, more, sentence) => {
  const check = { id: 'c', type: 'prometheus', backend: 'prom', query, failWhen: 'value > 1', ...more }
  const found = problems({ services, checks: [check] })
  expect(found).toMatchObject([{ path: '/checks/0', message: expect.stringContaining(sentence) }])
})

it('takes placeholders of a service that is said, and of the only one', () => {
  const check = { id: 'c', type: 'prometheus', backend: 'prom', query, failWhen: 'value > 1' }
  const checkout = { name: 'checkout', version: '1' }
  expect(problems({ services: [checkout], checks: [check] })).toEqual([])
  const said = { ...check, service: 'checkout' }
  expect(problems({ services: [checkout, { name: 'payments' }], checks: [said] })).toEqual([])
})

it('takes checks of each type', () => {
  const checks = [
    { id: 'errors', type: 'sdk-outcomes' },
    { id: 'prom5xx', type: 'prometheus', backend: 'prom', query: 'up', failWhen: 'value > 0.02' },
    { id: 'probe', type: 'http', url: 'https://shop.example/health' },
    { id: 'beat', type: 'heartbeat', period: '30s' },
    { id: 'alerts', type: 'alert' },
  ]
  expect(problems({ checks })).toEqual([])
})

it('refuses what is named twice, a preview without blue/green, and chances in the wrong order', () => {
  const flags = [
    { key: 'a', outgoing: 'on' },
    { key: 'a', outgoing: 'off' },
  ]
  expect(problems({ flags })[0]).toMatchObject({ path: '/flags/1/key', seen: 'a' })
  expect(problems({ services: [{ name: 's' }, { name: 's' }] })[0]?.path).toBe('/services/1/name')
  expect(problems({ preview: 'testers' })[0]?.path).toBe('/preview')
  expect(problems({ policy: { killAlpha: 0.1 } })[0]?.path).toBe('/policy')
})

describe('a file of a release', () => {
  const refusal = (more: object) => releaseFileSchema.safeParse({ ...file(), ...more }).error?.issues ?? []

  it('names services and builds as they read', () => {
    for (const odd of ['check\u0007out', 'check\u202eout', 'check\u2066out', 'a\nb']) {
      expect(refusal({ services: [{ name: odd }] })).toMatchObject([{ path: ['services', 0, 'name'] }])
      expect(refusal({ services: [{ name: 'checkout', version: odd }] })).toHaveLength(1)
    }
    expect(refusal({ services: [{ name: 'Kasse – Süd 2', version: '1.4.2+b7' }] })).toEqual([])
  })

  it('has chances and counts that mean something, each refused once', () => {
    expect(refusal({ policy: { killAlpha: 1e-320 } })).toHaveLength(1)
    expect(refusal({ minSamples: 1e30 })).toHaveLength(1)
    expect(problems({ bakeTime: '99999999999d' })[0]?.message).toBe('expected at most 30d')
  })

  it('says nothing of a control where its strategy keeps none', () => {
    for (const more of [{ strategy: 'all-at-once' }, { strategy: 'blue-green' }, { stages: [{ share: 1 }] }])
      expect(problems({ ...more, keepControl: true })).toMatchObject([{ path: '/keepControl' }])
    expect(problems({ strategy: 'canary', keepControl: false })).toEqual([])
  })
})
