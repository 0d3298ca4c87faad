import { type Operation, operations, operationUrl, permissions } from '@ripcord/api'
import { describe, expect, it } from 'vitest'
import { type CallerKind, callerKinds } from '../http/caller.js'
import { type OpenApp, openApp, ownerToken } from '../testing/open-app.js'
import { permissionsOf, policies } from './policies.js'

it('decides on every permission, and knows no other', () => {
  expect(Object.keys(policies).sort()).toEqual([...permissions].sort())
})

it('lets an SDK key do nothing but deliver, as anybody may who has a source’s credential', () => {
  expect(permissionsOf('sdkKey')).toEqual(['intake:deliver'])
})

it('lets nobody do anything but log in, and deliver what a credential of its own proves', () => {
  expect(permissionsOf('anonymous')).toEqual(['session:open', 'intake:deliver'])
})

it('lets no admin token make tokens', () => {
  expect(permissionsOf('adminToken')).not.toContain('token:write')
})

/** A call of an operation with parameters that name nothing: whoever may call gets past 401 and 403. */
function urlOf(operation: Operation): string {
  const params = Object.fromEntries(Object.keys(operation.params?.shape ?? {}).map((name) => [name, '1']))
  return operationUrl(operation, { params })
}

describe('every route keeps to the table', () => {
  const all: Operation[] = Object.values(operations)

  it.each(all.map((operation) => [operation.operationId, operation] as const))(
    '%s',
    async (_name, operation) => {
      const app = await openApp()
      const mayCall: Partial<Record<CallerKind, boolean>> = {}
      for (const [kind, headers] of Object.entries(await credentialsOf(app))) {
        const { status, body } = await app.http[operation.method](urlOf(operation)).set(headers)
        const isRefused = status === 403 || (status === 401 && body.code === 'unauthenticated')
        mayCall[kind as CallerKind] = !isRefused
      }
      const table = callerKinds.map((kind) => [kind, policies[operation.permission].includes(kind)])
      expect(mayCall).toEqual(Object.fromEntries(table))
    },
  )
})

/** What a caller of each kind shows. The session goes last: a call may close it. */
async function credentialsOf({
  app,
  api,
  http,
}: OpenApp): Promise<Record<CallerKind, Record<string, string>>> {
  const { token } = await api.createToken({ body: { name: 'ci' } })
  const { key } = await api.createKey({
    params: { project: 'default', environment: 'staging' },
    body: { name: 'sdk' },
  })
  const page = { origin: 'http://ripcord.test', host: 'ripcord.test' }
  const secret = await app.sessions.createLink()
  const opened = await http.post('/api/v1/session').set(page).send({ secret })
  const cookie = opened.headers['set-cookie']?.[0]?.split(';')[0] ?? ''
  return {
    anonymous: page,
    ownerToken: { ...page, authorization: `Bearer ${ownerToken}` },
    adminToken: { ...page, authorization: `Bearer ${token}` },
    sdkKey: { ...page, authorization: `Bearer ${key}` },
    session: { ...page, cookie },
  }
}
