import { operations } from '@ripcord/api'
import type { Actor } from '@ripcord/model'
import { created, noContent, ok } from '../http/answers.js'
import type { CallerSession } from '../http/caller.js'
import { HttpError } from '../http/http-error.js'
import { type Route, route } from '../http/route.js'
import { type Authenticator, callerKindOf } from './authenticate.js'
import { type CookieRules, endedCookie, sessionCookie } from './cookies.js'
import { permissionsOf } from './policies.js'
import type { Sessions } from './sessions.js'

export interface SessionRoutesDeps {
  sessions: Sessions
  authenticator: Authenticator
  cookies: CookieRules
}

export function sessionRoutes({ sessions, authenticator, cookies }: SessionRoutesDeps): Route[] {
  return [
    route(operations.openSession, async ({ body }) => {
      const actor = (await sessions.spendLink(body.secret)) ?? (await authenticator.tokenOwner(body.secret))
      if (actor === undefined) {
        throw new HttpError(
          401,
          'wrong-secret',
          'This link or token is not valid (any more); `ripcord link` prints a new one.',
        )
      }
      const { token, session } = await sessions.open(actor)
      return created(whoAmI(actor, session), {
        'set-cookie': sessionCookie(cookies, token, session.expiresAt),
      })
    }),
    route(operations.readSession, async ({ actor, session }) => ok(whoAmI(actor, session))),
    route(operations.closeSession, async ({ session }) => {
      if (session !== null) await sessions.close(session.id)
      return noContent({ 'set-cookie': endedCookie(cookies) })
    }),
  ]
}

function whoAmI(actor: Actor, session: CallerSession | null) {
  return {
    actor,
    session: session === null ? null : { expiresAt: session.expiresAt },
    permissions: permissionsOf(callerKindOf(actor)),
  }
}
