import type { Release } from '@ripcord/model'
import type { Reading } from '../changes/reading.js'
import { flagRefusals, flagShows } from './preflight-flags.js'
import { serviceFindings } from './preflight-services.js'
import type { ConnectedInstance, Finding, Preflight, ReleaseView } from './releases-service.js'

/** What is known of a release's surroundings when it is looked at; none of it is in the log. */
export interface RunFacts {
  instances: readonly ConnectedInstance[]
  /** Of the release's flags those that a connected service has evaluated of late. */
  evaluated: ReadonlySet<string>
  /** Flags beyond the release's own that turn off with it. */
  turnOff: readonly { flag: string; because: { flag: string } }[]
  /** Channels that would be told of its kill. */
  told: readonly string[]
}

/** What speaks against a start, and what to know before it. Pure: asked before the start, and under its lock. */
export function preflightOf(state: Reading, release: ReleaseView, facts: RunFacts): Preflight {
  const services = serviceFindings(release.services, facts.instances)
  const refusals = [...flagRefusals(state, release), ...previewRefusal(state, release), ...services.refusals]
  return {
    release: release.key,
    revision: state.revision,
    mayStart: refusals.length === 0,
    refusals,
    holds: services.holds,
    shows: [
      ...flagShows(state, release),
      ...services.shows,
      ...notEvaluated(release, facts),
      ...turningOff(facts),
      ...noBaseline(release),
      notifier(facts),
    ],
  }
}

/** It was there when the file was applied, and nothing has kept it since. */
function previewRefusal(state: Reading, { environment, preview }: ReleaseView): Finding[] {
  if (preview === undefined || state.get('segment', environment, preview)?.value) return []
  const message = `There is no segment ${JSON.stringify(preview)} in ${environment} any more: nobody would see the preview.`
  return [{ code: 'unknown-preview', message }]
}

function notifier({ told }: RunFacts): Finding {
  if (told.length > 0)
    return { code: 'notifies', message: `Of a kill these would be told: ${told.join(', ')}.` }
  const message =
    'Nobody would be told of a kill: create a channel for this environment, or somebody has to look.'
  return { code: 'no-notifier', message }
}

/** From this share on no control is worth the name. */
const noControlShare = 0.99

/** Nothing is counted of flags that no release owns: what comes before the first stage is not known. */
function noBaseline({ stages, policy }: Release): Finding[] {
  if ((stages[0]?.share ?? 0) < noControlShare) return []
  const noNews = Number((200 * policy.baselineFloor).toFixed(1))
  const message = `Everybody gets it at once, and how its services did before is not known: up to ${noNews} % of errors, twice its baselineFloor, are no news. A first stage with a share of 0 would measure it.`
  return [{ code: 'no-baseline', message }]
}

function notEvaluated({ flags }: Release, { evaluated }: RunFacts): Finding[] {
  return flags
    .filter(({ key }) => !evaluated.has(key))
    .map(({ key }) => ({
      code: 'not-evaluated',
      message: `No connected instance has evaluated ${JSON.stringify(key)}: its kill would do nothing.`,
      flag: key,
    }))
}

function turningOff({ turnOff }: RunFacts): Finding[] {
  return turnOff.map(({ flag, because }) => ({
    code: 'turns-off',
    message: `A kill turns ${JSON.stringify(flag)} off as well: ${JSON.stringify(because.flag)} is its prerequisite.`,
    flag,
  }))
}
