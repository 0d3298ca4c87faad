import { framed, timeOf } from '../frame.js'
import { type Html, html } from '../html.js'
import { killPath, nameOf, type Place, pathOf, type Seen } from '../places.js'
import { errorsChart } from './errors-chart.js'

type Rolling = Seen['rolling'][number]
type Kill = Seen['kills'][number]

/** One environment: what is true, what is rolling and can be killed, what is killed. */
export function placePage(place: Place, seen: Seen): string {
  const { sentence, detail, at, rolling, kills } = seen
  const newest = [...rolling].sort((a, b) => (b.startedAt ?? '').localeCompare(a.startedAt ?? ''))
  return framed({
    title: `${place.environment}: ${sentence}`,
    bar: { text: nameOf(place), to: '/oncall', production: place.production },
    refresh: 5,
    at,
    body: html`<h1>${sentence}</h1>
<p class="soft">${detail}</p>
${errorsChart(seen)}
${newest.length > 0 && html`<h2>Rolling, the newest first. Each can be killed.</h2>`}
${newest.map((release) => rollingCard(place, release))}
${kills.length > 0 && html`<h2>Killed</h2>`}
${kills.map((kill) => killCard(place, kill))}
<a class="row" href="${pathOf(place, 'flags')}"><span>Kill a flag</span><span aria-hidden="true">›</span></a>
<a class="plain" href="/p/${place.project}/${place.environment}">The whole console</a>`,
  })
}

function rollingCard(place: Place, { release, stage, stages, flags, holds, because, mode }: Rolling): Html {
  const share = Math.round(1_000 * (stages[stage]?.share ?? 0)) / 10
  const state =
    holds.length > 0
      ? html`<span class="hold">holding</span>`
      : mode === 'observe'
        ? 'only observed'
        : 'rolling'
  return html`<section>
<b>${release}</b>
<p class="soft">${share} % · ${flags.length} ${flags.length === 1 ? 'flag' : 'flags'} · ${state}<br>${because}</p>
<a class="kill" href="${killPath(place, { type: 'release', release })}">Kill ${release} in ${place.environment}</a>
</section>
`
}

const helped: { readonly [R in Kill['recovery']]: string } = {
  pending: 'not known yet whether it has helped',
  recovered: 'recovered',
  ineffective: 'it has not helped',
  unknown: 'nobody can say whether it has helped',
}

function killCard(place: Place, { killId, releases, flags, at, reason, safe, total, recovery }: Kill): Html {
  const what = releases.length > 0 ? releases : flags
  return html`<a class="row" href="${pathOf(place, 'kills', killId)}"><span><b class="killed">■ ${what.join(', ')}</b><br>
<small>${timeOf(at)} · ${safe} of ${total} instances safe · ${helped[recovery]}<br>${reason}</small></span><span aria-hidden="true">›</span></a>
`
}
