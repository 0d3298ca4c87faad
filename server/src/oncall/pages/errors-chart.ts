import { type Html, html } from '../html.js'
import type { Seen } from '../places.js'

const width = 360
const height = 72
const slots = 90
const hourMs = 3_600_000

/** Errors of all services over the last hour; undefined where no SDK tells of requests. */
export function errorsChart(services: Seen['services']): Html | undefined {
  const points = services.flatMap(({ traffic }) => traffic)
  const newest = Math.max(...points.map(({ at }) => Date.parse(at)))
  if (points.length === 0) return undefined
  const sums = Array.from({ length: slots }, () => ({ requests: 0, errors: 0 }))
  for (const { at, requests, errors } of points) {
    const sum = sums[slots - 1 - Math.floor(((newest - Date.parse(at)) * slots) / hourMs)]
    if (sum === undefined) continue
    sum.requests += requests
    sum.errors += errors
  }
  const rates = sums.map(({ requests, errors }) => (requests === 0 ? 0 : errors / requests))
  const most = Math.max(...rates, 0.01)
  const now = rates[slots - 1] ?? 0
  const y = (rate: number) => Math.round(height - 2 - (rate / most) * (height - 6))
  const line = rates.map((rate, index) => `L${Math.round((index * width) / (slots - 1))} ${y(rate)}`).join('')
  const told = `Errors of the last hour, now ${percent(now)}, at most ${percent(Math.max(...rates))}`
  return html`<svg viewBox="0 0 ${width} ${height}" preserveAspectRatio="none" role="img" aria-label="${told}"><path d="M0 ${height}${line}L${width} ${height}Z"/></svg>
<p class="soft">${told}.</p>`
}

function percent(rate: number): string {
  return `${Number((100 * rate).toPrecision(2))} %`
}
