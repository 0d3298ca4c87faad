import { parseReport } from '@ripcord/sync'
import { describe, expect, it } from 'vitest'
import { FakeServer } from './testing/fake-server.js'
import { startClient } from './testing/fake-world.js'
import { flag, kill } from './testing/samples.js'

async function start(options: Parameters<typeof startClient>[0]['options'] = {}) {
  const server = new FakeServer([flag('a'), flag('b', { enabled: false, offVariant: null })])
  const started = startClient({ servers: server, options: { reportIntervalMs: 1_000, ...options } })
  await started.clock.advance(100)
  return { ...started, server }
}

describe('counts of evaluations', () => {
  it('go to the server by flag, variant and reason', async () => {
    const { client, clock, server } = await start()
    for (let i = 0; i < 5; i++) client.getBooleanValue('a', false)
    client.getBooleanDetails('a', false)
    client.getStringValue('a', 'x')
    client.getBooleanValue('b', true)
    client.getBooleanValue('unknown', true)
    await clock.advance(1_000)
    expect(server.reports).toHaveLength(1)
    expect(server.reports[0]).toMatchObject({ sequence: 1, service: 'checkout', dropped: 0 })
    expect(server.reports[0]?.evaluations).toEqual([
      { flag: 'a', variant: 'on', reason: 'STATIC', count: 6 },
      { flag: 'a', variant: null, reason: 'ERROR', count: 1 },
      { flag: 'b', variant: null, reason: 'DISABLED', count: 1 },
    ])
    expect(parseReport(server.reports[0])).toHaveProperty('ok')
  })

  it('are not sent where there are none, and start anew after each report', async () => {
    const { client, clock, server } = await start()
    client.getBooleanValue('a', false)
    await clock.advance(5_000)
    expect(server.reports).toHaveLength(1)
    client.getBooleanValue('a', false)
    await clock.advance(1_000)
    expect(server.reports[1]).toMatchObject({ sequence: 2, evaluations: [{ count: 1 }] })
  })

  it('go on over a change of the flag', async () => {
    const { client, clock, server } = await start()
    client.getBooleanValue('a', false)
    server.kill(kill('k1', ['a']))
    await clock.advance(50)
    client.getBooleanValue('a', false)
    await clock.advance(1_000)
    expect(server.reports[0]?.evaluations.map(({ variant, reason }) => `${variant} ${reason}`)).toEqual([
      'on STATIC',
      'off DISABLED',
    ])
  })

  it('are sent again under the same number when the server did not answer, and kept meanwhile', async () => {
    const { client, clock, server } = await start()
    client.getBooleanValue('a', false)
    server.refusal = { because: 'busy', status: 503 }
    await clock.advance(2_000)
    client.getBooleanValue('a', false)
    server.refusal = undefined
    await clock.advance(8_000)
    expect(server.reports.map(({ sequence, evaluations }) => [sequence, evaluations[0]?.count])).toEqual([
      [1, 1],
      [2, 1],
    ])
  })

  it('count as dropped where the server will never take them', async () => {
    const { client, clock, server } = await start()
    client.getBooleanValue('a', false)
    server.refusal = { because: 'what is this', status: 400 }
    await clock.advance(1_000)
    server.refusal = undefined
    client.getBooleanValue('b', false)
    await clock.advance(2_000)
    expect(server.reports).toEqual([expect.objectContaining({ sequence: 2, dropped: 1 })])
  })

  it('are flushed at the end', async () => {
    const { client, server } = await start()
    client.getBooleanValue('a', false)
    await client.close()
    expect(server.reports).toHaveLength(1)
  })

  it('are not made where nobody wants them', async () => {
    const { client, clock, server } = await start({ reportIntervalMs: false })
    client.getBooleanValue('a', false)
    await clock.advance(30_000)
    await client.close()
    expect(server.asked).not.toContain('report')
  })

  it('come in parts where there are many', async () => {
    const flags = Array.from({ length: 4_500 }, (_, i) => flag(`f${i}`))
    const server = new FakeServer(flags)
    const { client, clock } = startClient({ servers: server, options: { reportIntervalMs: 1_000 } })
    await clock.advance(100)
    for (const { key } of flags) client.getBooleanValue(key, false)
    await clock.advance(1_000)
    expect(server.reports.map(({ evaluations }) => evaluations.length)).toEqual([2_000, 2_000, 500])
  })
})
