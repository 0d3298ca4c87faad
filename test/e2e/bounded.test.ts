import { expect, it } from 'vitest'
import { freePort } from '../harness/free-port.js'
import { waitFor } from '../harness/wait-for.js'
import { setUp } from './setting.js'

const batch = 100_000
/** What the engine itself may lay down beside, tables of compiled code above all. */
const growthBytes = 4 * 1024 * 1024

it.each(['with its server', 'without a server'])(
  'holds no more after a million evaluations than before, %s: memory, timers, lines',
  async (where) => {
    const { project, server, service } = await setUp()
    await project.createFlags(['a', 'b'])
    const url = where === 'with its server' ? server.url : `http://127.0.0.1:${await freePort()}`
    const one = await service({ url, reportIntervalMs: 100, overrides: { c: true } })
    if (url === server.url) await one.is('READY')
    const flagKeys = ['a', 'b', 'c', 'nowhere']

    const before = await one.toil(flagKeys, batch)
    let after = before
    for (let turn = 0; turn < 4; turn++) after = await one.toil(flagKeys, batch)
    expect(after.heapBytes - before.heapBytes).toBeLessThan(growthBytes)
    // The agenda's, the stream's heartbeat, and those of one connection that is being made. One that is being replaced
    // counts twice until the engine has put it away: what was left behind never goes.
    await waitFor('at most four timers are set', async () => (await one.toil(flagKeys, 0)).timers <= 4)
    expect(one.child.out.length + one.child.err.length).toBeLessThanOrEqual(20)
  },
)
