import { expect, it } from 'vitest'
import { yamlOf } from './yaml'

it('writes plain data as a person would', () => {
  const file = {
    release: 'checkout-1.4.2',
    services: [{ name: 'checkout', version: '1.4.2' }],
    flags: [{ key: 'new-checkout', outgoing: 'on' }],
    stages: [{ share: 0.05, bakeTime: '10m' }, { share: 1 }],
    keepControl: false,
    checks: [{ id: 'alerts', match: ['release="$release"', 'severity=page'], headers: { 'x-a': 'b' } }],
    nothing: undefined,
  }
  expect(yamlOf(file)).toBe(`release: checkout-1.4.2
services:
  - name: checkout
    version: "1.4.2"
flags:
  - key: new-checkout
    outgoing: "on"
stages:
  - share: 0.05
    bakeTime: 10m
  - share: 1
keepControl: false
checks:
  - id: alerts
    match:
      - "release=\\"$release\\""
      - "severity=page"
    headers:
      x-a: b
`)
})

it('quotes whatever would be read as something else', () => {
  const odd = [
    '1e3',
    '0x1f',
    'No',
    '~',
    '- a',
    'a: b',
    '#c',
    'a\nb',
    '<<',
    '',
    ' a',
    '2026-01-01',
    '{x}',
    "it's",
  ]
  expect(yamlOf(odd)).toBe(`${odd.map((one) => `- ${JSON.stringify(one)}`).join('\n')}\n`)
  expect(yamlOf({ a: [], b: {}, 'c: d': null })).toBe('a: []\nb: {}\n"c: d": null\n')
})
