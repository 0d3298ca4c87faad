import { type Check, canonicalJson, isPulled, type Json } from '@ripcord/model'
import type { AskedCheck, Finding, Preflight } from './releases-service.js'

type CheckFindings = Pick<Preflight, 'refusals' | 'confirms'>

/**
 * What the checks said when they were asked before the start. One that is red already could never be put down to the
 * release; one that knows nothing could never stop it, which somebody has to want.
 */
export function checkFindings(watches: readonly Check[], asked: readonly AskedCheck[]): CheckFindings {
  const found: CheckFindings = { refusals: [], confirms: [] }
  for (const check of watches) {
    // The others are told, and have nothing to say before a run.
    if (!isPulled(check) && check.type !== 'heartbeat') continue
    const { says, because } = answerOf(check, asked)
    if (says === 'red') found.refusals.push(redFinding(check, because))
    if (says === 'unknown') found.confirms.push(unknownFinding(check, because))
  }
  return found
}

/** What fires already began before the release: it is told to whoever starts it, since the guard will not go by it. */
export function alertShows(watches: readonly Check[], asked: readonly AskedCheck[]): Finding[] {
  return watches
    .filter((check) => check.type === 'alert')
    .flatMap((check) => {
      const answer = asked.find((one) => textOf(one.check) === textOf(check))
      if (answer?.says !== 'red') return []
      const message = `${JSON.stringify(check.id)} will not kill by what fires already: ${answer.because}.`
      return [{ code: 'alert-open', message, check: check.id }]
    })
}

function answerOf(check: Check, asked: readonly AskedCheck[]): Pick<AskedCheck, 'says' | 'because'> {
  // What it asks may have changed since: then nobody has asked this.
  const answer = asked.find((one) => textOf(one.check) === textOf(check))
  return answer ?? { says: 'unknown', because: 'it has changed while it was asked' }
}

function textOf(check: Check): string {
  // Checks are plain JSON.
  return canonicalJson(check as unknown as Json)
}

function redFinding({ id }: Check, because: string): Finding {
  const message = `${JSON.stringify(id)} is red before the start (pre-flight red: not attributable): ${because}. Put that right first, or leave the check out.`
  return { code: 'check-red', message, check: id }
}

function unknownFinding({ id }: Check, because: string): Finding {
  const message = `${JSON.stringify(id)} knows nothing: ${because}. Put that right, or start with "confirm": [${JSON.stringify(id)}]: the first stage then waits until it passes.`
  return { code: 'check-unknown', message, check: id }
}
