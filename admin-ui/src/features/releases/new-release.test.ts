import { describe, expect, it } from 'vitest'
import { type Draft, fileOf, keyFor, outgoingOf } from './new-release'

const draft = (more: Partial<Draft> = {}): Draft => ({
  key: 'checkout-142',
  service: 'checkout',
  version: '1.4.2',
  flags: { 'new-checkout': 'on' },
  strategy: 'canary',
  bakeTime: '',
  ...more,
})

describe('a new release', () => {
  it('is the file that a person would write', () => {
    expect(fileOf(draft({ bakeTime: ' 5m ' })).file).toEqual({
      release: 'checkout-142',
      services: [{ name: 'checkout', version: '1.4.2' }],
      flags: [{ key: 'new-checkout', outgoing: 'on' }],
      strategy: 'canary',
      bakeTime: '5m',
    })
    expect(fileOf(draft({ version: '' })).file?.services).toEqual([{ name: 'checkout' }])
  })

  it('says all that is missing at once', () => {
    expect(fileOf(draft({ key: ' ', service: '', flags: {} })).problems).toHaveLength(3)
  })

  it('is called after its build', () => {
    expect(keyFor('checkout', '1.4.2')).toBe('checkout-1.4.2')
    expect(keyFor('Check Out!', 'v2+build')).toBe('check-out-v2-build')
    expect(keyFor('', '')).toBe('')
  })

  it('brings out what does not stand now', () => {
    expect(outgoingOf(['on', 'off'], { standing: 'off' })).toBe('on')
    expect(outgoingOf(['on', 'off'], { standing: 'on' })).toBe('off')
    expect(outgoingOf(['only'], { standing: 'only', safe: 'only' })).toBe('only')
  })

  it('does not bring out what its kill would serve', () => {
    expect(outgoingOf(['on', 'off'], { standing: 'on', safe: 'off' })).toBe('on')
    expect(outgoingOf(['blue', 'green', 'grey'], { standing: 'blue', safe: 'grey' })).toBe('green')
  })
})
