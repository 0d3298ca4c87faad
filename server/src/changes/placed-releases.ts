import type { Release } from '@ripcord/model'
import type { Storage } from '../storage/storage.js'

/** A release with where it is. */
export interface PlacedRelease {
  project: string
  environment: string
  environmentId: string
  release: Release
}

export interface PlacedReleases {
  /** All that were ever started, by the log as it stands. Rejects where it can't be read. */
  read(): Promise<readonly PlacedRelease[]>
}

interface OfProject {
  revision: number
  releases: readonly PlacedRelease[]
}

/** Reads a project's releases again only where its log has moved on. */
export function createPlacedReleases(storage: Pick<Storage, 'changes' | 'projects'>): PlacedReleases {
  const known = new Map<string, OfProject>()

  async function ofProject(project: string): Promise<readonly PlacedRelease[]> {
    const before = known.get(project)
    if (before?.revision === (await storage.changes.head(project))) return before.releases
    const environments = await storage.projects.environments(project)
    const reads = environments.map(({ key }) => ({ kind: 'release' as const, environment: key }))
    const state = await storage.changes.read(project, reads)
    const releases = environments.flatMap(({ id, key }) =>
      state
        .list('release', key)
        .flatMap(({ value }) => value ?? [])
        .filter(({ generation }) => generation > 0)
        .map((release): PlacedRelease => ({ project, environment: key, environmentId: id, release })),
    )
    known.set(project, { revision: state.revision, releases })
    return releases
  }

  return {
    async read() {
      const projects = await storage.projects.list()
      return (await Promise.all(projects.map(({ key }) => ofProject(key)))).flat()
    },
  }
}
