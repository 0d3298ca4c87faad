import { type Release, releaseTemplateSchema } from '@ripcord/model'
import { describe, expect, it } from 'vitest'
import type { Deployment } from '../storage/storage.js'
import { buildName, compareBuild } from './compare-build.js'
import { draftOf } from './draft-of.js'
import { judge, servicesAsked } from './judge.js'
import { nothingSaid } from './readers/fields.js'
import { weigh } from './weigh.js'

const sha = '4f2c9d1e'.repeat(5)
const now = Date.parse('2026-01-05T08:00:00Z')
const minute = 60_000

const told = (more: Partial<Deployment> = {}): Deployment => ({
  ...nothingSaid,
  sender: 'github',
  status: 'succeeded',
  service: 'checkout',
  version: '1.4.2',
  environment: 'production',
  at: now,
  ...more,
})

const release = (more: object = {}): Release =>
  ({
    key: 'checkout-142',
    status: 'draft',
    services: [{ name: 'checkout', version: '1.4.2' }],
    startOn: 'deployment',
    ...more,
  }) as Release

describe('two builds', () => {
  it.each<[object, Partial<Deployment>, string]>([
    [{ version: '1.4.2' }, { version: '1.4.2' }, 'same'],
    [{ version: '1.4.2' }, { version: 'v1.4.2' }, 'same'],
    [{ version: 'v1.4.2' }, { version: '1.4.2' }, 'same'],
    [{ version: 'vanilla' }, { version: 'anilla' }, 'other'],
    [{ version: '1.4.2' }, { version: '1.4.20' }, 'other'],
    [{ commit: sha }, { commit: sha.slice(0, 7) }, 'same'],
    [{ commit: sha.slice(0, 7) }, { commit: sha.toUpperCase() }, 'same'],
    [{ commit: sha }, { commit: sha.slice(0, 6) }, 'other'],
    [{ digest: 'sha256:a' }, { digest: 'sha256:a' }, 'same'],
    // All that both say must agree.
    [{ version: '1.4.2', commit: sha }, { version: '1.4.2', commit: '0'.repeat(40) }, 'other'],
    [{ version: '1.4.2', commit: sha }, { version: '1.4.2' }, 'same'],
    [{ version: '1.4.2' }, { version: null, commit: sha }, 'unknown'],
    [{}, { version: '1.4.2' }, 'unknown'],
  ])('%j and %j are %s', (ours, theirs, expected) => {
    expect(compareBuild({ name: 'checkout', ...ours }, told({ version: null, ...theirs }))).toBe(expected)
  })

  it('are named as people say it', () => {
    expect(buildName('checkout', told())).toBe('checkout 1.4.2')
    expect(buildName('checkout', told({ version: null, commit: sha }))).toBe(`checkout ${sha.slice(0, 12)}`)
    expect(buildName(null, told({ version: null }))).toBe('a service')
  })
})

describe('what a delivery is worth', () => {
  const source = { environment: 'production', deployments: { environments: [], releaseFile: null } }
  const called = { ...source, deployments: { environments: ['prod', 'live'], releaseFile: null } }

  it.each<[string, Partial<Deployment>, typeof source, boolean, boolean]>([
    ['of this environment', {}, source, true, true],
    ['of it in capitals', { environment: 'Production' }, source, true, true],
    ['of another', { environment: 'staging' }, source, false, false],
    ['as its sender calls it', { environment: 'live' }, called as typeof source, true, true],
    ['by our own name where its sender has another', {}, called as typeof source, false, false],
    ['of none', { environment: null }, source, false, false],
    ['of none, on its way', { environment: null, status: 'started' }, source, true, false],
    ['on its way', { status: 'started' }, source, true, false],
    ['of no service', { service: null }, source, false, false],
    ['an hour old', { at: now - 60 * minute }, source, true, true],
    ['older', { at: now - 61 * minute }, source, false, false],
    ['of a clock that is ahead', { at: now + 61 * minute }, source, true, true],
    ['without a time', { at: null }, source, true, true],
  ])('%s', (_name, more, from, mayAct, counts) => {
    const weighed = weigh(told(more), from, now)
    expect(weighed).toMatchObject({ mayAct, counts })
    expect(weighed.warnings.length > 0).toBe(!mayAct)
    expect(weighed.since).toBeLessThanOrEqual(now)
  })
})

