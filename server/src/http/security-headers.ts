import type { RequestHandler } from 'express'
import helmet from 'helmet'

/**
 * Headers for every answer. Whatever upgrades to https is off unless PUBLIC_URL is https: over plain HTTP in a LAN a
 * browser would look for every script of the page where nobody listens.
 */
export function securityHeaders(publicUrl: string | null): RequestHandler {
  const https = publicUrl?.startsWith('https:') === true
  return helmet({
    strictTransportSecurity: https,
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        'default-src': ["'none'"],
        'script-src': ["'self'"],
        // The console's components place what they float by style attributes; scripts have no such exception.
        'style-src': ["'self'", "'unsafe-inline'"],
        'img-src': ["'self'", 'data:'],
        'font-src': ["'self'"],
        'connect-src': ["'self'"],
        'base-uri': ["'none'"],
        'form-action': ["'self'"],
        'frame-ancestors': ["'none'"],
        'upgrade-insecure-requests': null,
      },
    },
    referrerPolicy: { policy: 'no-referrer' },
  })
}
