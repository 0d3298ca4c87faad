import { describe, expect, it } from 'vitest'
import { createApiClient } from './client.js'
import { ApiError } from './plain-client.js'

interface Seen {
  url: string
  init: RequestInit
}

function clientAnswering(status: number, body: unknown) {
  const seen: Seen[] = []
  const client = createApiClient({
    baseUrl: 'http://ripcord.test/',
    token: 'rk_adm_x',
    fetch: async (url, init = {}) => {
      seen.push({ url: url instanceof Request ? url.url : String(url), init })
      return new Response(body === undefined ? null : JSON.stringify(body), { status })
    },
  })
  return { client, seen }
}

describe('createApiClient', () => {
  it('makes of each operation a method that knows path, query, body and headers', async () => {
    const { client, seen } = clientAnswering(200, { ok: true })
    await client.updateFlagSettings({
      params: { project: 'shop', environment: 'production', flag: 'a~b' },
      body: { enabled: true },
      ifMatch: 42,
    })
    await client.listFlags({ params: { project: 'shop' }, query: { limit: 5, archived: false } })
    await client.createKill({
      params: { project: 'shop', environment: 'production' },
      body: { target: { type: 'flags', flags: ['a'] } },
      idempotencyKey: 'k1',
    })
    expect(seen.map(({ url }) => url)).toEqual([
      'http://ripcord.test/api/v1/projects/shop/environments/production/flags/a~b',
      'http://ripcord.test/api/v1/projects/shop/flags?limit=5&archived=false',
      'http://ripcord.test/api/v1/projects/shop/environments/production/kills',
    ])
    expect(seen[0]?.init).toMatchObject({
      method: 'PATCH',
      body: '{"enabled":true}',
      headers: { 'if-match': '"42"', authorization: 'Bearer rk_adm_x', 'content-type': 'application/json' },
    })
    expect(seen[2]?.init.headers).toMatchObject({ 'idempotency-key': 'k1' })
  })

  it('keeps what is given from leaving its place in the path', async () => {
    const { client, seen } = clientAnswering(200, {})
    await client.getProject({ params: { project: '../tokens?x=1' } })
    expect(seen[0]?.url).toBe('http://ripcord.test/api/v1/projects/..%2Ftokens%3Fx%3D1')
  })

  it('answers undefined where there is nothing to say', async () => {
    const { client } = clientAnswering(204, undefined)
    expect(await client.closeSession()).toBeUndefined()
  })

  it('throws the problem that the server names', async () => {
    const problem = {
      type: 't',
      title: 'Changed meanwhile',
      status: 412,
      code: 'precondition-failed',
      detail: 'd',
    }
    const { client } = clientAnswering(412, problem)
    const error = await client.listProjects().catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(ApiError)
    expect((error as ApiError).problem).toEqual(problem)
  })

  it('says so where an answer is no problem document: a proxy’s page', async () => {
    const { client } = clientAnswering(502, '<html>')
    await expect(client.listProjects()).rejects.toMatchObject({
      status: 502,
      problem: { code: 'unexpected-answer' },
    })
  })
})