describe('what follows from one that succeeded', () => {
  const latest = (...all: Deployment[]) => new Map(all.map((one) => [one.service ?? '', one]))

  it('is the start of what waits for it, once all is there', () => {
    const two = release({
      services: [
        { name: 'checkout', version: '1.4.2' },
        { name: 'payments', version: '2.0.0' },
      ],
    })
    const payments = told({ service: 'payments', version: '2.0.0' })
    expect(servicesAsked(told(), [two])).toEqual(['checkout', 'payments'])
    expect(judge(told(), [two], latest(told()))).toMatchObject([
      {
        type: 'tell',
        effect: {
          effect: 'deployed',
          because: 'checkout 1.4.2 is deployed: not yet, or not any more, are payments 2.0.0.',
        },
      },
    ])
    expect(judge(told(), [two], latest(told(), payments))).toMatchObject([
      { type: 'start', release: 'checkout-142' },
    ])
    const failed = { ...payments, status: 'failed' as const }
    expect(judge(told(), [two], latest(told(), failed))).toMatchObject([{ type: 'tell' }])
  })

  it('is told to a release that a person starts', () => {
    expect(judge(told(), [release({ startOn: undefined })], latest(told()))).toMatchObject([
      { type: 'tell', effect: { because: 'checkout 1.4.2 is deployed: a person starts the release.' } },
    ])
  })

  it.each(['running', 'baking', 'killed', 'completed', 'aborted'])(
    'is nothing for a release that is %s',
    (status) => {
      expect(judge(told(), [release({ status })], latest(told()))).toEqual([])
    },
  )

  it('is nothing for another build, unless they share nothing and it names the release', () => {
    const byCommit = release({ services: [{ name: 'checkout', commit: sha }] })
    expect(judge(told({ version: '1.5.0' }), [release()], latest())).toEqual([])
    expect(judge(told(), [byCommit], latest(told()))).toEqual([])
    const named = told({ release: 'checkout-142' })
    expect(judge(named, [byCommit], latest(named))).toMatchObject([{ type: 'start' }])
    const other = told({ version: '1.5.0', release: 'checkout-142' })
    expect(judge(other, [release()], latest(other))).toEqual([])
  })
})

describe('what follows from one that did not come out', () => {
  it('holds what runs, and starts nothing', () => {
    const failed = told({ status: 'failed' })
    expect(judge(failed, [release(), release({ key: 'r', status: 'running' })], new Map())).toMatchObject([
      { type: 'tell', effect: { release: 'checkout-142', effect: 'failed' } },
      { type: 'hold', release: 'r', because: 'The deployment of checkout 1.4.2 failed.' },
    ])
  })

  it('of one that was rolled back holds what runs of another build', () => {
    const back = told({ status: 'rolledback', version: '1.4.1' })
    const running = release({ status: 'running' })
    expect(judge(back, [running], new Map())).toMatchObject([{ type: 'hold', release: 'checkout-142' }])
    expect(judge(told({ status: 'rolledback' }), [running], new Map())).toEqual([])
    expect(judge(back, [release()], new Map())).toEqual([])
    const elsewhere = release({ status: 'running', services: [{ name: 'payments' }] })
    expect(judge(back, [elsewhere], new Map())).toEqual([])
  })

  it.each(['started', 'other'] as const)('is nothing where it is %s', (status) => {
    expect(judge(told({ status }), [release(), release({ status: 'running' })], new Map())).toEqual([])
  })
})

describe('a draft from the template of a source', () => {
  const releaseFile = releaseTemplateSchema.parse({
    services: [{ name: 'checkout' }],
    flags: [{ key: 'new-checkout', outgoing: 'on' }],
  })
  const source = { scope: { releases: null, service: null }, deployments: { environments: [], releaseFile } }

  it('is of the build, and named after it', () => {
    expect(draftOf(told({ version: 'v1.4.2', commit: sha }), source, [])).toMatchObject({
      release: 'checkout-v1.4.2',
      services: [{ name: 'checkout', version: '1.4.2', commit: sha }],
      flags: [{ key: 'new-checkout', outgoing: 'on' }],
    })
    expect(draftOf(told({ version: null, commit: sha }), source, [])?.release).toBe(
      `checkout-${sha.slice(0, 12)}`,
    )
  })

  it('begins as the releases do that its source may touch', () => {
    const scope = { releases: 'shop-', service: null }
    expect(draftOf(told(), { ...source, scope }, [])?.release).toMatch(/^shop-checkout/)
  })

  it.each<[string, Partial<Deployment>, Release[]]>([
    ['of another service', { service: 'payments' }, []],
    ['without a build', { version: null }, []],
    ['that names its release', { release: 'checkout-142' }, []],
    ['that failed', { status: 'failed' }, []],
    ['that was taken back', { status: 'rolledback' }, []],
    ['that some release is of', {}, [release({ key: 'mine', status: 'completed' })]],
  ])('is not made for one %s', (_name, more, releases) => {
    expect(draftOf(told(more), source, releases)).toBeUndefined()
  })

  it('is not made without a template', () => {
    expect(draftOf(told(), { ...source, deployments: null }, [])).toBeUndefined()
  })
})
