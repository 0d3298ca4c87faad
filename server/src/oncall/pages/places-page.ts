import { framed } from '../frame.js'
import { type Html, html } from '../html.js'
import { nameOf, type Place, pathOf, type Seen } from '../places.js'

/** Every environment with what is true of it; production, and what is wrong, first. */
export function placesPage(places: readonly { place: Place; seen: Seen }[], at: string): string {
  const sorted = [...places].sort((a, b) => urgency(b) - urgency(a))
  return framed({
    title: 'On call',
    bar: { text: 'On call', to: '/oncall', production: true },
    refresh: 10,
    at,
    body: html`<h1>${sentence(places)}</h1>
${sorted.map(card)}
<a class="plain" href="/">The whole console</a>`,
  })
}

function urgency({ place, seen }: { place: Place; seen: Seen }): number {
  return (place.production ? 4 : 0) + (isWrong(seen) ? 2 : 0) + (seen.rolling.length > 0 ? 1 : 0)
}

/** Something to act on: a kill that has not reached everybody or has not helped, or a hold. */
function isWrong({ kills, rolling }: Seen): boolean {
  return (
    kills.some(({ safe, total, recovery }) => safe < total || recovery === 'ineffective') ||
    rolling.some(({ holds }) => holds.length > 0)
  )
}

function sentence(places: readonly { seen: Seen }[]): string {
  const wrong = places.filter(({ seen }) => isWrong(seen)).length
  if (places.length === 0) return 'There is no environment yet.'
  const standing = places.reduce((sum, { seen }) => sum + seen.kills.length, 0)
  if (wrong === 0 && standing > 0)
    return `Nothing needs you now; ${standing === 1 ? 'one kill stands' : `${standing} kills stand`}.`
  if (wrong === 0) return 'Nothing needs you now.'
  return wrong === 1 ? 'One environment needs a look.' : `${wrong} environments need a look.`
}

function card({ place, seen }: { place: Place; seen: Seen }): Html {
  return html`<a class="row" href="${pathOf(place)}"><span><b>${nameOf(place)}</b><br>${seen.sentence}</span><span aria-hidden="true">›</span></a>
`
}
