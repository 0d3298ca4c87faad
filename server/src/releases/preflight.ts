import type { Check, Release } from '@ripcord/model'
import type { Reading } from '../changes/reading.js'
import { alertShows, checkFindings } from './preflight-checks.js'
import { flagRefusals, flagShows } from './preflight-flags.js'
import { serviceFindings } from './preflight-services.js'
import {
  type AskedCheck,
  type ConnectedInstance,
  defaultChecks,
  type Finding,
  type LastRun,
  type Preflight,
  type ReleaseView,
} from './releases-service.js'
import { type TrafficNow, trafficShows } from './traffic-before.js'
import { watchesOfServices } from './watches-of.js'

/** What is known of a release's surroundings when it is looked at; none of it is in the log. */
export interface RunFacts {
  instances: readonly ConnectedInstance[]
  /** Of the release's flags those that a connected service has evaluated of late. */
  evaluated: ReadonlySet<string>
  /** Flags beyond the release's own that turn off with it. */
  turnOff: readonly { flag: string; because: { flag: string } }[]
  /** Channels that would be told of its kill. */
  told: readonly string[]
  asked: readonly AskedCheck[]
  lastRun: LastRun | undefined
  /** How its services do, as far as their SDKs tell. */
  traffic: TrafficNow
}

/** What speaks against a start, and what to know before it. Pure: asked before the start, and under its lock. */
export function preflightOf(state: Reading, release: ReleaseView, facts: RunFacts): Preflight {
  const services = serviceFindings(release.services, facts.instances)
  const watches = watchesOf(state, release)
  const checks = checkFindings(watches, facts.asked)
  const refusals = [
    ...flagRefusals(state, release),
    ...previewRefusal(state, release),
    ...services.refusals,
    ...checks.refusals,
  ]
  return {
    release: release.key,
    revision: state.revision,
    mayStart: refusals.length === 0 && checks.confirms.length === 0,
    refusals,
    confirms: checks.confirms,
    holds: services.holds,
    shows: [
      ...flagShows(state, release),
      ...services.shows,
      ...notEvaluated(release, facts),
      ...turningOff(facts),
      ...notSplit(release, facts),
      ...noBaseline(release, facts.traffic),
      ...trafficShows({ ...release, watches }, facts.traffic),
      ...alertShows(watches, facts.asked),
      notifier(facts),
    ],
  }
}

/** Its own checks, or those that its services have by now, one a kind. */
export function watchesOf(state: Reading, { checks, services }: ReleaseView): Check[] {
  if (checks !== undefined) return checks
  state.need([{ kind: 'service', environment: null, keys: services.map(({ name }) => name) }])
  const theirs = watchesOfServices(
    services.map(({ name }) => ({ name, checks: state.get('service', null, name)?.value?.checks ?? [] })),
  )
  return theirs.length > 0 ? theirs : [...defaultChecks]
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

/** Everybody is in the new variant from the start: what came before is all that it can be held against. */
function noBaseline({ stages, policy, services }: Release, traffic: TrafficNow): Finding[] {
  if ((stages[0]?.share ?? 0) < noControlShare) return []
  const unknown = services.map(({ name }) => name).filter((name) => traffic[name] === undefined)
  if (unknown.length === 0) return []
  const noNews = Number((200 * policy.baselineFloor).toFixed(1))
  const message = `Everybody gets it at once, and how ${unknown.join(', ')} did before is not known: up to ${noNews} % of errors, twice its baselineFloor, are no news. Requests in a scope or behind the SDK’s middleware are measured before a start, and a first stage with a share of 0 measures the flags themselves.`
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

/** Known of a run alone: what SDKs count of flags that no release owns does not tell it. */
function notSplit({ splitBy }: Release, { lastRun }: RunFacts): Finding[] {
  if (lastRun === undefined || lastRun.unassigned === 0) return []
  const { assigned, unassigned } = lastRun
  const percent = Number(((100 * unassigned) / (assigned + unassigned)).toPrecision(2))
  const by = splitBy === undefined ? 'targeting key' : JSON.stringify(splitBy)
  const message = `${percent} % of the requests of its last run had no ${by}: they are in no arm, and get the variant from before until everybody gets the outgoing one.`
  return [{ code: 'not-split', message }]
}
