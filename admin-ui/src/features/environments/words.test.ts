import { expect, it } from 'vitest'
import { environmentsSentence } from './words'

const environment = (key: string, production = false) => ({ key, production })

it('says which environment is production', () => {
  expect(environmentsSentence('shop', [environment('live', true)])).toBe(
    'shop has 1 environment, live, which is production.',
  )
  expect(environmentsSentence('shop', [environment('live', true), environment('staging')])).toBe(
    'shop has 2 environments; live is production.',
  )
  expect(environmentsSentence('shop', [environment('eu', true), environment('us', true)])).toBe(
    'shop has 2 environments; 2 of them are production.',
  )
  expect(environmentsSentence('shop', [environment('staging')])).toBe(
    'shop has 1 environment, and none is production.',
  )
})
