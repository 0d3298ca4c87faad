import { expect, it } from 'vitest'
import { createFlag, place } from '../releases/testing/release-shop.js'
import { openApp } from '../testing/open-app.js'

async function openKilled() {
  const app = await openApp({}, { every: () => () => undefined })
  await createFlag(app.api, 'a')
  const target = { type: 'flags' as const, flags: ['a'] }
  const { kill } = await app.api.createKill({ params: place, body: { target, reason: 'checkout <fails>' } })
  await app.app.incidents.tick()
  return { ...app, params: { ...place, kill: kill.killId } }
}

it('lists the incident of a kill, and tells of it with its timeline', async () => {
  const { api, params } = await openKilled()
  const { items } = await api.listIncidents({ params: place })
  expect(items).toMatchObject([{ killId: params.kill, flags: ['a'], recovery: { state: 'pending' } }])
  expect((await api.listIncidents({ params: place, query: { state: 'recovered' } })).items).toEqual([])
  const incident = await api.getIncident({ params })
  expect(incident.timeline).toMatchObject([
    { kind: 'change', what: expect.stringMatching(/^a was created, by .* \(revision 2\)$/) },
    { kind: 'kill', what: expect.stringMatching(/^Killed by .*: checkout <fails>$/) },
  ])
  expect(incident.times).toEqual({ detect: null, decide: null, commit: 0, propagate: null, recover: null })
})

it('takes notes, each once, in order', async () => {
  const { api, params, clock } = await openKilled()
  clock.advance(1_000)
  await api.noteIncident({ params, body: { text: 'the payment provider is down' } })
  await api.noteIncident({ params, body: { text: 'the payment provider is down' } })
  const { notes } = await api.noteIncident({ params, body: { text: 'it is back' } })
  expect(notes.map(({ text }) => text)).toEqual(['the payment provider is down', 'it is back'])
  const { timeline } = await api.getIncident({ params })
  expect(timeline.map(({ what }) => what).at(-1)).toMatch(/: it is back$/)
})

it('leaves open whether it has helped where no instance is connected', async () => {
  const { app, api, params, clock } = await openKilled()
  clock.advance(31_000)
  await app.incidents.tick()
  expect((await api.getIncident({ params })).recovery).toMatchObject({
    state: 'unknown',
    because: 'No instance was connected: nothing shows whether it has helped.',
  })
})

it('exports a page that stays a page, whatever people wrote', async () => {
  const { api, params } = await openKilled()
  await api.noteIncident({ params, body: { text: 'first\n# second <script>' } })
  const { markdown } = await api.exportIncident({ params })
  expect(markdown).toContain(': checkout &lt;fails>\n')
  expect(markdown).toContain(': first # second &lt;script>\n')
  expect(markdown).not.toContain('\n# second')
})

it('knows no incident of another kill', async () => {
  const { api } = await openKilled()
  const params = { ...place, kill: 'kill-of-nobody' }
  await expect(api.getIncident({ params })).rejects.toMatchObject({ problem: { status: 404 } })
  await expect(api.noteIncident({ params, body: { text: 'x' } })).rejects.toMatchObject({
    problem: { status: 404 },
  })
})
