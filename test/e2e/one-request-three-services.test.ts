import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { type Passage, startChain } from '../harness/chain.js'
import { machineMs } from '../harness/machine-ms.js'
import { type Setting, setUp } from './setting.js'

const flagKey = 'new-checkout'
const services = ['storefront', 'checkout', 'payments']
const requests = 10_000
const atOnce = 40
/** So many edits must meet the requests; more come as long as requests do. */
const edits = 20
const patienceMs = 400_000
/** Requests that begin when every service has acknowledged the kill. */
const after = 1_000

const start = ({ scope, server, project }: Setting) =>
  startChain(scope, services, { url: server.url, sdkKey: project.sdkKey.key, flagKey })

const isMixed = ({ answers }: Passage): boolean => new Set(answers.map(({ value }) => value)).size > 1

it(
  'a request through three processes has one variant to the end, while the flag is edited',
  async () => {
    const setting = await setUp()
    const { project } = setting
    await project.createFlags([flagKey])
    const chain = await start(setting)

    let edited = 0
    const end = new AbortController()
    const editor = async (): Promise<void> => {
      for (; !end.signal.aborted; edited++) {
        await project.serve([flagKey], edited % 2 === 0 ? 'off' : 'on')
        await sleep(50)
      }
    }
    const [passages] = await Promise.all([
      chain.requests(atOnce, (answered) => answered < requests || edited < edits).finally(() => end.abort()),
      editor(),
    ])

    const mixed = passages.filter(isMixed)
    console.log(`${passages.length} requests across ${edited} edits: ${mixed.length} mixed`)
    expect(mixed).toEqual([])
    expect(passages.every(({ answers }) => answers.length === 2 * services.length)).toBe(true)
    // Both variants were served, and the edits did matter.
    expect(new Set(passages.map(({ answers }) => answers[0]?.value)).size).toBe(2)
  },
  patienceMs,
)

it(
  'no process serves what is killed once it has acknowledged; only requests under way at the kill are mixed',
  async () => {
    const setting = await setUp()
    const { project } = setting
    await project.createFlags([flagKey], 'off')
    const chain = await start(setting)
    const at = { ...project.params, release: 'checkout-1' }
    const body = {
      services: services.map((name) => ({ name })),
      flags: [{ key: flagKey, outgoing: 'on' }],
      stages: [{ share: 0.5, bakeTime: '1h' }, { share: 1 }],
    }
    await project.api.applyRelease({ params: at, body })
    await project.api.startRelease({ params: at, body: {} })

    let answered = 0
    let killedAt = Number.POSITIVE_INFINITY
    let acknowledgedAt = Number.POSITIVE_INFINITY
    let enough = Number.POSITIVE_INFINITY
    const kill = async (): Promise<void> => {
      killedAt = machineMs()
      const killId = await project.kill([flagKey])
      await project.reachedAll(killId, services.length)
      acknowledgedAt = machineMs()
    }
    let killing: Promise<void> | undefined
    const passages = await chain.requests(atOnce, (count) => {
      answered = count
      if (count >= requests / 2)
        killing ??= kill().finally(() => {
          enough = Math.max(requests, answered + atOnce + after)
        })
      return count < enough
    })
    await killing

    const answers = passages.flatMap((passage) => passage.answers)
    const afterKill = answers.filter(({ heldSince }) => heldSince !== null)
    const heldSince = services.map((name) => afterKill.find(({ service }) => service === name)?.heldSince)
    const lastHeldAt = Math.max(...heldSince.map((since) => since ?? Number.POSITIVE_INFINITY))
    const mixed = passages.filter(isMixed)
    const wrong = afterKill.filter(({ value }) => value)
    console.log(
      `${passages.length} requests across a kill: ${mixed.length} mixed; ${wrong.length} of ${afterKill.length} evaluations after their process had acknowledged were of the killed variant`,
    )
    expect(wrong).toEqual([])
    // The processes themselves know earlier than who asks the server whether they do.
    expect(lastHeldAt).toBeLessThan(acknowledgedAt)
    expect(passages.filter(({ startedAt }) => startedAt > acknowledgedAt).length).toBeGreaterThanOrEqual(
      after,
    )
    expect(mixed.filter(({ startedAt, endedAt }) => endedAt < killedAt || startedAt > lastHeldAt)).toEqual([])
    const before = passages.filter(({ endedAt }) => endedAt < killedAt)
    expect(new Set(before.map((passage) => passage.answers[0]?.value)).size).toBe(2)
  },
  patienceMs,
)
