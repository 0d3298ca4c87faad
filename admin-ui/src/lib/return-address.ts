import { keep, kept, type Tab } from './kept'

// Where somebody was sent to the log-in from. What stands behind `#` goes in no address, which a reload would send to the
// server: it stays in the tab.

const name = 'return address'

/** The search of the log-in that leads back to an address of this console, `/p/shop/live/who#…`. */
export function leadingBack(href: string, tab?: Tab): { to: string } {
  const [to, fragment] = cut(href)
  keep(name, fragment === undefined ? undefined : { to, fragment }, tab)
  return { to }
}

/** Where to go after the log-in. Only a page of this console, or one for those on call: nobody is led elsewhere. */
export function returnAddress(search: string, tab?: Tab): string {
  const to = new URLSearchParams(search).get('to') ?? '/'
  if (!/^\/(p\/[^/]|oncall([/?]|$))/.test(to)) return '/'
  const left = (kept(name, tab) ?? {}) as { to?: unknown; fragment?: unknown }
  return left.to === to && typeof left.fragment === 'string' ? `${to}#${left.fragment}` : to
}

function cut(href: string): [string, string | undefined] {
  const at = href.indexOf('#')
  return at < 0 ? [href, undefined] : [href.slice(0, at), href.slice(at + 1)]
}
