import { snapshotPath } from '@ripcord/sync'
import { describe, expect, it } from 'vitest'
import { createFlag, openReleaseShop, place, startRelease } from '../releases/testing/release-shop.js'
import { hello } from '../stream/testing/test-hub.js'
import { ownerToken } from '../testing/open-app.js'

const host = 'ripcord.lan:4400'
const origin = `http://${host}`
const production = '/oncall/default/production'
const hostile = '<img src=x onerror=alert(1)>"\'&'

/** A browser on the phone of somebody who has logged in. */
async function openPhone(...flags: string[]) {
  const shop = await openReleaseShop(...flags)
  const opened = await shop.http.post('/api/v1/session').set({ host, origin }).send({ secret: ownerToken })
  const cookie = (opened.headers['set-cookie']?.[0] ?? '').split(';')[0] ?? ''
  const look = (path: string) => shop.http.get(path).set({ host, cookie })
  const send = (path: string, form: object, headers: object = { origin }) =>
    shop.http
      .post(path)
      .type('form')
      .set({ host, cookie, ...headers })
      .send(form)
  /** Follows a link to the question, and presses its button. */
  const press = async (question: string, reason = 'it burns') => {
    const { text } = await look(question)
    return send(`${production}/kill`, { ...hiddenOf(text), reason })
  }
  return { ...shop, look, send, press, cookie }
}

function hiddenOf(page: string): { [name: string]: string } {
  const fields = page.matchAll(/<input type="hidden" name="(\w+)" value="([^"]*)">/g)
  return Object.fromEntries([...fields].map(([, name, value]) => [name, value]))
}

describe('whoever is not logged in', () => {
  it('is sent to the log-in, which leads back', async () => {
    const { http } = await openPhone()
    const answer = await http.get(production).set({ host }).expect(303)
    expect(answer.headers['location']).toBe('/login?to=%2Foncall%2Fdefault%2Fproduction')
  })

  it('asks again by itself where a link in a chat led here without the cookie', async () => {
    const { http } = await openPhone()
    const { text } = await http.get(production).set({ host, 'sec-fetch-site': 'cross-site' }).expect(200)
    expect(text).toContain('http-equiv="refresh" content="0"')
    expect(text).not.toContain('production')
  })

  it('kills nothing', async () => {
    const { http, api } = await openPhone('a')
    const form = { flag: 'a', episode: crypto.randomUUID(), reason: 'x' }
    const answer = await http.post(`${production}/kill`).type('form').set({ host, origin }).send(form)
    expect(answer.status).toBe(401)
    expect(answer.text).toContain('nothing was killed')
    expect((await api.listKills({ params: place, query: {} })).items).toEqual([])
  })
})

describe('the first page', () => {
  it('tells of every environment, production first', async () => {
    const { look } = await openPhone('a')
    const { text } = await look('/oncall').expect(200)
    expect(text).toContain('Nothing needs you now.')
    expect(text.indexOf('production of default')).toBeLessThan(text.indexOf('staging of default'))
  })

  it('does not keep quiet about kills that stand, though nobody needs to act on them', async () => {
    const { look, api } = await openPhone('a')
    await api.createKill({ params: place, body: { target: { type: 'flags', flags: ['a'] }, reason: 'x' } })
    expect((await look('/oncall')).text).toContain('Nothing needs you now; one kill stands.')
  })

  it('says how many need a look', async () => {
    const { look, api } = await openPhone('a', 'b')
    await startRelease(api)
    await api.holdRelease({ params: { ...place, release: 'checkout-1' }, body: { reason: 'wait' } })
    expect((await look('/oncall')).text).toContain('One environment needs a look.')
  })
})

