import { describe, expect, it } from 'vitest'
import { type Draft, firstVariants, newFlagOf, types } from './new-flag'

const draft = (more: Partial<Draft> = {}): Draft => ({
  key: ' new-checkout ',
  description: '',
  type: 'boolean',
  variants: firstVariants.boolean,
  ...more,
})

describe('a new flag', () => {
  it('is off everywhere, and ready to serve its first variant', () => {
    expect(newFlagOf(draft(), ['live', 'staging']).body).toEqual({
      key: 'new-checkout',
      name: 'new-checkout',
      description: '',
      type: 'boolean',
      variants: { on: true, off: false },
      environments: Object.fromEntries(
        ['live', 'staging'].map((name) => [
          name,
          { offVariant: 'off', default: { type: 'variant', variant: 'on' } },
        ]),
      ),
    })
  })

  it.each(types)('of the type %s begins with variants that hold', (type) => {
    const { body } = newFlagOf(draft({ type, variants: firstVariants[type] }), [])
    expect(Object.keys(body?.variants ?? {})).toEqual(['on', 'off'])
  })

  it.each<[string, Partial<Draft>, string, RegExp]>([
    ['no key', { key: ' ' }, '/key', /what code asks for/],
    ['one variant', { variants: [{ name: 'on', value: 'true' }] }, '/variants', /Two variants/],
    [
      'a name twice',
      {
        variants: [
          { name: 'a', value: 'true' },
          { name: 'a ', value: 'false' },
        ],
      },
      '/variants/1',
      /Named twice/,
    ],
    [
      'no name',
      {
        variants: [
          { name: '', value: 'true' },
          { name: 'a', value: 'false' },
        ],
      },
      '/variants/0',
      /name/,
    ],
    [
      'no number',
      {
        type: 'number',
        variants: [
          { name: 'a', value: 'x' },
          { name: 'b', value: '1' },
        ],
      },
      '/variants/0',
      /number/,
    ],
    [
      'no object',
      {
        type: 'json',
        variants: [
          { name: 'a', value: '[]' },
          { name: 'b', value: '{}' },
        ],
      },
      '/variants/0',
      /object/,
    ],
    [
      'no JSON',
      {
        type: 'json',
        variants: [
          { name: 'a', value: '{' },
          { name: 'b', value: '{}' },
        ],
      },
      '/variants/0',
      /no JSON/,
    ],
  ])('with %s is told at its field', (_name, more, field, problem) => {
    const { problems } = newFlagOf(draft(more), [])
    expect(problems?.[field]).toMatch(problem)
  })

  it('may have a variant of any name', () => {
    const variants = [
      { name: '__proto__', value: 'x' },
      { name: 'b', value: 'y' },
    ]
    expect(Object.keys(newFlagOf(draft({ type: 'string', variants }), []).body?.variants ?? {})).toEqual([
      '__proto__',
      'b',
    ])
  })
})
