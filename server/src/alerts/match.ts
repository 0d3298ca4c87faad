import type { Labels } from '@ripcord/guard'
import type { Release } from '@ripcord/model'
import type { IntakeSource } from '../storage/storage.js'
import type { Running, RunningRelease } from './running.js'

/** What is asked of a source to match its alerts. */
export type MatchingSource = Pick<IntakeSource, 'environment' | 'auth' | 'scope'>

/** A running release that an alert is about, with the checks of it that ask for such alerts. */
export interface Match {
  readonly release: Release
  readonly checks: readonly string[]
}

/** The running releases that an alert with these labels is about, the newest activation first. */
export function matchesOf(labels: Labels, source: MatchingSource, running: Running): Match[] {
  if (otherEnvironment(labels, running) !== undefined) return []
  return running.releases
    .filter(({ release }) => isInScope(release, source))
    .map((one) => ({ release: one.release, checks: checksOf(one, labels, source, running) }))
    .filter(({ checks }) => checks.length > 0)
}

/** Why nothing matched, where the labels name something that they should not: sentences for a person. */
export function warningsOf(labels: Labels, source: MatchingSource, running: Running): string[] {
  const other = otherEnvironment(labels, running)
  if (other !== undefined)
    return [
      `The alert names the environment ${quoted(other)}, and its source is one of ${running.environment}.`,
    ]
  const named = labels['release']
  if (named === undefined) return warningsOfFlag(labels['flag'], running)
  const label = `The label release=${quoted(named)}`
  const status = running.statuses.get(named)
  if (status === undefined) return [`${label} names no release of ${running.environment}: is it spelt so?`]
  const found = running.releases.find(({ release }) => release.key === named)
  if (found === undefined) return [`${label} names a release that does not run: it is ${status}.`]
  if (!isInScope(found.release, source)) return [`${label} names a release that this source may not touch.`]
  return [`${label} names a running release, and none of its checks asks for such alerts.`]
}

/** A flag alone says not which release is meant: the one that brings it is named, or that none does. */
function warningsOfFlag(flag: string | undefined, { environment, releases }: Running): string[] {
  if (flag === undefined) return []
  const label = `The label flag=${quoted(flag)}`
  const bringing = releases.find(({ release }) => release.flags.some(({ key }) => key === flag))
  return bringing === undefined
    ? [`${label} names no flag of a release that runs in ${environment}: is it spelt so?`]
    : [`${label} names no release: say release=${quoted(bringing.release.key)}, which brings that flag.`]
}

/** A release as far as it is asked whether an alert is about it: one that has not begun as well. */
export interface Asking {
  readonly release: {
    readonly key: string
    readonly services: readonly Pick<Release['services'][number], 'name' | 'version'>[]
  }
  readonly checks: RunningRelease['checks']
}

/** The checks of one release of the source's environment that ask for an alert with these labels. */
export function checksAsking(
  one: Asking,
  labels: Labels,
  source: MatchingSource,
  running: Running,
): readonly string[] {
  const isElsewhere = otherEnvironment(labels, running) !== undefined || !isInScope(one.release, source)
  return isElsewhere ? [] : checksOf(one, labels, source, running)
}

function checksOf(
  { release, checks }: Asking,
  labels: Labels,
  source: MatchingSource,
  running: Running,
): string[] {
  const known = { environment: running.environment, ...labels }
  const isAbout = labels['release'] === undefined && isAboutIt(release, labels, source, running)
  const seen = isAbout ? { ...known, release: release.key } : known
  return checks.filter(({ matches }) => matches(seen)).map(({ id }) => id)
}

/** Whether an alert that names no release is about this one all the same. */
function isAboutIt(
  release: Asking['release'],
  labels: Labels,
  source: MatchingSource,
  running: Running,
): boolean {
  if (source.auth === 'url-token' && isNarrowed(source)) return true
  return release.services.some(({ name, version }) => {
    const isNamed = labels['service'] === name && environmentIn(labels) === running.environment
    if (isNamed && labels['version'] === version) return true
    const its = Object.entries(running.alertLabels.get(name) ?? {})
    const isTold = its.length > 0 && its.every(([label, value]) => labels[label] === value)
    return isTold && (labels['version'] === undefined || labels['version'] === version)
  })
}

function isNarrowed({ scope }: MatchingSource): boolean {
  return scope.releases !== null || scope.service !== null
}

function isInScope({ key, services }: Asking['release'], { scope }: MatchingSource): boolean {
  if (scope.releases !== null && !key.startsWith(scope.releases)) return false
  return scope.service === null || services.some(({ name }) => name === scope.service)
}

function environmentIn(labels: Labels): string | undefined {
  return labels['environment'] ?? labels['env']
}

/** A word that is no environment here is somebody's own; one that is another means that one. */
function otherEnvironment(labels: Labels, { environment, environments }: Running): string | undefined {
  const said = environmentIn(labels)
  return said !== undefined && said !== environment && environments.includes(said) ? said : undefined
}

function quoted(text: string): string {
  return JSON.stringify(text.slice(0, 100))
}
