import { type Html, html } from './html.js'
import { style } from './style.js'

export interface Frame {
  title: string
  /** What the bar says: where one is, and the way up. */
  bar: { text: string; to: string; production: boolean }
  /** Seconds after which the page is asked for anew; undefined where something is typed, or nothing changes. */
  refresh?: number | undefined
  /** It is only there to be asked for again, at once. */
  passes?: boolean
  /** When what it shows was read, ISO 8601. */
  at: string
  body: Html
}

/**
 * A page in full: its style is in it, so that one answer is all there is to wait for. Without script it comes anew by
 * `refresh`; with it, its middle is exchanged in place, and its age is told (`public/oncall.js`).
 */
export function framed({ title, bar, refresh, passes, at, body }: Frame): string {
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="robots" content="noindex">
${refresh !== undefined && html`<noscript><meta http-equiv="refresh" content="${refresh}"></noscript>`}
${passes && html`<meta http-equiv="refresh" content="0">`}
<title>${title}</title>
<link rel="icon" href="/favicon.svg">
<style>${style}</style>
<script src="/assets/oncall.js" defer></script>
</head>
<body>
<header class="${bar.production ? 'ink' : 'paper'}"><a href="${bar.to}">${bar.text}</a><span id="age" role="status">as of ${timeOf(at)}</span></header>
<main data-at="${at}"${refresh !== undefined && html` data-refresh="${refresh}"`}>
${body}
</main>
</body>
</html>
`
  return page.toString()
}

/** UTC, which a script on the page turns into the reader's own time. */
export function timeOf(at: string): Html {
  return html`<time datetime="${at}">${at.slice(11, 19)} UTC</time>`
}
