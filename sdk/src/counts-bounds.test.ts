import type { CompiledFlag, Resolution } from '@ripcord/evaluator'
import { expect, it } from 'vitest'
import { Counts, combinationsKept, FlagEntry } from './counts.js'

function compiled(key: string): CompiledFlag {
  const constant: Resolution = {
    type: 'variant',
    variant: 'on',
    value: true,
    reason: 'STATIC',
    flagMetadata: {},
  }
  return {
    key,
    type: 'boolean',
    constant,
    evaluate: () => constant,
    quarantined: undefined,
    decider: 'targeting',
    release: undefined,
  }
}

it('keeps so many combinations while nobody takes them, and counts what is beyond as dropped', () => {
  const counts = new Counts()
  for (let i = 0; i < combinationsKept + 10; i++) {
    const flag = compiled(`f${i}`)
    counts.count(new FlagEntry(flag), flag.evaluate({}))
    if (i % 1_000 === 0) counts.fold()
  }
  const taken = counts.take(combinationsKept * 2)
  expect(taken?.evaluations).toHaveLength(combinationsKept)
  expect(taken?.dropped).toBe(10)
  expect(counts.take(1)).toBeUndefined()
})

it('does not grow with answers that are made anew at each evaluation', () => {
  const counts = new Counts()
  const entry = new FlagEntry(compiled('f'))
  for (let i = 0; i < 5_000; i++) counts.count(entry, { ...entry.compiled.evaluate({}) })
  const taken = counts.take(10)
  expect(taken?.evaluations).toEqual([{ flag: 'f', variant: 'on', reason: 'STATIC', count: 1_000 }])
  expect(taken?.dropped).toBe(4_000)
})
