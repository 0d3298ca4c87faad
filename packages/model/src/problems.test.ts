import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { definitionProblems, utf8Length } from './definition-problems.js'
import { type FlagDefinition, type FlagSettings, flagDefinitionSchema, flagSettingsSchema } from './flag.js'
import { limits } from './limits.js'
import {
  type Node,
  nodeName,
  parseNodeName,
  type ReferenceLookup,
  referenceProblems,
} from './reference-problems.js'
import { type Reference, settingsReferences } from './references.js'
import type { Condition } from './rule.js'
import { segmentProblems } from './segment-problems.js'
import { settingsProblems } from './settings-problems.js'

const flag = (more: Partial<FlagDefinition> = {}): FlagDefinition => ({
  ...flagDefinitionSchema.parse({ key: 'f', name: 'F', type: 'boolean', variants: { on: true, off: false } }),
  ...more,
})
const settings = (more: Partial<FlagSettings> = {}): FlagSettings => ({
  ...flagSettingsSchema.parse({
    enabled: true,
    offVariant: 'off',
    default: { type: 'variant', variant: 'on' },
  }),
  ...more,
})
const fine = () => ({ values: [] })
const paths = (problems: readonly { path: string }[]) => problems.map(({ path }) => path)

describe('a definition', () => {
  it('has variants of its type, and names those that are not', () => {
    expect(definitionProblems(flag(), fine)).toEqual([])
    const mixed = flag({ variants: { a: 'text', b: 1, c: [], d: null, e: true } })
    expect(paths(definitionProblems(mixed, fine))).toEqual([
      '/variants/a',
      '/variants/b',
      '/variants/c',
      '/variants/d',
    ])
  })

  it('has variants of bounded size', () => {
    const long = flag({ type: 'string', variants: { a: 'x'.repeat(limits.stringLength + 1) } })
    expect(paths(definitionProblems(long, fine))).toEqual(['/variants/a'])
    const list = Array.from({ length: 10 }, () => 'é'.repeat(limits.variantBytes / 20))
    const large = flag({ type: 'object', variants: { a: list } })
    expect(definitionProblems(large, fine)[0]?.message).toContain('bytes')
  })

  it('has a value schema only where it is of type object', () => {
    expect(paths(definitionProblems(flag({ valueSchema: {} }), fine))).toEqual(['/valueSchema'])
  })

  it('is told what its value schema says, at the place of the value', () => {
    const object = flag({ type: 'object', variants: { 'a~b': {} }, valueSchema: {} })
    const checked = () => ({ values: [{ name: 'a~b', path: '/n', message: 'is missing' }] })
    expect(paths(definitionProblems(object, checked))).toEqual(['/variants/a~0b/n'])
    const broken = () => ({ schema: 'no schema', values: [] })
    expect(definitionProblems(object, broken)).toEqual([{ path: '/valueSchema', message: 'no schema' }])
  })
})

it('counts the bytes of UTF-8 as an encoder does', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      expect(utf8Length(text)).toBe(new TextEncoder().encode(text).length)
    }),
  )
})

describe('settings', () => {
  it('are fine as they are made', () => {
    expect(settingsProblems(flag(), settings())).toEqual([])
  })

  it('have weights whose sum is from 1 to the limit', () => {
    const split = (weight: number) =>
      settings({
        default: {
          type: 'split',
          weights: [
            { variant: 'on', weight },
            { variant: 'off', weight },
          ],
        },
      })
    expect(settingsProblems(flag(), split(50))).toEqual([])
    const sum = `expected weights whose sum is from 1 to ${limits.splitWeight}`
    expect(settingsProblems(flag(), split(0))).toMatchObject([
      { path: '/default/weights', message: `${sum}, not 0: give one of them a share` },
    ])
    expect(settingsProblems(flag(), split(limits.splitWeight))).toMatchObject([
      {
        path: '/default/weights',
        message: `${sum}, not ${2 * limits.splitWeight}: make them smaller`,
      },
    ])
  })

  it('never ask for their own flag, nor for one twice', () => {
    const prerequisites = ['f', 'g', 'g'].map((key) => ({ flag: key, variants: ['on'] }))
    expect(settingsProblems(flag(), settings({ prerequisites }))).toMatchObject([
      {
        path: '/prerequisites/0/flag',
        message: 'a flag can not be its own prerequisite: name another, or leave it out',
        seen: 'f',
      },
      { path: '/prerequisites/2/flag' },
    ])
  })

  it('nest conditions only so deep, and have only so many', () => {
    const nested = (depth: number): Condition =>
      depth === 0 ? { type: 'segment', segment: 's' } : { type: 'not', of: nested(depth - 1) }
    const rule = (when: Condition) => ({ id: 'r', when, serve: { type: 'callerDefault' as const } })
    const at = (depth: number) => settingsProblems(flag(), settings({ rules: [rule(nested(depth - 1))] }))
    expect(at(limits.conditionDepth)).toEqual([])
    expect(paths(at(limits.conditionDepth + 1))).toEqual(['/rules/0/when'])
    const of = Array.from({ length: limits.conditionsPerFlag }, () => nested(0))
    expect(paths(settingsProblems(flag(), settings({ rules: [rule({ type: 'all', of })] })))).toEqual([
      '/rules',
    ])
  })
})

