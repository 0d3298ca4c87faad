import type { Release } from '@ripcord/model'
import type { Deployment } from '../storage/storage.js'

export type ReleaseService = Release['services'][number]

/** Whether a deployment is of the build that a release names for a service: by all that both say of it. */
export function compareBuild(service: ReleaseService, deployment: Deployment): 'same' | 'other' | 'unknown' {
  const answers = [
    agree(service.version, deployment.version, isSameVersion),
    agree(service.commit, deployment.commit, isSameCommit),
    agree(service.digest, deployment.digest, (a, b) => a === b),
  ].filter((answer) => answer !== undefined)
  if (answers.includes(false)) return 'other'
  return answers.length > 0 ? 'same' : 'unknown'
}

function agree(
  ours: string | undefined,
  theirs: string | null,
  isSame: (ours: string, theirs: string) => boolean,
): boolean | undefined {
  return ours === undefined || theirs === null ? undefined : isSame(ours, theirs)
}

/** Tags are often the version with a `v` in front. */
function isSameVersion(a: string, b: string): boolean {
  return bare(a) === bare(b)
}

function bare(version: string): string {
  return version.replace(/^v(?=\d)/, '')
}

/** As git does with an abbreviated one. */
const leastCommit = 7

function isSameCommit(a: string, b: string): boolean {
  const [short = '', long = ''] = [a.toLowerCase(), b.toLowerCase()].sort((x, y) => x.length - y.length)
  return short.length >= leastCommit && long.startsWith(short)
}

/** As people say it: `checkout 1.4.2`. */
export function buildName(service: string | null, { version, commit, digest }: Deployment): string {
  const build = version ?? commit?.slice(0, 12) ?? digest?.slice(0, 19)
  return [service ?? 'a service', ...(build === undefined ? [] : [build])].join(' ')
}
