import { assert, integer, jsonValue, property } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { namesPrototype, nestsDeeperThan } from './json-guard.js'

const bytes = (text: string) => Buffer.from(text)

function depthOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0
  return 1 + Math.max(0, ...Object.values(value).map(depthOf))
}

describe('nestsDeeperThan', () => {
  it('counts as walking the parsed value does, for any JSON', () => {
    assert(
      property(jsonValue({ maxDepth: 6 }), integer({ min: 0, max: 8 }), (value, limit) => {
        expect(nestsDeeperThan(bytes(JSON.stringify(value)), limit)).toBe(depthOf(value) > limit)
      }),
    )
  })

  it('takes no bracket within a string for nesting', () => {
    expect(nestsDeeperThan(bytes(JSON.stringify({ a: '[[[[\\"{{{{' })), 1)).toBe(false)
  })

  it('refuses 200,000 levels without a stack to exhaust', () => {
    expect(nestsDeeperThan(bytes('['.repeat(200_000)), 32)).toBe(true)
  })
})

describe('namesPrototype', () => {
  it.each(['{"a":{"__proto__":1}}', '[[{"__proto__":{}}]]', '{"a":[{"\\u005f_proto__":1}]}'])(
    'finds the key in %s',
    (text) => {
      expect(namesPrototype(JSON.parse(text))).toBe(true)
    },
  )

  it.each(['{"a":"__proto__"}', '["__proto__"]', '"__proto__"', 'null', '{"a":"\\"__proto__\\":1"}'])(
    'takes no text for a key in %s',
    (text) => {
      expect(namesPrototype(JSON.parse(text))).toBe(false)
    },
  )
})
