import { assert, jsonValue, property } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { repeatedKey } from './repeated-key.js'

describe('repeatedKey', () => {
  it.each([
    ['{"a":1,"a":1}', '/a'],
    ['{"a":{"b":1},"c":[1,"x,y",[],{"d":"a","e":{},"d":null}]}', '/c/3/d'],
    ['{"a":1,"\\u0061":2}', '/a'],
    ['{"a/b":{"~":1, "~" :2}}', '/a~1b/~0'],
    ['[[1,2],{"":1,"":2}]', '/1/'],
  ])('points to it in %s', (text, path) => {
    expect(repeatedKey(Buffer.from(text))).toBe(path)
  })

  it.each([
    '{"a":{"a":1},"b":{"a":1}}',
    '["a","a"]',
    '{"a":"b","b":"a"}',
    '{"a":"\\"a\\":1,\\"a\\":2"}',
    '"a"',
  ])('finds none in %s', (text) => {
    expect(repeatedKey(Buffer.from(text))).toBeUndefined()
  })

  it('finds none in what JSON.stringify gives', () => {
    assert(
      property(jsonValue(), (value) => {
        expect(repeatedKey(Buffer.from(JSON.stringify(value)))).toBeUndefined()
      }),
    )
  })

  it.each(['', '{', '{"', '{"a":1,"a', '{"\\', '}]', '{"\\q":1,"\\q":2}', ',,,'])(
    'comes to an end with %j, which is no JSON',
    (text) => {
      expect(() => repeatedKey(Buffer.from(text))).not.toThrow()
    },
  )
})
