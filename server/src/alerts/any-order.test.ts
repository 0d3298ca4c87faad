import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { openAlerted } from './testing/alerted-app.js'

const statuses = ['firing', 'resolved', 'nodata', 'error'] as const
const said = fc.record({ fingerprint: fc.constantFrom('x', 'y', 'z'), status: fc.constantFrom(...statuses) })
/** Deliveries of some alerts each. */
const deliveries = fc.array(fc.array(said, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 8 })

it('kills once at most, in whatever order alerts fire, end and come again', async () => {
  await fc.assert(
    fc.asyncProperty(deliveries, async (sent) => {
      const { deliver, second, kills, release, clock } = await openAlerted()
      const startsAt = clock.now().toISOString()
      for (const some of [...sent, ...sent])
        await deliver(...some.map((one) => ({ ...one, startsAt }))).expect(202)
      await second()
      const words = sent.flat()
      const fired = words.filter(({ status }) => status === 'firing')
      const isOpen = fired.some(
        ({ fingerprint }) =>
          !words.some((word) => word.fingerprint === fingerprint && word.status === 'resolved'),
      )
      const killed = (await kills()).length
      expect(killed).toBeLessThanOrEqual(fired.length === 0 ? 0 : 1)
      if (isOpen) expect(killed).toBe(1)
      // What has ended restores nothing.
      expect((await release()).status).toBe(killed === 1 ? 'killed' : 'running')
    }),
    { numRuns: 25 },
  )
}, 120_000)
