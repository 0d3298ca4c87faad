import { expect, it } from 'vitest'
import { createSource, openAlerted } from './testing/alerted-app.js'

async function open() {
  const app = await openAlerted()
  const source = await createSource(app, { sender: 'cloudevents' })
  const ask = (path: string, headers: Record<string, string>) => app.http.options(path).set(headers)
  return { ...app, source, ask }
}

it('a sender of CloudEvents that asks first is told that it may deliver', async () => {
  const { ask, source } = await open()
  const answer = await ask(source.path, { 'webhook-request-origin': 'eventgrid.azure.net' })
  expect(answer.status).toBe(200)
  expect(answer.headers).toMatchObject({
    'webhook-allowed-origin': 'eventgrid.azure.net',
    'webhook-allowed-rate': '*',
    allow: 'POST',
  })
})

it.each([
  ['that names no origin', {}],
  ['with an origin that is none', { 'webhook-request-origin': '<img src=x>' }],
  ['with an endless origin', { 'webhook-request-origin': 'a'.repeat(1_000) }],
])('a question %s is a method that is not served', async (_name, headers) => {
  const { ask, source } = await open()
  const answer = await ask(source.path, headers)
  expect(answer.status).toBe(405)
  expect(answer.headers).not.toHaveProperty('webhook-allowed-origin')
})

it('no other sender has such a question', async () => {
  const app = await openAlerted()
  const answer = await app.http.options(app.source.path).set({ 'webhook-request-origin': 'a.example' })
  expect(answer.status).toBe(405)
})

it('whoever was told so still shows its credential', async () => {
  const { http, source } = await open()
  expect((await http.post(source.path).send({})).status).toBe(401)
})
