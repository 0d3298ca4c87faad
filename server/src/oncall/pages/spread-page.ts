import { framed, timeOf } from '../frame.js'
import { type Html, html } from '../html.js'
import { nameOf, type Place, pathOf } from '../places.js'

/** How far a kill has come. */
export interface Spread {
  safe: number
  total: number
  cannotAcknowledge: number
  /** Those that could still serve what was killed. */
  missing: readonly {
    service: string
    host: string
    version: string
    connected: boolean
    lastSeenAt: string
  }[]
}

export interface KillShown {
  killId: string
  flags: readonly string[]
  releases: readonly string[]
  /** ISO 8601. */
  at: string
  reason: string
  by: string
  lifted: boolean
}

const mostMissing = 50

/** "41 of 42 instances safe", until all are. */
export function spreadPage(place: Place, kill: KillShown, spread: Spread | undefined, at: string): string {
  const what = (kill.releases.length > 0 ? kill.releases : kill.flags).join(', ')
  const isOver = kill.lifted || spread === undefined || spread.safe >= spread.total
  return framed({
    title: `${what} in ${place.environment}: ${titleOf(kill, spread)}`,
    bar: { text: nameOf(place), to: pathOf(place), production: place.production },
    refresh: isOver ? 15 : 2,
    at,
    body: html`<h1>${titleOf(kill, spread)}</h1>
<p><b class="${kill.lifted ? 'soft' : 'killed'}">■ ${what}</b> was killed in ${place.environment} at ${timeOf(kill.at)} by ${kill.by}.<br><span class="soft">${kill.reason}</span></p>
${spread !== undefined && !kill.lifted && bar(spread)}
${spread !== undefined && !kill.lifted && missing(spread)}
<a class="row" href="/p/${place.project}/${place.environment}/incidents/${kill.killId}"><span>The incident, and how it can be restored</span><span aria-hidden="true">›</span></a>
<a class="plain" href="${pathOf(place)}">Back to ${place.environment}</a>`,
  })
}

function titleOf(kill: KillShown, spread: Spread | undefined): string {
  if (kill.lifted) return 'It was restored: it is killed no more.'
  if (spread === undefined || spread.total === 0) return 'Killed. No instance was serving it.'
  const { safe, total } = spread
  return safe < total ? `${safe} of ${total} instances are safe.` : allSafe(total)
}

function allSafe(total: number): string {
  return total === 1 ? 'The one instance is safe.' : `All ${total} instances are safe.`
}

function bar({ safe, total, cannotAcknowledge }: Spread): Html {
  return html`${total > 0 && html`<progress max="${total}" value="${safe}">${safe} of ${total}</progress>`}
${cannotAcknowledge > 0 && html`<p class="soft">${cannotAcknowledge} more read flags in a way that can’t say so; they are not counted.</p>`}`
}

function missing({ missing }: Spread): Html | undefined {
  if (missing.length === 0) return undefined
  return html`<h2>May still serve it</h2><section><ul>${missing
    .slice(0, mostMissing)
    .map(
      ({ service, version, host, connected, lastSeenAt }) =>
        html`<li>${service} ${version} on ${host}: ${connected ? 'connected, has not acknowledged' : 'silent'}, last seen ${timeOf(lastSeenAt)}</li>`,
    )}</ul>${missing.length > mostMissing && html`<p>and ${missing.length - mostMissing} more</p>`}</section>`
}
