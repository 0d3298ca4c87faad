import { expect, it } from 'vitest'
import { credentialOf } from './credential'

it('is what its kind asks for, and nothing else', () => {
  expect(credentialOf('none', 'a', 'b')).toEqual({ type: 'none' })
  expect(credentialOf('basic', 'ada', ' p ')).toEqual({ type: 'basic', user: 'ada', password: ' p ' })
  expect(credentialOf('bearer', '', 't\n')).toEqual({ type: 'bearer', token: 't' })
  expect(credentialOf('header', 'x-key', 'v')).toEqual({ type: 'header', name: 'x-key', value: 'v' })
})
