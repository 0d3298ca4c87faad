import { describe, expect, it } from 'vitest'
import {
  type Draft,
  draftOf,
  emptyDraft,
  fileOf,
  isDraft,
  keyFor,
  nextStage,
  outgoingOf,
  ownStages,
  withCheck,
} from './new-release'
import { fileOfRelease } from './release-file'

const draft = (more: Partial<Draft> = {}): Draft => ({
  ...emptyDraft,
  key: 'checkout-142',
  services: [{ name: 'checkout', version: '1.4.2' }],
  flags: { 'new-checkout': 'on' },
  bakeTime: '',
  ...more,
})

const stage = (share: string, more = {}) => ({ share, bakeTime: '', advance: 'automatic' as const, ...more })

describe('a new release', () => {
  it('is the file that a person would write', () => {
    expect(fileOf(draft({ bakeTime: ' 5m ' })).file).toEqual({
      release: 'checkout-142',
      services: [{ name: 'checkout', version: '1.4.2' }],
      flags: [{ key: 'new-checkout', outgoing: 'on' }],
      strategy: 'canary',
      bakeTime: '5m',
    })
    const several = ['checkout', ' ', 'payments'].map((name) => ({ name, version: '' }))
    expect(fileOf(draft({ services: several })).file?.services).toEqual([
      { name: 'checkout' },
      { name: 'payments' },
    ])
  })

  it('has stages of its own, which a person lets go on where that is said', () => {
    const stages = [stage('0,5', { bakeTime: '2m' }), stage('100', { advance: 'manual' })]
    const { file } = fileOf(draft({ strategy: 'stages', stages, mode: 'observe' }))
    expect(file?.strategy).toBeUndefined()
    expect(file).toMatchObject({
      stages: [
        { share: 0.005, bakeTime: '2m' },
        { share: 1, advance: 'manual' },
      ],
      policy: { mode: 'observe' },
    })
  })

  it('says all that is missing at once', () => {
    const empty = { key: ' ', services: [{ name: '', version: '' }], flags: {} }
    const stages = [stage('lots'), stage('50'), stage('')]
    expect(fileOf(draft({ ...empty, strategy: 'stages', stages })).problems).toEqual([
      expect.stringContaining('key'),
      expect.stringContaining('service'),
      expect.stringContaining('flag'),
      'Stage 1 needs a share from 0 to 100 %.',
      'Stage 3 needs a share from 0 to 100 %.',
    ])
  })

  it('is called after its build', () => {
    expect(keyFor({ name: 'checkout', version: '1.4.2' })).toBe('checkout-1.4.2')
    expect(keyFor({ name: 'Check Out!', version: 'v2+build' })).toBe('check-out-v2-build')
    expect(keyFor({ name: '', version: '' })).toBe('')
  })

  it('brings out what does not stand now', () => {
    expect(outgoingOf(['on', 'off'], { standing: 'off' })).toBe('on')
    expect(outgoingOf(['on', 'off'], { standing: 'on' })).toBe('off')
    expect(outgoingOf(['only'], { standing: 'only', safe: 'only' })).toBe('only')
  })

  it('does not bring out what its kill would serve', () => {
    expect(outgoingOf(['on', 'off'], { standing: 'on', safe: 'off' })).toBe('on')
    expect(outgoingOf(['blue', 'green', 'grey'], { standing: 'blue', safe: 'grey' })).toBe('green')
  })

  it('takes over the stages of its strategy, and knows one more', () => {
    expect(ownStages(draft()).map(({ share }) => share)).toEqual(['1', '5', '25', '50', '99'])
    expect(ownStages(draft({ strategy: 'blue-green' }))[0]).toMatchObject({ share: '0', advance: 'manual' })
    expect(nextStage([stage('25')]).share).toBe('50')
    expect(nextStage([stage('100')]).share).toBe('')
  })

  it('watches with a first check of its own what it would have watched without it', () => {
    const probe = { id: 'probe', type: 'http' as const, url: 'https://shop.example' }
    const types = (checks: readonly { type: string }[]) => checks.map(({ type }) => type)
    expect(types(withCheck([], probe))).toEqual(['sdk-outcomes', 'alert', 'http'])
    expect(types(withCheck([], { id: 'mine', type: 'alert' }))).toEqual(['sdk-outcomes', 'alert'])
    expect(withCheck([probe], probe).map(({ id }) => id)).toEqual(['probe', 'probe-2'])
  })

  it('is known from whatever else was kept', () => {
    expect(isDraft(JSON.parse(JSON.stringify(draft())))).toBe(true)
    for (const odd of [undefined, [], 7, { services: {} }]) expect(isDraft(odd)).toBe(false)
  })
})

describe('a release as a file', () => {
  const pace = { bakeTime: '10m', minSamples: 100, advance: 'automatic' as const }
  const policy = {
    mode: 'armed' as const,
    killAlpha: 0.001,
    holdAlpha: 0.01,
    warnAlpha: 0.05,
    baselineFloor: 0.005,
  }
  const definition = {
    key: 'checkout-142',
    description: '',
    services: [{ name: 'checkout', version: '1.4.2', commit: 'a41f9c2' }],
    flags: [{ key: 'new-checkout', outgoing: 'on' }],
    strategy: 'canary' as const,
    stages: [0.01, 0.05, 0.25, 0.5, 0.99].map((share) => ({ share, ...pace })),
    policy,
  }

  it('says nothing that is so by itself', () => {
    expect(fileOfRelease(definition)).toEqual({
      release: 'checkout-142',
      services: definition.services,
      flags: definition.flags,
      strategy: 'canary',
    })
    const check = {
      id: 'a',
      type: 'http' as const,
      url: 'https://shop.example',
      interval: '10s',
      failAfter: '3 of 5',
    }
    const { checks, ...file } = fileOfRelease({
      ...definition,
      stages: [{ share: 1, ...pace, bakeTime: '5m' }],
      checks: [
        { ...check, method: 'GET', failWhen: 'value > 1', window: '0s', onNoData: 'hold', onError: 'fail' },
      ],
      policy: { ...policy, killAlpha: 0.01 },
    })
    expect(file).toMatchObject({ bakeTime: '5m', keepControl: false, policy: { killAlpha: 0.01 } })
    expect(checks).toEqual([
      { id: 'a', type: 'http', url: check.url, failAfter: '3 of 5', failWhen: 'value > 1', onError: 'fail' },
    ])
  })

  it.each([
    definition,
    { ...definition, description: 'd', stages: definition.stages.map((one) => ({ ...one, minSamples: 7 })) },
    {
      ...definition,
      strategy: 'stages' as const,
      stages: [
        { share: 0.1, ...pace },
        { share: 1, ...pace, advance: 'manual' as const },
      ],
    },
    { ...definition, policy: { ...policy, mode: 'observe' as const, warnAlpha: 0.2 }, splitBy: 'companyId' },
  ])('is what it was when it was edited and nothing was changed', (release) => {
    const { stages: before, ...file } = fileOfRelease(release)
    const { stages: after, ...edited } = fileOf(draftOf(release)).file ?? {}
    // A pace is said aloud by the form, and is what it would be anyway.
    expect({ bakeTime: '10m', ...edited }).toEqual({ bakeTime: '10m', ...file })
    const paced = after?.map((stage) => ({ bakeTime: '10m', minSamples: 100, ...stage }))
    expect(paced).toEqual(before?.map((stage) => ({ bakeTime: '10m', minSamples: 100, ...stage })))
  })
})
