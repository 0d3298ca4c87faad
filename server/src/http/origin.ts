import { HttpError } from './http-error.js'

/** What of a request tells which page sent it. */
export interface OriginFacts {
  /** The Origin header. */
  origin: string | undefined
  /** The host that was asked for, as far as forwarded headers count. */
  host: string | undefined
}

/**
 * Guards what a browser does by itself, which is to send a cookie along: a request that changes something must come
 * from a page of our own, that is from PUBLIC_URL or from the host that it asks.
 */
export function checkOrigin({ origin, host }: OriginFacts, publicUrl: string | null): void {
  if (origin !== undefined && (origin === publicUrl || hostOf(origin) === host?.toLowerCase())) return
  throw new HttpError(
    403,
    'foreign-origin',
    `A request with a session's cookie must come from a page of this server: expected ${publicUrl === null ? `an Origin whose host is the one asked (${shown(host)})` : `the Origin ${publicUrl} or the host asked (${shown(host)})`}, saw ${shown(origin)}. Set PUBLIC_URL where people use another name; scripts use a token.`,
  )
}

function shown(header: string | undefined): string {
  return header === undefined ? 'none' : JSON.stringify(header.slice(0, 100))
}

function hostOf(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined
}
