import { framed } from '../frame.js'
import { html } from '../html.js'

/** What was refused, and where to go on. */
export function problemPage(title: string, detail: string, requestId: string, at: string): string {
  return framed({
    title,
    bar: { text: 'On call', to: '/oncall', production: true },
    at,
    body: html`<h1>${title}</h1>
<p>${detail}</p>
<a class="row" href="/oncall"><span>All environments</span><span aria-hidden="true">›</span></a>
<p class="soft">Request ${requestId}</p>`,
  })
}

/**
 * A link in a chat or a mail leads here without the session's cookie, which no other site may send; this page asks again
 * by itself, and then it comes along.
 */
export function againPage(at: string): string {
  return framed({
    title: 'On call',
    bar: { text: 'On call', to: '/oncall', production: true },
    at,
    passes: true,
    body: html`<h1>One moment.</h1><a class="plain" href="">Go on</a>`,
  })
}
