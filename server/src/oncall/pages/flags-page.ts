import { framed } from '../frame.js'
import { type Html, html } from '../html.js'
import { killPath, nameOf, type Place, pathOf } from '../places.js'

export interface FlagLine {
  key: string
  name: string
  enabled: boolean
  killed: boolean
}

/** Flags by a part of their name, each with its kill. */
export function flagsPage(
  place: Place,
  sought: string,
  flags: readonly FlagLine[],
  more: boolean,
  at: string,
): string {
  const path = pathOf(place, 'flags')
  return framed({
    title: `Flags of ${place.environment}`,
    bar: { text: nameOf(place), to: pathOf(place), production: place.production },
    at,
    body: html`<h1>${flags.length === 0 ? 'No flag is called so.' : 'Which flag?'}</h1>
<form action="${path}"><label for="q">A part of its key or name</label>
<input id="q" name="q" value="${sought}" type="search" autocapitalize="none" autocomplete="off" enterkeyhint="search"></form>
<br>
${flags.map((flag) => row(place, flag))}
${more && html`<p class="soft">There are more: say more of the name.</p>`}
<a class="plain" href="${pathOf(place)}">Back</a>`,
  })
}

function row(place: Place, { key, name, enabled, killed }: FlagLine): Html {
  const state = killed ? html`<span class="killed">■ killed</span>` : enabled ? '● on' : '○ off'
  return html`<a class="row" href="${killPath(place, { type: 'flag', flag: key })}"><span><b>${key}</b><br>
<small>${name !== key && html`${name} · `}${state}</small></span><span aria-hidden="true">›</span></a>
`
}
