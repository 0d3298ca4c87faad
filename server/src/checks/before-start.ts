import { type Check, durationMs, type HeartbeatCheck, isPulled, type PulledCheck } from '@ripcord/model'
import type { EarlyBeats } from './early-beats.js'
import type { Measure } from './sources/measure.js'

/** What a check says while nothing runs: `red` would fail a release, `unknown` could not stop one. */
export interface AskedBefore {
  check: Check
  says: 'good' | 'red' | 'unknown'
  because: string
}

/** Where a release is that has not begun. */
export interface AskedFor {
  project: string
  environment: string
  environmentId: string
  release: string
  services: readonly { readonly name: string; readonly version?: string | undefined }[]
}

export interface BeforeStartDeps {
  measure: Measure
  beats: Pick<EarlyBeats, 'lastAt'>
  /** Epoch milliseconds. */
  now: () => number
}

/** Asks checks once, for somebody who is about to start a release. Never rejects. */
export type AskBeforeStart = (checks: readonly Check[], at: AskedFor) => Promise<AskedBefore[]>

export function createAskBeforeStart({ measure, beats, now }: BeforeStartDeps): AskBeforeStart {
  /** Whoever asks while the same is asked shares the answer: looking is free for people, and not for backends. */
  const underWay = new Map<string, Promise<AskedBefore>>()

  async function ask(
    check: PulledCheck,
    { project, environment, release, services }: AskedFor,
  ): Promise<AskedBefore> {
    const measurement = await measure(check, { project, environment, release, services })
    switch (measurement.type) {
      case 'value': {
        const says = measurement.isBad ? 'red' : 'good'
        return { check, says, because: `its value is ${Number(measurement.value.toPrecision(4))}` }
      }
      case 'no-data':
        return { check, says: ofNoData[check.onNoData], because: `no data: ${measurement.because}` }
      case 'error':
        return {
          check,
          says: ofError[check.onError],
          because: `it can’t be measured: ${measurement.because}`,
        }
    }
  }

  function asked(check: PulledCheck, at: AskedFor): Promise<AskedBefore> {
    const key = JSON.stringify([at.environmentId, at.release, check])
    const known = underWay.get(key)
    if (known !== undefined) return known
    const asking = ask(check, at).finally(() => underWay.delete(key))
    underWay.set(key, asking)
    return asking
  }

  function heard(check: HeartbeatCheck, { environmentId, release }: AskedFor): AskedBefore {
    const lastAt = beats.lastAt({ environmentId, release, check: check.id })
    if (lastAt === undefined) return { check, says: 'unknown', because: 'it has not beat yet' }
    const silentMs = now() - lastAt
    const says = silentMs > 2 * (durationMs(check.period) ?? 0) ? 'red' : 'good'
    return { check, says, because: `it has beat ${Math.round(silentMs / 1_000)} s ago` }
  }

  async function said(check: Check, at: AskedFor): Promise<AskedBefore | undefined> {
    if (isPulled(check)) return asked(check, at)
    return check.type === 'heartbeat' ? heard(check, at) : undefined
  }

  return async (checks, at) => {
    const all = await Promise.all(checks.map((check) => said(check, at)))
    return all.filter((one) => one !== undefined)
  }
}

/** No data says what the check’s own policy makes of it. */
const ofNoData = { hold: 'unknown', pass: 'good', fail: 'red', ignore: 'good' } as const
const ofError = { hold: 'unknown', fail: 'red' } as const
