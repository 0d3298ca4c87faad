import { type Kill, limits } from '@ripcord/model'
import { framed } from '../frame.js'
import { type Html, html } from '../html.js'
import { nameOf, type Place, pathOf, type Target, targetName } from '../places.js'

/** What a kill would do. */
export interface Preview {
  serves: Kill['serves']
  turnOff: readonly { flag: string }[]
  mayChange: readonly string[]
  alreadyKilled: { readonly [flag: string]: unknown }
  releases: readonly string[]
}

export interface KillPage {
  place: Place
  target: Target
  preview: Preview
  /** A second press of the button, or the form sent again, is the same kill. */
  episode: string
  reason: string
  at: string
}

/** What would follow, the reason, and one button. */
export function killPage({ place, target, preview, episode, reason, at }: KillPage): string {
  const name = targetName(target)
  const flags = Object.keys(preview.serves)
  const already = Object.keys(preview.alreadyKilled)
  return framed({
    title: `Kill ${name} in ${place.environment}?`,
    bar: { text: nameOf(place), to: pathOf(place), production: place.production },
    at,
    body: html`<h1>Kill ${name} in ${place.environment}?</h1>
<section><p>Every instance serves at once, until a person restores it:</p><ul>${flags.map((flag) => html`<li>${flag}: ${served(preview, flag)}</li>`)}</ul>
${already.length > 0 && html`<p>Killed already: ${already.join(', ')}.</p>`}
${preview.releases.length > 0 && html`<p>The release ${preview.releases.join(', ')} ends with it.</p>`}
${follows(preview)}</section>
<form method="post" action="${pathOf(place, 'kill')}">
<input type="hidden" name="${target.type}" value="${name}"><input type="hidden" name="episode" value="${episode}">
<label for="reason">Why, for those who read it later</label>
<textarea id="reason" name="reason" rows="2" maxlength="${limits.reasonLength}" required>${reason}</textarea>
<button class="kill">Kill ${name} in ${place.environment}</button>
</form>
<a class="plain" href="${pathOf(place)}">Do nothing</a>`,
  })
}

function served({ serves }: Preview, flag: string): string {
  const what = serves[flag]
  return what?.type === 'variant' ? what.variant : 'the default in its caller’s code'
}

function follows({ turnOff, mayChange }: Preview): Html {
  return html`${turnOff.length > 0 && html`<p>Turn off with it: ${turnOff.map(({ flag }) => flag).join(', ')}.</p>`}
${mayChange.length > 0 && html`<p>May answer otherwise: ${mayChange.join(', ')}.</p>`}`
}
