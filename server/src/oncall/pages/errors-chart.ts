import { type Html, html } from '../html.js'
import type { Seen } from '../places.js'

const width = 360
const height = 72
const slots = 90
const hourMs = 3_600_000

interface Sum {
  requests: number
  errors: number
}

/** Errors of all services over the hour that ends now; undefined where no SDK tells of requests. */
export function errorsChart({ services, at: now }: Pick<Seen, 'services' | 'at'>): Html | undefined {
  const points = services.flatMap(({ traffic }) => traffic)
  if (points.length === 0) return undefined
  const end = Date.parse(now)
  const sums = Array.from({ length: slots }, (): Sum => ({ requests: 0, errors: 0 }))
  for (const { at, requests, errors } of points) {
    const sum = sums[slots - 1 - Math.floor(((end - Date.parse(at)) * slots) / hourMs)]
    if (sum === undefined) continue
    sum.requests += requests
    sum.errors += errors
  }
  const rates = sums.map(({ requests, errors }) => (requests === 0 ? 0 : errors / requests))
  const most = Math.max(...rates, 0.01)
  const { requests: lately, errors: failed } = lastOf(sums)
  const y = (rate: number) => Math.round(height - 2 - (rate / most) * (height - 6))
  const line = rates.map((rate, index) => `L${Math.round((index * width) / (slots - 1))} ${y(rate)}`).join('')
  const told = `Errors of the last minute ${lately === 0 ? 'unknown: no requests' : percent(failed / lately)}, of the last hour at most ${percent(Math.max(...rates))}`
  return html`<svg viewBox="0 0 ${width} ${height}" preserveAspectRatio="none" role="img" aria-label="${told}"><path d="M0 ${height}${line}L${width} ${height}Z"/></svg>
<p class="soft">${told}.</p>`
}

/** Of what is under way and what came just before it: a slot that has only begun has heard of few. */
function lastOf(sums: readonly Sum[]): Sum {
  const last = sums.slice(-2)
  return {
    requests: last.reduce((all, { requests }) => all + requests, 0),
    errors: last.reduce((all, { errors }) => all + errors, 0),
  }
}

function percent(rate: number): string {
  return `${Number((100 * rate).toPrecision(2))} %`
}
