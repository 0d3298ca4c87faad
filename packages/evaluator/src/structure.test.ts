import type { SentFlag, SentSegment } from '@ripcord/model'
import { describe, expect, it } from 'vitest'
import { compileProblems, compileRuleset, evaluate, LiveRuleset } from './index.js'
import type { Ruleset, RulesetInput } from './types.js'

const on = { type: 'variant', variant: 'on' } as const

function flag(key: string, more: Partial<SentFlag> = {}): SentFlag {
  return {
    key,
    type: 'boolean',
    variants: { on: true, off: false },
    enabled: true,
    offVariant: 'off',
    default: on,
    ...more,
  }
}

function inputOf(flags: SentFlag[], segments: SentSegment[] = []): RulesetInput {
  return {
    flags: new Map(flags.map((one) => [one.key, one])),
    segments: new Map(segments.map((one) => [one.key, one])),
    segmentChunks: new Map(),
    kills: new Map(),
  }
}

const compile = (flags: SentFlag[], segments?: SentSegment[]): Ruleset =>
  compileRuleset(inputOf(flags, segments))

function liveOf(...flags: SentFlag[]): LiveRuleset {
  const live = new LiveRuleset()
  live.change(inputOf(flags))
  return live
}

const needs = (...flags: string[]) => ({
  prerequisites: flags.map((key) => ({ flag: key, variants: ['on'] })),
})
const chain = (length: number) =>
  Array.from({ length }, (_, i) => flag(`f${i}`, i + 1 < length ? needs(`f${i + 1}`) : {}))

