import { seconds } from './sentences.js'
import type { CheckRow } from './types.js'

export interface HeartbeatNow {
  /** Epoch milliseconds, like all of these. */
  readonly now: number
  /** The first and the last beat of this run; undefined = it has never beat. */
  readonly firstAt: number | undefined
  readonly lastAt: number | undefined
  /** Since when beats could be heard: silence before it tells nothing. */
  readonly listeningSince: number
}

/** What a heartbeat comes to: it holds until it has beat, and fails where it then is silent for twice its period. */
export function judgeHeartbeat(check: string, periodMs: number, at: HeartbeatNow): CheckRow {
  const { now, firstAt, lastAt, listeningSince } = at
  if (firstAt === undefined || lastAt === undefined)
    return { check, outcome: 'hold', because: `${check}: it has not beat yet`, hold: 'no-data' }
  const silentMs = now - Math.max(lastAt, listeningSince)
  const evidence = { lastBeat: lastAt, periodMs }
  if (silentMs > 2 * periodMs)
    return {
      check,
      outcome: 'fail',
      because: `${check}: silent for ${seconds(silentMs)}`,
      evidence,
      since: lastAt,
    }
  if (lastAt < listeningSince)
    return {
      check,
      outcome: 'inconclusive',
      because: `${check}: it has not beat since the server started`,
      evidence,
    }
  return { check, outcome: 'pass', because: `${check}: it beats`, evidence }
}
