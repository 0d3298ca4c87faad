// What Prometheus scrapes: requests and how long they took, by service, version, variant and outcome.
import type { Express, RequestHandler, Response } from 'express'

const outcomes = ['ok', 'failed', 'unbooked'] as const
type Outcome = (typeof outcomes)[number]

const boundsSeconds = [0.05, 0.25, 1, 2.5]

interface Series {
  count: number
  seconds: number
  /** How many took at most as long as each bound. */
  within: number[]
}

/** Counts what an app answers from here on, and tells of it at `/metrics`. */
export function exposeMetrics(app: Express, service: string, version: string): void {
  const known = new Map<string, Series>()
  const seriesOf = (variant: string, outcome: Outcome): Series => {
    const labels = Object.entries({ service, version, variant, outcome })
      .map(([name, value]) => `${name}="${value}"`)
      .join()
    const series = known.get(labels) ?? { count: 0, seconds: 0, within: boundsSeconds.map(() => 0) }
    known.set(labels, series)
    return series
  }
  // A rate sees what comes after a first sample: all that may be counted begins at nothing.
  for (const variant of ['on', 'off']) for (const outcome of outcomes) seriesOf(variant, outcome)

  app.get('/metrics', (_request, response) => {
    response.type('text/plain; version=0.0.4').send(rendered(known))
  })
  app.use((_request, response, next) => {
    const begin = performance.now()
    response.once('finish', () => {
      const variant: unknown = response.locals['variant']
      if (typeof variant !== 'string') return
      count(seriesOf(variant, outcomeOf(response)), (performance.now() - begin) / 1000)
    })
    next()
  })
}

/** Says which variant serves the requests of a route; those of which nobody says it are not counted. */
export function servedBy(variantNow: () => string | undefined): RequestHandler {
  return (_request, response, next) => {
    response.locals['variant'] = variantNow()
    next()
  }
}

/** Says of a request that its answer is fine, and nothing was booked. */
export function countAsUnbooked(response: Response): void {
  response.locals['isUnbooked'] = true
}

function outcomeOf({ statusCode, locals }: Response): Outcome {
  if (statusCode >= 500) return 'failed'
  return locals['isUnbooked'] === true ? 'unbooked' : 'ok'
}

function count(series: Series, seconds: number): void {
  series.count += 1
  series.seconds += seconds
  boundsSeconds.forEach((bound, at) => {
    if (seconds <= bound) series.within[at] = (series.within[at] ?? 0) + 1
  })
}

function rendered(known: ReadonlyMap<string, Series>): string {
  const totals: string[] = ['# TYPE shop_requests_total counter']
  const times: string[] = ['# TYPE shop_request_seconds histogram']
  for (const [labels, { count, seconds, within }] of known) {
    totals.push(`shop_requests_total{${labels}} ${count}`)
    boundsSeconds.forEach((bound, at) => {
      times.push(`shop_request_seconds_bucket{${labels},le="${bound}"} ${within[at]}`)
    })
    times.push(
      `shop_request_seconds_bucket{${labels},le="+Inf"} ${count}`,
      `shop_request_seconds_sum{${labels}} ${seconds}`,
      `shop_request_seconds_count{${labels}} ${count}`,
    )
  }
  return `${[...totals, ...times].join('\n')}\n`
}
