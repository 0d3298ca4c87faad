import { expect, it } from 'vitest'
import { testScope } from '../e2e/test-scope.js'
import { exposeMetrics, scraping, startPrometheus, withoutPrometheus } from './prometheus.js'
import { waitFor } from './wait-for.js'

it.skipIf(withoutPrometheus())('the real Prometheus scrapes what a test exposes', async () => {
  const scope = testScope()
  let scrapes = 0
  const target = await exposeMetrics(scope, () => `scrapes_total ${(scrapes += 1)}\n`)
  const prometheus = await startPrometheus(scope, { config: scraping(target) })
  const [value] = await waitFor('a third scrape', async () => {
    const found = await prometheus.query('scrapes_total > 2')
    return found.length > 0 ? found : undefined
  })
  expect(Number(value)).toBeLessThanOrEqual(scrapes)
  await expect(prometheus.query('sum(')).rejects.toThrow(/parse error/)
})
