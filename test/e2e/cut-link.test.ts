import { expect, it } from 'vitest'
import { startFaultProxy } from '../harness/fault-proxy.js'
import { setUp } from './setting.js'

const pair = ['left', 'right']
/** Bytes of a change after which the link is cut: in its frame's header, its middle, its end. */
const offsets = [1, 30, 90, 180, 260, 340, 420]

it('shows the old state or the new one, never a mixture, when the link is cut in the middle of a change', async () => {
  const { scope, server, project, service } = await setUp()
  await project.createFlags(pair)
  const proxy = await startFaultProxy(scope, server.port)
  const one = await service({ url: proxy.url, watch: pair })
  await one.serves('right', true)

  for (const [turn, bytes] of offsets.entries()) {
    const on = turn % 2 === 1
    void proxy.cutAfter('down', bytes)
    await project.serve(pair, on ? 'on' : 'off')
    await one.serves('right', on, { timeoutMs: 60_000 })
  }
  const killId = await project.kill(pair)
  void proxy.cutAfter('down', 100)
  await project.reachedAll(killId, 1, { timeoutMs: 60_000 })

  // Each cut has cost a connection.
  expect(proxy.counters.accepted).toBeGreaterThan(offsets.length)
  const { combinations, backSteps, looks } = await one.sightings()
  expect(looks).toBeGreaterThan(100)
  expect(backSteps).toBe(0)
  expect(combinations.filter((seen) => seen !== 'true,true' && seen !== 'false,false')).toEqual([])
})
