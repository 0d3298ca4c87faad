import { describe, expect, expectTypeOf, it } from 'vitest'
import { createTestClient } from './create-test-client.js'
import type { Client, FlagMap } from './types.js'

interface Flags {
  'new-checkout': boolean
  theme: string
  limit: number
  config: { retries: number }
}

describe('a test client', () => {
  it('serves what it was given, with the checks of the real one', async () => {
    const flags = createTestClient<Flags>({
      flags: { 'new-checkout': true, theme: 'dark', config: { retries: 2 } },
    })
    expect(flags.getBooleanValue('new-checkout', false)).toBe(true)
    expect(flags.getStringValue('theme', 'light')).toBe('dark')
    expect(flags.getObjectValue('config', { retries: 0 })).toEqual({ retries: 2 })
    expect(flags.getNumberDetails('limit', 5)).toMatchObject({ value: 5, errorCode: 'FLAG_NOT_FOUND' })
    expect(flags.getBooleanDetails('theme' as never, true)).toMatchObject({
      value: true,
      errorCode: 'TYPE_MISMATCH',
    })
    expect(await flags.ready()).toMatchObject({ status: 'READY', source: 'test' })
  })

  it('asks a function for each context', () => {
    const flags = createTestClient<Flags>({
      flags: { limit: (context) => (context['vip'] === true ? 100 : 10) },
    })
    expect(flags.getNumberValue('limit', 0, { vip: true })).toBe(100)
    expect(flags.getNumberValue('limit', 0)).toBe(10)
  })

  it('changes by hand, and says so', async () => {
    const flags = createTestClient<Flags>({ flags: { theme: 'dark' } })
    const changed: string[] = []
    flags.on('changed', ({ keys }) => changed.push(...keys))
    flags.set('theme', 'light')
    expect(flags.getStringValue('theme', '-')).toBe('light')
    flags.override('theme', 'red')
    expect(flags.getStringValue('theme', '-')).toBe('red')
    flags.override('theme', undefined)
    flags.set('theme', undefined)
    expect(flags.getStringValue('theme', '-')).toBe('-')
    await flags.close()
    expect(changed).toEqual(['theme', 'theme', 'theme', 'theme'])
  })

  it('is not altered through a value that it gave away', () => {
    const flags = createTestClient<Flags>({ flags: { config: { retries: 2 } } })
    expect(() => Object.assign(flags.getObjectValue('config', { retries: 0 }), { retries: 9 })).toThrow(
      TypeError,
    )
    expect(flags.getObjectValue('config', { retries: 0 })).toEqual({ retries: 2 })
  })

  it('is typed by the map of flags', () => {
    type KeyOf<Method extends 'getBooleanValue' | 'getNumberValue', F> = Parameters<Client<F>[Method]>[0]
    expectTypeOf<KeyOf<'getBooleanValue', Flags>>().toEqualTypeOf<'new-checkout'>()
    expectTypeOf<KeyOf<'getNumberValue', Flags>>().toEqualTypeOf<'limit'>()
    expectTypeOf<KeyOf<'getNumberValue', FlagMap>>().toEqualTypeOf<string>()
    // @ts-expect-error: the flag is no boolean
    expect(createTestClient<Flags>({ flags: { theme: 'dark' } }).getBooleanValue('theme', true)).toBe(true)
  })
})