describe('what flags refer to', () => {
  it('may be a chain of any length: those that look too deep are quarantined', () => {
    const ruleset = compile(chain(12_000))
    expect(evaluate(ruleset, 'f11999', {})).toMatchObject({ value: true })
    expect(evaluate(ruleset, 'f11979', {})).toMatchObject({ value: true })
    expect(evaluate(ruleset, 'f11978', {})).toMatchObject({ errorCode: 'PARSE_ERROR' })
    expect(evaluate(ruleset, 'f11977', {})).toMatchObject({ value: false, reason: 'DEFAULT' })
  })

  it('may be a circle of any length', () => {
    const flags = chain(12_000)
    flags[11_999] = flag('f11999', needs('f0'))
    expect(compile(flags).notServing).toHaveLength(12_000)
  })

  it('costs one evaluation a bounded number of conditions', () => {
    // Each flag asks the next one twenty times: without a bound, 20^9 questions.
    const asks = (next: string) => ({
      rules: Array.from({ length: 20 }, (_, i) => ({
        id: `r${i}`,
        when: { type: 'flag' as const, flag: next, variants: ['off'] },
        serve: on,
      })),
    })
    const flags = Array.from({ length: 10 }, (_, i) => flag(`f${i}`, i < 9 ? asks(`f${i + 1}`) : {}))
    const refused = compileProblems(compile(flags))
    expect(refused.length).toBeGreaterThan(0)
    for (const { problems } of refused) expect(problems[0]?.message).toContain('at most 10000')
  })

  it('costs fewer regular expressions than other conditions', () => {
    const patterns = (next?: string): Partial<SentFlag> => ({
      ...(next === undefined ? {} : needs(next)),
      rules: Array.from({ length: 80 }, (_, i) => ({
        id: `r${i}`,
        when: { type: 'attribute', attribute: 'a', operator: 'matches', values: [`x${i}`] },
        serve: on,
      })),
    })
    const refused = compileProblems(
      compile([flag('a', patterns('b')), flag('b', patterns('c')), flag('c', patterns())]),
    )
    expect(refused.map(({ key, problems }) => `${key}: ${problems[0]?.message}`)).toEqual([
      'a: an evaluation could look at 12243 conditions, expected at most 10000 (a regular expression counts as 50)',
    ])
  })

  it('is named when it is missing, broken or a circle', () => {
    const when = { type: 'segment', segment: 's' } as const
    const flags = [
      flag('a', needs('nowhere')),
      flag('b', needs('b')),
      flag('c', { rules: [{ id: 'r', when, serve: on }] }),
    ]
    const messages = compileProblems(compile(flags, [{ key: 's', chunks: 5 }])).map(
      ({ kind, key, problems }) => `${kind} ${key}: ${problems[0]?.path} ${problems[0]?.message}`,
    )
    expect(messages).toEqual([
      'segment s: chunks expected 0 or a power of two up to 1024, saw 5',
      'flag a:  flag "nowhere" is missing',
      'flag b:  refers to itself, by way of flag "b"',
      'flag c:  segment "s" can\'t be used',
    ])
  })

  it('is no circle by way of a flag that could not be read, until it can be', () => {
    const unread = { ...flag('a', needs('b')), default: { type: 'variant', variant: 'nowhere' } } as SentFlag
    const live = liveOf(unread, flag('b', needs('a')))
    expect(live.ruleset.notServing).toEqual(['a'])
    expect(evaluate(live.ruleset, 'b', {})).toMatchObject({ value: false, reason: 'DEFAULT' })
    live.change({ flags: new Map([['a', flag('a', needs('b'))]]) })
    expect(live.ruleset.notServing.toSorted()).toEqual(['a', 'b'])
    live.change({ flags: new Map([['a', unread]]) })
    expect(live.ruleset.notServing).toEqual(['a'])
  })

  it('is named alike wherever a circle is entered', () => {
    const [a, b, c] = [flag('a', needs('b')), flag('b', needs('c')), flag('c', needs('a'))]
    const live = liveOf(b, c)
    live.change({ flags: new Map([['a', a]]) })
    const problems = (ruleset: Ruleset) => compileProblems(ruleset).map(({ problems: [one] }) => one?.message)
    const message = 'refers to itself, by way of flag "a", flag "b", flag "c"'
    expect(problems(live.ruleset)).toEqual([message, message, message])
    expect(problems(compile([c, b, a]))).toEqual([message, message, message])
  })

  it('heals a flag when it comes, and breaks it when it goes', () => {
    const live = liveOf(flag('a', needs('b')))
    expect(live.ruleset.notServing).toEqual(['a'])
    expect([...live.change({ flags: new Map([['b', flag('b')]]) })]).toEqual(['b', 'a'])
    expect(evaluate(live.ruleset, 'a', {})).toMatchObject({ value: true, reason: 'DEFAULT' })
    expect(live.ruleset.notServing).toEqual([])
    live.change({ flags: new Map([['b', undefined]]) })
    expect(live.ruleset.notServing).toEqual(['a'])
  })

  it('is forgotten with the reference', () => {
    const live = liveOf(flag('a', needs('b')), flag('b'))
    live.change({ flags: new Map([['a', flag('a')]]) })
    expect([...live.change({ flags: new Map([['b', undefined]]) })]).toEqual(['b'])
    expect(live.ruleset.notServing).toEqual([])
    expect(evaluate(live.ruleset, 'a', {})).toMatchObject({ value: true, reason: 'STATIC' })
  })

  it('is followed from change to change, however far it reaches', () => {
    const asks = (plan: string) =>
      flag('c', {
        default: { type: 'variant', variant: 'off' },
        rules: [
          {
            id: 'r',
            when: { type: 'attribute', attribute: 'plan', operator: 'equals', values: [plan] },
            serve: on,
          },
        ],
      })
    const live = liveOf(flag('a', needs('b')), flag('b', needs('c')), asks('free'))
    expect(evaluate(live.ruleset, 'a', { plan: 'pro' })).toMatchObject({ value: false })
    live.change({ flags: new Map([['c', asks('pro')]]) })
    expect(evaluate(live.ruleset, 'a', { plan: 'pro' })).toMatchObject({ value: true })
  })
})
