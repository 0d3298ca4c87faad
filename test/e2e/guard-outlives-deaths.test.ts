import { setTimeout as sleep } from 'node:timers/promises'
import { type Client, createClient } from '@ripcord/sdk'
import { expect, it } from 'vitest'
import { ripcord } from '../harness/ripcord-command.js'
import { waitFor } from '../harness/wait-for.js'
import { setUp } from './setting.js'

const deaths = 4

it('a failing release is killed once, however often the server dies with kill -9 on the way', async () => {
  const { scope, server, project } = await setUp()
  const { api, params } = project
  await project.createFlags(['new-checkout'], 'off')
  const clients = ['one', 'two', 'three'].map((host) => {
    const application = { name: 'checkout', version: '1' }
    const client = createClient({
      url: server.url,
      sdkKey: project.sdkKey.key,
      application,
      host,
      cacheDir: false,
      logger: false,
    })
    scope.defer(() => client.close())
    return client
  })
  await Promise.all(clients.map((client) => client.ready({ timeoutMs: 20_000 })))
  const release = { ...params, release: 'checkout-1' }
  const flags = [{ key: 'new-checkout', outgoing: 'on' }]
  const stages = [{ share: 0.5 }, { share: 1 }]
  const body = { services: [{ name: 'checkout' }], flags, stages }
  await api.applyRelease({ params: release, body })
  await api.startRelease({ params: release, body: {} })

  const stop = new AbortController()
  const traffic = failEverySubject(clients, stop.signal)
  for (let death = 0; death < deaths; death++) {
    // At another point of the second, of the report, of the decision and of the change each time.
    await sleep(Math.random() * 2_500)
    await server.kill()
    await server.start()
  }
  await waitFor('the guard to have killed', async () => {
    return (await api.getRelease({ params: release })).status === 'killed'
  })
  await waitFor('every client to serve the safe variant', () =>
    clients.every((client) => !client.getBooleanValue('new-checkout', true, { targetingKey: 'anybody' })),
  )
  stop.abort()
  await traffic

  const kills = await api.listKills({ params, query: { state: 'all' } })
  expect(kills.items.map(({ cause, lifted }) => [cause, lifted])).toEqual([['guard', null]])
  await waitFor('the incident', async () => (await api.listIncidents({ params })).items.length > 0)
  const incidents = await api.listIncidents({ params })
  expect(incidents.items.map(({ killId }) => killId)).toEqual(kills.items.map(({ killId }) => killId))
  const names = ['--project', params.project, '--environment', params.environment]
  const replay = await ripcord(scope, server.dataDir, ['replay', 'checkout-1', ...names])
  expect(replay.out).toMatch(/kill: checkout: .*\nEach decision is what was decided then\.$/)
  expect(replay.code).toBe(0)
})

/** Every request in the new variant fails, for a subject that nobody else has. */
async function failEverySubject(clients: readonly Client[], signal: AbortSignal): Promise<void> {
  for (let subject = 0; !signal.aborted; subject++) {
    for (const client of clients)
      try {
        const fails = () => {
          throw new TypeError('the cart is empty')
        }
        client.run('new-checkout', { targetingKey: `user-${subject}` }, { on: fails, off: () => 'served' })
      } catch {
        // The shop answers 500.
      }
    await sleep(20)
  }
}
