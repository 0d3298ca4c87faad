import { parseReport } from '@ripcord/sync'
import { describe, expect, it } from 'vitest'
import { released, startWith, subject } from '../testing/releases.js'
import { kill } from '../testing/samples.js'

async function start(options: object = {}) {
  const world = await startWith([released('new-checkout', 0.5)], options)
  const { client, clock, server } = world
  const request = (isBad = false, evaluates = false) => {
    try {
      client.scope(subject('treatment'), () => {
        if (evaluates) client.getBooleanValue('new-checkout', false)
        if (isBad) throw new Error('broken')
      })
    } catch {
      // Thrown on.
    }
  }
  const told = () => server.reports.flatMap(({ traffic }) => traffic ?? [])
  return { ...world, request, told, seconds: (count: number) => clock.advance(count * 1_000) }
}

describe('all requests of a process', () => {
  it('are told with the next report, whatever they evaluate', async () => {
    const { request, told, seconds, server } = await start()
    for (let i = 0; i < 5; i++) request(i < 2)
    await seconds(1)
    expect(told()).toEqual([])
    await seconds(10)
    expect(told()).toMatchObject([{ requests: 5, errors: 2, latency: [[0, 5]] }])
    expect(server.reports.every((report) => 'ok' in parseReport(report))).toBe(true)
    await seconds(60)
    expect(told()).toHaveLength(1)
  })

  it('are told within a second beside outcomes of a release', async () => {
    const { request, told, seconds } = await start()
    request(false, true)
    request(true)
    await seconds(1)
    expect(told()).toMatchObject([{ requests: 2, errors: 1 }])
  })

  it('are told each second for a while once a flag that was watched is killed', async () => {
    const { request, told, seconds, server } = await start({ reportIntervalMs: 300_000 })
    request(false, true)
    await seconds(1)
    server.kill(kill('k1', ['new-checkout']))
    for (let second = 0; second < 200; second++) {
      request()
      await seconds(1)
    }
    const after = told().slice(1)
    expect(after.length).toBeGreaterThan(60)
    expect(after.length).toBeLessThan(140)
  })

  it('count once where the application says what they come to', async () => {
    const { client, told, seconds } = await start()
    client.scope(subject('treatment'), () => client.recordOutcome('error'))
    client.recordOutcome('error', { flagKey: 'new-checkout', context: subject('treatment') })
    await seconds(11)
    expect(told()).toMatchObject([{ requests: 1, errors: 1 }])
  })
})
