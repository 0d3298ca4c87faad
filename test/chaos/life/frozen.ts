import { setTimeout as sleep } from 'node:timers/promises'
import { startServer } from '../../harness/server-process.js'
import { startService } from '../../harness/service-process.js'
import { createTestProject } from '../../harness/test-project.js'
import { waitFor } from '../../harness/wait-for.js'
import type { ChaosCase } from '../chaos-case.js'

/** The short one is until the server has lost it, which it does after fifteen seconds of silence. */
const frozenMs = { short: 15_000, long: 10 * 60_000 }
/** A link that is gone is tried again within so many milliseconds. */
const backWithinMs = 15_000

/**
 * Stops a service (SIGSTOP), kills a flag once the server has given it up, and lets it go on: it looks at its flag and
 * its status in every turn of its loop, and must not call READY what it does not know.
 */
export const frozen: ChaosCase = {
  title: 'a process that is stopped, and goes on after a kill',
  async run({ scope, size, tell }) {
    const server = await startServer(scope)
    const project = await createTestProject(server)
    await project.createFlags(['a'])
    const options = { url: server.url, sdkKey: project.sdkKey.key }
    const awake = await startService(scope, options)
    const stopped = await startService(scope, { ...options, name: 'stopped', watch: ['a'] })
    await Promise.all([awake.serves('a', true), stopped.serves('a', true)])
    await waitFor(
      'a good status to have been seen',
      async () => (await stopped.sightings()).oldestReadyMs > 0,
    )

    const goesOn = stopped.standStill(2 * frozenMs.long)
    goesOn.catch(() => {})
    const begin = performance.now()
    await waitFor(
      'the server to have lost it',
      async () => {
        const { items } = await project.api.listInstances({ params: project.params })
        return items.some((one) => one.service === 'stopped' && one.lostAt !== null)
      },
      { timeoutMs: 90_000, everyMs: 250 },
    )
    const killId = await project.kill(['a'])
    await awake.serves('a', false)
    const { instances } = await project.propagation(killId)
    const isSafe = instances.some((one) => one.service === 'stopped' && one.safe)
    tell('the flag is killed; the process stands still')
    // A timer may be early by a millisecond.
    await sleep(Math.max(0, frozenMs[size] + 10 - (performance.now() - begin)))

    stopped.child.signal('SIGCONT')
    const stoodMs = performance.now() - begin
    const { status, ageMs } = await goesOn
    await waitFor(
      'it to be READY again',
      async () => (await stopped.sightings()).sinceStandstill.some((sight) => sight.startsWith('READY')),
      { timeoutMs: 60_000 },
    )
    const readyMs = performance.now() - begin - stoodMs
    await project.reachedAll(killId, 2, { timeoutMs: 60_000 })
    const { sinceStandstill, oldestReadyMs, backSteps } = await stopped.sightings()
    const wrong = sinceStandstill.filter((sight) => sight === 'READY true')
    return [
      {
        name: 'stood still',
        value: Math.round(stoodMs),
        unit: 'ms',
        must: { be: '≥', value: frozenMs[size] },
      },
      { name: 'counted as safe meanwhile', value: isSafe ? 1 : 0, unit: '', must: { be: '=', value: 0 } },
      {
        name: 'STALE in the moment in which it goes on',
        value: status === 'STALE' ? 1 : 0,
        unit: '',
        must: { be: '=', value: 1 },
        because: [`it was ${status} at an age of ${ageMs} ms; then ${sinceStandstill.join(', ')}`],
      },
      { name: 'READY with what was killed', value: wrong.length, unit: '', must: { be: '=', value: 0 } },
      {
        name: 'oldest confirmation that was called READY',
        value: Math.round(oldestReadyMs),
        unit: 'ms',
        must: { be: '≤', value: 15_000 },
      },
      { name: 'steps back', value: backSteps, unit: '', must: { be: '=', value: 0 } },
      {
        name: 'goes on → READY',
        value: Math.round(readyMs),
        unit: 'ms',
        must: { be: '≤', value: backWithinMs },
      },
    ]
  },
}
