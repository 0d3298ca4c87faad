import { expect, it } from 'vitest'
import { commandsOf } from './commands'

const known = {
  place: { project: 'shop', environment: 'production' },
  projects: [
    { key: 'shop', environments: [{ key: 'production' }, { key: 'staging' }] },
    { key: 'bank', environments: [{ key: 'production' }] },
  ],
  flags: [{ key: 'new checkout/1', name: 'The new checkout' }],
  releases: [{ key: 'checkout-2', status: 'running' }],
  rolling: [{ release: 'checkout-2' }] as never,
}

const commands = commandsOf(known)
const labelled = (label: string) => commands.find((one) => one.label === label)

it('begins with the kill of what rolls, named with its environment', () => {
  expect(commands[0]).toMatchObject({
    label: 'Kill checkout-2 in production',
    isKill: true,
    done: { type: 'kill', target: { type: 'release', release: 'checkout-2' } },
  })
})

it('leads to every environment but this one', () => {
  const environments = commands.filter(({ hint }) => hint === 'environment').map(({ label }) => label)
  expect(environments).toEqual(['shop / staging', 'bank / production'])
})

it('leads to pages, flags and releases, whatever they are called', () => {
  expect(labelled('Instances')?.done).toEqual({ type: 'go', href: '/p/shop/production/instances' })
  expect(labelled('checkout-2')?.done).toEqual({ type: 'go', href: '/p/shop/production/releases/checkout-2' })
  expect(labelled('new checkout/1')?.done).toEqual({
    type: 'go',
    href: '/p/shop/production/flags/new%20checkout%2F1',
  })
})

it('asks before it kills a flag', () => {
  expect(labelled('Kill new checkout/1 in production')?.done).toEqual({
    type: 'kill',
    target: { type: 'flags', flags: ['new checkout/1'] },
  })
})

it('names each command once', () => {
  expect(new Set(commands.map(({ id }) => id)).size).toBe(commands.length)
})
