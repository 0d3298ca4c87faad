import type { Overview } from '@ripcord/api'

/** An environment, by its keys. */
export interface Place {
  project: string
  environment: string
  production: boolean
}

/** What its pages show of an environment. */
export type Seen = Pick<
  Overview,
  'sentence' | 'detail' | 'at' | 'rolling' | 'kills' | 'services' | 'instances'
>

/** Where the pages of an environment are. */
export function pathOf({ project, environment }: Pick<Place, 'project' | 'environment'>, ...rest: string[]) {
  return ['/oncall', project, environment, ...rest]
    .map((part, index) => (index === 0 ? part : encodeURIComponent(part)))
    .join('/')
}

/** As people call it: the project too, where there are several. */
export function nameOf({ project, environment }: Place): string {
  return `${environment} of ${project}`
}

export type Target = { type: 'release'; release: string } | { type: 'flag'; flag: string }

export function targetName(target: Target): string {
  return target.type === 'release' ? target.release : target.flag
}

/** Where one is asked about a kill before it is done. */
export function killPath(place: Place, target: Target): string {
  const query = new URLSearchParams({ [target.type]: targetName(target) })
  return `${pathOf(place, 'kill')}?${query.toString()}`
}
