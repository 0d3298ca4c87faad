/** How the session's cookie is called and guarded. */
export interface CookieRules {
  name: string
  secure: boolean
}

/**
 * Over https the prefix `__Host-` pins the cookie to this host. Over plain HTTP (a LAN, a workstation) browsers
 * refuse prefix and Secure, so it goes without.
 */
export function cookieRules(publicUrl: string | null): CookieRules {
  const secure = publicUrl?.startsWith('https:') === true
  return { name: secure ? '__Host-ripcord' : 'ripcord', secure }
}

/** A Set-Cookie header; the browser forgets it when it ends, the server has the last word anyway. */
export function sessionCookie(rules: CookieRules, token: string, expiresAt: string): string {
  return attributes(rules, token, `Expires=${new Date(expiresAt).toUTCString()}`)
}

export function endedCookie(rules: CookieRules): string {
  return attributes(rules, '', 'Max-Age=0')
}

function attributes(rules: CookieRules, value: string, end: string): string {
  return `${rules.name}=${value}; Path=/; ${end}; HttpOnly; SameSite=Strict${rules.secure ? '; Secure' : ''}`
}

/** The value of a cookie in a Cookie header; undefined where it is not there, or there twice. */
export function readCookie(header: string | undefined, name: string): string | undefined {
  const found = (header ?? '')
    .split(';')
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(`${name}=`))
  return found.length === 1 ? found[0]?.slice(name.length + 1) : undefined
}
