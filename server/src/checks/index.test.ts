import { expect, it } from 'vitest'
import { openWatchedShop, prometheusCheck, prometheusSays } from './testing/watched-shop.js'

it('asks as often as a check says, though it looks once a second and the jitter is late', async () => {
  let asked = 0
  const watched = await openWatchedShop(
    (request) => {
      asked += 1
      return prometheusSays(request, '0.01')
    },
    // Each time a twentieth of the interval late, which is nineteen times in forty seconds.
    { random: () => 0.99 },
  )
  await watched.shop.start({ checks: [prometheusCheck({ interval: '2s' })] })
  for (let second = 0; second < 40; second++) await watched.pass(1_000)
  expect(asked).toBeGreaterThanOrEqual(19)
  expect(asked).toBeLessThanOrEqual(20)
})
