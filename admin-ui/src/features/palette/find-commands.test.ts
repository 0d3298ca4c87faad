import { describe, expect, it } from 'vitest'
import { type Command, foundCommands } from './find-commands'

const command = (label: string, more: Partial<Command> = {}): Command => ({
  id: label,
  label,
  hint: 'page',
  ...more,
})
const all = [
  command('Overview'),
  command('Flags'),
  command('new-checkout', { hint: 'flag' }),
  command('Kill new-checkout in production', { hint: 'kill', isKill: true }),
  command('checkout-2', { hint: 'release' }),
  command('Instances', { words: 'processes hosts sdk' }),
]
const found = (sought: string) => foundCommands(all, sought).map(({ label }) => label)

describe('a command is found', () => {
  it('with all others where nothing is sought', () => {
    expect(found(' ')).toEqual(all.map(({ label }) => label))
  })

  it('by the beginnings of its words, in any order', () => {
    expect(found('prod kill')).toEqual(['Kill new-checkout in production'])
    expect(found('kill new')).toEqual(['Kill new-checkout in production'])
  })

  it('by a part of its key, the best fitting first', () => {
    expect(found('checkout')).toEqual(['checkout-2', 'new-checkout', 'Kill new-checkout in production'])
  })

  it('by its key as it is pasted', () => {
    expect(found('new-checkout')[0]).toBe('new-checkout')
  })

  it('by other words for it, and by what kind of thing it is', () => {
    expect(found('hosts')).toEqual(['Instances'])
    expect(found('release')).toEqual(['checkout-2'])
  })

  it('by the middle of a word where no word begins so', () => {
    expect(found('view')).toEqual(['Overview'])
  })

  it('not where one word is nowhere', () => {
    expect(found('kill nothing')).toEqual([])
  })
})
