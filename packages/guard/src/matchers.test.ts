import { describe, expect, it } from 'vitest'
import { compileMatchers, refuseMatcher, wantedLabels } from './matchers.js'

const known = { release: 'checkout-1.2', environment: 'production' }
const matches = (texts: string[], labels: Record<string, string>) => compileMatchers(texts, known)(labels)

describe('matchers of alerts', () => {
  it.each([
    ['release="$release"', { release: 'checkout-1.2' }, true],
    ['release="$release"', { release: 'checkout-1.3' }, false],
    ['release=$release', { release: 'checkout-1.2' }, true],
    [' release = "$release" ', { release: 'checkout-1.2' }, true],
    ['environment=$environment', { environment: 'production' }, true],
    ['severity=~"critical|page"', { severity: 'page' }, true],
    ['severity=~"critical|page"', { severity: 'pager' }, false],
    ['severity!~"info|warn.*"', { severity: 'warning' }, false],
    ['severity!~"info|warn.*"', { severity: 'critical' }, true],
    ['team!="payments"', { team: 'checkout' }, true],
    ['team!=payments', { team: 'payments' }, false],
    ['team=""', {}, true],
    ['team!=""', {}, false],
    ['path="a \\"b\\" c"', { path: 'a "b" c' }, true],
    ['instance=~"web\\d+"', { instance: 'web12' }, true],
    ['instance=~"web\\\\d+"', { instance: 'web12' }, true],
    ['"odd label"="x"', { 'odd label': 'x' }, true],
  ])('%s on %j: %s', (text, labels, expected) => {
    expect(matches([text], labels as Record<string, string>)).toBe(expected)
  })

  it('all have to match', () => {
    expect(matches(['a=1', 'b=2'], { a: '1', b: '2' })).toBe(true)
    expect(matches(['a=1', 'b=2'], { a: '1' })).toBe(false)
  })

  it('take the name of a release in a regular expression for what it is', () => {
    expect(matches(['release=~"$release"'], { release: 'checkout-1x2' })).toBe(false)
    expect(matches(['release=~"$release"'], { release: 'checkout-1.2' })).toBe(true)
  })

  it.each([
    '',
    'release',
    'release==x y',
    '=x',
    'a="b',
    'a=b c',
    '{a="b"}',
    'a="b",c="d"',
    'a=~"("',
    'a=~"(?=x)"',
  ])('refuse %j with a sentence', (text) => {
    expect(refuseMatcher(text)).toMatch(/^expected /)
  })

  it('take no longer for a text that is made to be slow', () => {
    const test = compileMatchers(['a=~"(x+x+)+y"'], known)
    // A backtracking engine would not end within the age of the universe.
    expect(test({ a: 'x'.repeat(10_000) })).toBe(false)
  })

  it('know nothing of what objects have by themselves', () => {
    expect(matches(['constructor=""'], {})).toBe(true)
  })

  it('tell the labels that would match', () => {
    expect(wantedLabels(['release="$release"', 'severity=~"a|b"', 'team=x'], known)).toEqual({
      release: 'checkout-1.2',
      team: 'x',
    })
  })
})
