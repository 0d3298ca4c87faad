import type { Condition, SentFlag } from '@ripcord/model'
import { expect, it } from 'vitest'
import { compileRuleset, evaluate } from './index.js'

const flagAsking = (attribute: string): SentFlag => {
  const when: Condition = { type: 'attribute', attribute, operator: 'beforeNow', values: ['PT0S'] }
  return {
    key: 'f',
    type: 'boolean',
    variants: { on: true, off: false },
    enabled: true,
    offVariant: 'off',
    rules: [{ id: 'r', when, serve: { type: 'variant', variant: 'on' } }],
    default: { type: 'variant', variant: 'off' },
  }
}

const nothing = { segments: new Map(), segmentChunks: new Map(), kills: new Map() }

it('asks for the time at each evaluation, also where an attribute of the process is compared', () => {
  let now = Date.UTC(2026, 0, 1)
  const flags = new Map([['f', flagAsking('ripcord.startsAt')]])
  const constants = { 'ripcord.startsAt': '2026-01-02T00:00:00Z' }
  const ruleset = compileRuleset({ ...nothing, flags }, { constants, now: () => now })
  expect(ruleset.flags.get('f')?.constant).toBeUndefined()
  expect(evaluate(ruleset, 'f', {})).toMatchObject({ value: false })
  now = Date.UTC(2026, 0, 3)
  expect(evaluate(ruleset, 'f', {})).toMatchObject({ value: true })
})

it('holds for nobody where there is no clock', () => {
  const flags = new Map([['f', flagAsking('at')]])
  const ruleset = compileRuleset({ ...nothing, flags })
  expect(evaluate(ruleset, 'f', { at: '2026-01-02T00:00:00Z' })).toMatchObject({ value: false })
})
