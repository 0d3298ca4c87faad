import { describe, expect, it } from 'vitest'
import { fromFragment, readContext, toFragment } from './asked'
import { decidedWords, servedWords, type Verdict, verdictLines } from './verdict-lines'

describe('what is asked', () => {
  it('is in the fragment, and comes back from it', () => {
    const asked = { flag: 'a&b=c#d', context: '{"targetingKey": "ü %"}\n', beside: 'revision 41' }
    expect(fromFragment(toFragment(asked))).toEqual(asked)
    expect(fromFragment('')).toEqual({ flag: '', context: '', beside: '' })
  })

  it.each([
    ['', { context: {} }],
    ['{"targetingKey": "u"}', { context: { targetingKey: 'u' } }],
    ['[]', { problem: expect.stringContaining('Expected an object') }],
    ['{', { problem: expect.stringContaining('no JSON yet') }],
  ])('%j is read', (text, expected) => {
    expect(readContext(text)).toEqual(expected)
  })
})

describe('a verdict', () => {
  const email: Verdict = {
    type: 'attribute',
    attribute: 'email',
    operator: 'endsWith',
    values: ['@shop.example'],
    negate: false,
    holds: false,
    seen: null,
    isComparable: false,
  }
  const version: Verdict = {
    ...email,
    attribute: 'app.version',
    operator: 'semverLess',
    values: ['5.2.0'],
    seen: 'x',
  }
  const staff: Verdict = { type: 'segment', segment: 'staff', negate: false, holds: true, by: 'id' }
  const flag: Verdict = {
    type: 'flag',
    flag: 'cart',
    variants: ['on'],
    negate: false,
    holds: true,
    served: 'on',
  }

  it('is a line for each condition, with what was seen', () => {
    const verdict: Verdict = {
      type: 'any',
      holds: true,
      of: [email, { type: 'not', holds: false, of: staff }, version, flag],
    }
    expect(
      verdictLines(verdict).map(
        ({ depth, holds, asks, saw }) => `${depth}${holds ? '✓' : '✕'} ${asks}: ${saw}`,
      ),
    ).toEqual([
      '0✓ any of: ',
      '1✕ email ends with “@shop.example”: it is missing',
      '1✕ not: ',
      '2✓ segment is staff: it names the subject',
      '1✕ app.version is a version below “5.2.0”: it is “x”, which can’t be compared',
      '1✓ flag cart serves on: it serves on',
    ])
  })

  it.each([
    'rule',
    'default',
    'prerequisite',
    'kill',
    'disabled',
    'unknown',
    'quarantine',
    'context',
    'override',
  ])('decided by %s says so in a sentence', (decidedBy) => {
    expect(decidedWords(decidedBy, 'staff')).toMatch(/^[A-Z].*\.$/)
  })
})

describe('the sentence of the page', () => {
  const found = (resolution: object) => ({ resolution }) as never
  const asked = { flag: 'new-cart', environment: 'live', targetingKey: 'ada' }

  it.each([
    [asked, found({ type: 'variant', variant: 'on' }), 'ada gets on of new-cart in live.'],
    [asked, found({ type: 'callerDefault' }), 'ada gets the caller’s default of new-cart in live.'],
    [
      { ...asked, targetingKey: 7 },
      found({ type: 'variant', variant: 'off' }),
      'Whoever has no key gets off of new-cart in live.',
    ],
    [asked, undefined, 'Who sees new-cart?'],
    [{ ...asked, flag: '' }, undefined, 'Who sees what?'],
  ])('%j', (question, explanation, says) => {
    expect(servedWords(question, explanation)).toBe(says)
  })
})