it('a segment has a power of two of chunks', () => {
  const segment = { key: 's', name: 'S', description: '', rules: [], chunks: 3 }
  expect(paths(segmentProblems(segment))).toEqual(['/chunks'])
  expect(segmentProblems({ ...segment, chunks: 0 })).toEqual([])
  expect(segmentProblems({ ...segment, chunks: 1_024 })).toEqual([])
})

it('references are found in prerequisites and at any depth of conditions, each with its place', () => {
  const when: Condition = {
    type: 'any',
    of: [
      { type: 'not', of: { type: 'segment', segment: 's' } },
      { type: 'flag', flag: 'g', variants: ['on'] },
    ],
  }
  const rules = [{ id: 'r', when, serve: { type: 'callerDefault' as const } }]
  const found = settingsReferences({ prerequisites: [{ flag: 'p', variants: ['on'] }], rules })
  expect(found.map(({ kind, key, path }) => [kind, key, path])).toEqual([
    ['flag', 'p', '/prerequisites/0/flag'],
    ['segment', 's', '/rules/0/when/of/0/of/segment'],
    ['flag', 'g', '/rules/0/when/of/1/flag'],
  ])
})

describe('references', () => {
  const edge = (key: string, i: number): Reference => ({
    kind: 'flag',
    key,
    variants: ['on'],
    path: `/prerequisites/${i}/flag`,
  })
  const lookup = (edges: { [key: string]: string[] }): ReferenceLookup => ({
    flag: (key) =>
      Object.hasOwn(edges, key) ? { variants: { on: true }, archived: key === 'old' } : undefined,
    hasSegment: () => false,
    references: ({ key }) => (edges[key] ?? []).map(edge),
  })
  const node: Node = { kind: 'flag', key: 'a' }

  it('lead to what exists and is not archived', () => {
    const found = referenceProblems(node, lookup({ a: ['b', 'old', 'gone'], b: [], old: [] }))
    expect(found.map(({ path, seen }) => [path, seen])).toEqual([
      ['/prerequisites/1/flag', 'old'],
      ['/prerequisites/2/flag', 'gone'],
    ])
  })

  it('ask for variants that the other flag has, each with its place', () => {
    const references = (): Reference[] => [
      { kind: 'flag', key: 'b', variants: ['on', 'zzz'], path: '/prerequisites/0/flag' },
      { kind: 'flag', key: 'b', variants: ['yyy'], path: '/rules/0/when/of/flag' },
    ]
    const found = referenceProblems(node, { ...lookup({ a: [], b: [] }), references })
    expect(found.map(({ path, seen }) => [path, seen])).toEqual([
      ['/prerequisites/0/variants/1', 'zzz'],
      ['/rules/0/when/of/variants/0', 'yyy'],
    ])
  })

  it('make a circle exactly where one can come back', () => {
    const keys = ['a', 'b', 'c', 'd', 'e']
    const graph = fc.record(
      Object.fromEntries(keys.map((key) => [key, fc.uniqueArray(fc.constantFrom(...keys))])),
    )
    fc.assert(
      fc.property(graph, (edges) => {
        const reached = new Set<string>()
        const queue = [...(edges['a'] ?? [])]
        for (let key = queue.pop(); key !== undefined; key = queue.pop()) {
          if (reached.has(key)) continue
          reached.add(key)
          queue.push(...(edges[key] ?? []))
        }
        expect(referenceProblems(node, lookup(edges)).length > 0).toBe(reached.has('a'))
      }),
    )
  })

  it('follow each other only over so many levels', () => {
    const chain = (length: number) =>
      lookup({
        a: ['n1'],
        ...Object.fromEntries(
          Array.from({ length }, (_, i) => [`n${i + 1}`, i + 1 < length ? [`n${i + 2}`] : []]),
        ),
      })
    expect(referenceProblems(node, chain(limits.prerequisiteDepth))).toEqual([])
    expect(referenceProblems(node, chain(limits.prerequisiteDepth + 1))).toHaveLength(1)
  })

  it('have names that can be read back', () => {
    for (const one of [node, { kind: 'segment', key: 'a:b' }] as const)
      expect(parseNodeName(nodeName(one))).toEqual(one)
  })
})