describe('a kill', () => {
  it('of a release is one link and one button', async () => {
    const { look, press, api, served } = await openPhone('a', 'b')
    await startRelease(api)
    const { text } = await look(production)
    expect(text).toContain('Kill checkout-1 in production')
    const [, link = ''] = /class="kill" href="([^"]+)"/.exec(text) ?? []
    const question = await look(link)
    expect(question.text).toContain('The release checkout-1 ends with it.')
    const answer = await press(link)
    expect(answer.status).toBe(303)
    const { items } = await api.listKills({ params: place, query: {} })
    expect(items).toMatchObject([{ cause: 'manual', reason: 'it burns' }])
    expect(answer.headers['location']).toBe(`${production}/kills/${items[0]?.killId}`)
    expect(await served('a')).toBe('off')
    expect((await look(production)).text).toMatch(/was (just )?pulled/)
  })

  it('of a flag is found by a part of its name', async () => {
    const { look, press, api } = await openPhone('new-checkout', 'search')
    const { text } = await look(`${production}/flags?q=check`)
    expect(text).toContain('new-checkout')
    expect(text).not.toContain('<b>search</b>')
    await press(`${production}/kill?flag=new-checkout`)
    expect((await api.listKills({ params: place, query: {} })).items).toHaveLength(1)
    expect((await look(`${production}/flags?q=check`)).text).toContain('■ killed')
  })

  it('shows what else turns off, and what is killed already', async () => {
    const { look, api } = await openPhone('a')
    const needsA = {
      prerequisites: [{ flag: 'a', variants: ['on'] }],
      default: { type: 'variant', variant: 'on' },
    }
    await createFlag(api, 'child', needsA)
    await api.createKill({ params: place, body: { target: { type: 'flags', flags: ['a'] }, reason: 'x' } })
    const { text } = await look(`${production}/kill?flag=a`)
    expect(text).toContain('Killed already: a.')
    expect(text).toContain('child')
  })

  it('sent twice is one, and sent again after its restore does nothing', async () => {
    const { look, send, api } = await openPhone('a')
    const form = { ...hiddenOf((await look(`${production}/kill?flag=a`)).text), reason: 'x' }
    const first = await send(`${production}/kill`, form)
    const second = await send(`${production}/kill`, form)
    expect(second.headers['location']).toBe(first.headers['location'])
    const { items } = await api.listKills({ params: place, query: {} })
    expect(items).toHaveLength(1)
    const params = { ...place, kill: items[0]?.killId ?? '' }
    await api.restoreKill({ params, body: { reason: 'fixed' } })
    const third = await send(`${production}/kill`, form)
    expect(third.status).toBe(409)
    expect((await api.listKills({ params: place, query: {} })).items).toEqual([])
    expect((await look(first.headers['location'] ?? '')).text).toContain('It was restored')
  })

  it.each([
    ['another site', { origin: 'https://evil.example' }],
    ['no origin at all', {}],
    ['a page that hides it', { origin: 'null' }],
  ])('from %s is refused', async (_name, headers) => {
    const { look, send, api } = await openPhone('a')
    const form = { ...hiddenOf((await look(`${production}/kill?flag=a`)).text), reason: 'x' }
    expect((await send(`${production}/kill`, form, headers)).status).toBe(403)
    expect((await api.listKills({ params: place, query: {} })).items).toEqual([])
  })

  it.each([
    ['no reason', { reason: ' ' }, 400, 'not white space alone'],
    ['an episode of the guard’s', { episode: 'guard:1' }, 400, 'episode'],
    ['a flag that is not there', { flag: 'nothing' }, 404, 'nothing'],
    ['nothing named', { flag: undefined }, 400, 'Nothing is named'],
    ['30,000 bytes', { reason: 'x'.repeat(30_000) }, 400, '20000 bytes'],
  ])('with %s is refused, and says so', async (_name, wrong, status, says) => {
    const { send, api } = await openPhone('a')
    const form = { flag: 'a', episode: crypto.randomUUID(), reason: 'x', ...wrong }
    const answer = await send(`${production}/kill`, form)
    expect(answer.status).toBe(status)
    expect(answer.text).toContain(says)
    expect((await api.listKills({ params: place, query: {} })).items).toEqual([])
  })

  it('shows how far it has come, and who may still serve it', async () => {
    const { look, press, api, http } = await openPhone('a')
    const { key } = await api.createKey({ params: place, body: { name: 'shop' } })
    const { instance } = hello()
    const from = { instance: { ...instance, service: 'shop', host: 'node-7' } }
    await http.post(snapshotPath).set('authorization', `Bearer ${key}`).send(hello(from)).expect(200)
    const answer = await press(`${production}/kill?flag=a`)
    const { text } = await look(answer.headers['location'] ?? '')
    expect(text).toContain('0 of 1 instances are safe.')
    expect(text).toContain('on node-7')
    expect(text).toContain('data-refresh="2"')
    expect(text).toContain('<noscript><meta http-equiv="refresh" content="2"></noscript>')
  })
})

it('shows hostile names and reasons as text', async () => {
  const { look, press, api } = await openPhone()
  const variants = { on: true, off: false }
  const body = { key: 'a', name: hostile, type: 'boolean' as const, variants }
  await api.createFlag({ params: { project: 'default' }, body })
  const answer = await press(`${production}/kill?flag=a`, hostile)
  const pages = await Promise.all(
    [
      production,
      `${production}/flags?q=${encodeURIComponent(hostile)}`,
      `${production}/kill?flag=a&reason=${encodeURIComponent(hostile)}`,
      answer.headers['location'] ?? '',
      `/oncall/${encodeURIComponent(hostile)}/production`,
    ].map(async (path) => (await look(path)).text),
  )
  for (const page of pages) expect(page).not.toContain('<img')
  expect(pages.filter((page) => page.includes('&lt;img'))).toHaveLength(5)
})

it('is under 60 KB, style and script with it', async () => {
  const { look, http, api } = await openPhone('a', 'b')
  await startRelease(api)
  const page = (await look(production)).text.length
  const script = (await http.get('/assets/oncall.js').set({ host }).expect(200)).text.length
  expect(page + script).toBeLessThan(60_000)
  expect(page).toBeGreaterThan(1_000)
})

it('is answered as it is where there is no such page', async () => {
  const { look } = await openPhone()
  expect((await look('/oncall/default/nowhere')).status).toBe(404)
  expect((await look(`${production}/kills/none`)).status).toBe(404)
  expect((await look(`${production}/nothing`)).status).toBe(404)
})
