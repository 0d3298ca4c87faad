import { expect, it } from 'vitest'
import { type DemoSetting, refusalOf } from './refusal.js'

const own: DemoSetting = {
  address: '127.0.0.1',
  publicUrl: null,
  isEmbedded: true,
  isContainer: false,
  allowed: null,
  hasShop: true,
}

it.each<[string, Partial<DemoSetting>]>([
  ['on the loopback', {}],
  ['on the loopback of IPv6', { address: '::1' }],
  ['on another address of the loopback', { address: '127.0.0.53' }],
  ['where it is told so', { allowed: true }],
  ['where others are sent to this machine itself', { publicUrl: 'http://localhost:4400' }],
  ['in a container that is allowed to', { address: '0.0.0.0', isContainer: true, allowed: true }],
])('may run %s', (_where, setting) => {
  expect(refusalOf({ ...own, ...setting })).toBeNull()
})

it.each<[string, Partial<DemoSetting>, string]>([
  ['every address', { address: '0.0.0.0' }, 'listens on 0.0.0.0: start one with HOST=127.0.0.1'],
  ['every address, of IPv6', { address: '::' }, 'listens on ::'],
  ['an address of the network', { address: '192.168.1.7' }, 'listens on 192.168.1.7'],
  ['the network, whatever RIPCORD_DEMO says', { address: '10.0.0.1', allowed: true }, 'listens on 10.0.0.1'],
  ['a name that only begins like the loopback', { address: '127.example' }, 'listens on 127.example'],
  ['nothing yet', { address: undefined }, 'listens on nothing yet'],
  ['the loopback behind a proxy', { publicUrl: 'https://flags.example' }, 'PUBLIC_URL'],
  ['the loopback, on a database elsewhere', { isEmbedded: false }, 'embedded store alone'],
  ['a container’s network', { address: '0.0.0.0', isContainer: true }, 'RIPCORD_DEMO=1'],
  ['the loopback of a container', { isContainer: true }, 'RIPCORD_DEMO=1'],
  ['the loopback, turned off', { allowed: false }, 'RIPCORD_DEMO=0'],
  ['the loopback, without the shop', { hasShop: false }, 'The example shop is not beside this server'],
])('is refused on %s, and says why', (_where, setting, because) => {
  expect(refusalOf({ ...own, ...setting })).toContain(because)
})
