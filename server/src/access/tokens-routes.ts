import { operations } from '@ripcord/api'
import type { Clock } from '../clock.js'
import { notFound } from '../errors.js'
import { created, noContent, ok } from '../http/answers.js'
import { type Route, route } from '../http/route.js'
import type { AccessStore, AdminToken } from '../storage/storage.js'
import { makeKey } from './keys.js'

export interface TokensRoutesDeps {
  access: Pick<AccessStore, 'createToken' | 'token' | 'tokens' | 'revokeToken'>
  clock: Clock
}

export function tokensRoutes({ access, clock }: TokensRoutesDeps): Route[] {
  return [
    route(operations.createToken, async ({ body }) => {
      const made = makeKey('adm')
      const createdAt = clock.now().toISOString()
      const stored: AdminToken = {
        id: made.id,
        name: body.name,
        hash: made.hash,
        createdAt,
        revokedAt: null,
      }
      await access.createToken(stored)
      return created({ ...shown(stored), token: made.key })
    }),
    route(operations.listTokens, async () => {
      const tokens = await access.tokens()
      return ok({ items: tokens.map(shown) })
    }),
    route(operations.revokeToken, async ({ params }) => {
      if ((await access.token(params.token)) === undefined) throw notFound('admin token', params.token)
      await access.revokeToken(params.token, clock.now().toISOString())
      return noContent()
    }),
  ]
}

/** A token as it may be shown: without its hash. */
function shown({ hash: _hash, ...rest }: AdminToken) {
  return rest
}
