import { describe, expect, it } from 'vitest'
import { answersTo, liveSession, testHub } from './testing/test-hub.js'

describe('epochs that a client names', () => {
  const far = '7ZZZZZZZZZ0000000000000000'

  it('are minted above where they are proven', async () => {
    const test = await testHub()
    const session = await liveSession(test)
    const proof = test.keyRing.proveEpoch('env-production', far.replace('7ZZZZZZZZZ', '01KZZZZZZZ'))
    const epoch = far.replace('7ZZZZZZZZZ', '01KZZZZZZZ')
    const [, bookmark] = await answersTo(test, { highestEpoch: { epoch, proof } })
    expect(test.hub.epoch > epoch).toBe(true)
    expect(bookmark).toMatchObject({ at: { epoch: test.hub.epoch } })
    expect(session.take()).toMatchObject([{ type: 'bookmark', at: { epoch: test.hub.epoch } }])
  })

  it('change nothing where they are not proven and the key file is old', async () => {
    const test = await testHub()
    const before = test.hub.epoch
    await answersTo(test, { highestEpoch: { epoch: far, proof: 'forged' } })
    expect(test.hub.epoch).toBe(before)
  })

  it('are believed of a new key file, once a minute and no further than a day ahead', async () => {
    const test = await testHub({ keyAgeDays: 1 })
    const first = test.hub.epoch
    await answersTo(test, { highestEpoch: { epoch: far, proof: 'unknown' } })
    expect(test.hub.epoch).toBe(first)
    const nearEpoch = () => bump(test.hub.epoch)
    await answersTo(test, { highestEpoch: { epoch: nearEpoch(), proof: 'unknown' } })
    const second = test.hub.epoch
    expect(second > first).toBe(true)
    await answersTo(test, { highestEpoch: { epoch: nearEpoch(), proof: 'unknown' } })
    expect(test.hub.epoch).toBe(second)
    test.clock.advance(60_000)
    await answersTo(test, { highestEpoch: { epoch: nearEpoch(), proof: 'unknown' } })
    expect(test.hub.epoch > second).toBe(true)
  })

  /** An epoch some milliseconds later. */
  function bump(epoch: string): string {
    const last = epoch[9] === 'Z' ? 8 : 9
    const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
    const next = alphabet[alphabet.indexOf(epoch[last] ?? '0') + 1] ?? 'Z'
    return `${epoch.slice(0, last)}${next}${epoch.slice(last + 1)}`
  }
})
