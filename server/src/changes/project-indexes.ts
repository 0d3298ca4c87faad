import { notFound } from '../errors.js'
import type { EntityQuery, Storage } from '../storage/storage.js'
import { ProjectIndex } from './project-index.js'
import { asWrite } from './refs.js'

/** The indexes of all projects that were asked for. */
export interface ProjectIndexes {
  /** The index, brought up to the log's head. @throws RefusedError `not-found` */
  current(project: string): Promise<ProjectIndex>
  /** The index as it is by now; undefined where it was never asked for. */
  peek(project: string): ProjectIndex | undefined
}

/** So many changes are read at a time when catching up. */
const batch = 200

/** Indexes are made at the first question and then follow the log. */
export function createProjectIndexes(storage: Pick<Storage, 'changes' | 'projects'>): ProjectIndexes {
  const indexes = new Map<string, ProjectIndex>()
  const underWay = new Map<string, Promise<ProjectIndex>>()

  async function catchUp(project: string): Promise<ProjectIndex> {
    let index = indexes.get(project)
    if (index === undefined) {
      if ((await storage.projects.get(project)) === undefined) throw notFound('project', project)
      index = await build(storage, project)
      indexes.set(project, index)
    }
    for (;;) {
      const changes = await storage.changes.changesAfter(project, index.revision, batch)
      for (const change of changes) index.follow(change)
      if (changes.length < batch) return index
    }
  }

  return {
    peek: (project) => indexes.get(project),
    async current(project) {
      // Whoever comes while it is read waits for the next reading: the one under way may have passed their change.
      const before = underWay.get(project)
      const reading = (before === undefined ? Promise.resolve() : before.then(ignore, ignore)).then(() =>
        catchUp(project),
      )
      underWay.set(project, reading)
      try {
        return await reading
      } finally {
        if (underWay.get(project) === reading) underWay.delete(project)
      }
    },
  }
}

function ignore(): void {}

async function build(storage: Pick<Storage, 'changes'>, project: string): Promise<ProjectIndex> {
  const first = await storage.changes.read(project, [{ kind: 'environment', environment: null }])
  const environments = first.list('environment', null).map(({ key }) => key)
  const reads: EntityQuery[] = [
    { kind: 'flag', environment: null },
    ...environments.flatMap((environment): EntityQuery[] =>
      indexedKinds.map((kind) => ({ kind, environment })),
    ),
  ]
  const state = await storage.changes.read(project, reads)
  // An environment that came between the two readings comes whole with the change that made it.
  const index = new ProjectIndex(first.revision)
  for (const { kind, environment } of reads)
    for (const stored of state.list(kind, environment)) index.write(asWrite(stored))
  for (const key of environments) index.write({ kind: 'environment', environment: null, key, value: null })
  return index
}

const indexedKinds = ['flagSettings', 'segment', 'kill', 'release'] as const
