import type { ChaosCase } from '../chaos-case.js'
import { openStage, type Stage } from './stage.js'
import { verdictOn } from './verdict.js'
import type { Witness } from './witness.js'

const sizes = {
  short: { stream: 7, polling: 1, cuts: 40 },
  long: { stream: 14, polling: 2, cuts: 1_000 },
}
/** After so many cuts each process starts anew: a client whose streams break at once waits up to a minute. */
const cutsPerLife = 4
const recoveryMs = 120_000

/**
 * Cuts the links of real services behind a chosen byte of a change, every link behind another one, and looks at all
 * that the services served on the way.
 */
export const historyCuts: ChaosCase = {
  title: 'links cut at every byte of a change',
  async run({ scope, size, tell }) {
    const { stream, polling, cuts } = sizes[size]
    const stage = await openStage(scope, { stream, polling })
    const bytes = await bytesOfChange(stage)
    const offsets = new Set<number>()
    let done = 0
    for (let round = 0; done < cuts; round++) {
      if (round > 0 && round % cutsPerLife === 0)
        await Promise.all(stage.witnesses.map((one) => one.restart()))
      await recovered(stage)
      const cut = stage.witnesses.map((witness, index) => {
        // Spread over the change in each round, and from round to round one byte on.
        const offset =
          ((index * Math.ceil(bytes / stage.witnesses.length) + round * (size === 'long' ? 1 : 13)) % bytes) +
          1
        offsets.add(offset)
        return witness.proxy.cutAfter('down', offset)
      })
      // Several in a row, so that a kill overtakes, and something is missed while the link is down.
      await stage.writer.writes(1 + (round % 3))
      await Promise.all(cut)
      done += cut.length
      if (round % 10 === 9) tell(`${done} of ${cuts} cuts`)
    }
    await recovered(stage)
    await stage.writer.writes(2)
    await stage.quiet()
    return [
      { name: 'cuts', value: done, unit: '', must: { be: '≥', value: cuts } },
      {
        name: `different bytes behind which a link was cut, of ${bytes} of a change`,
        value: offsets.size,
        unit: '',
        must: { be: '≥', value: Math.min(bytes, cuts) },
      },
      ...verdictOn(stage, { changes: done / stage.witnesses.length, sights: done }),
    ]
  },
}

/** Every client that has a stream is back on it: the next cut meets a stream. */
async function recovered({ witnesses }: Stage): Promise<void> {
  const isBack = ({ history }: Witness) => {
    const wanted = history.name.startsWith('stream') ? 'stream' : 'polling'
    return ({ status, source }: { status: string; source: string }) =>
      status === 'READY' && source === wanted ? undefined : `is ${status} by ${source}`
  }
  await Promise.all(witnesses.map((one) => one.waits(isBack(one), recoveryMs)))
}

/** What one set brings down to a client with a stream; the least of several, since a bookmark may come between. */
async function bytesOfChange(stage: Stage): Promise<number> {
  const [witness] = stage.witnesses
  if (witness === undefined) throw new Error('there is no client to measure with')
  const seen: number[] = []
  for (let index = 0; index < 3; index++) {
    const before = witness.proxy.counters.bytesDown
    await stage.writer.set()
    await stage.quiet()
    seen.push(witness.proxy.counters.bytesDown - before)
  }
  return Math.min(...seen)
}
