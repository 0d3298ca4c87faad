import type { Rows } from './rows.js'

const namedAtMost = 10

/**
 * What to tell an operator of entities that SDKs are served and that are not as they were written: SQLite's own check
 * sees broken pages, not another digit in a value. The server goes on, since kills and everything else still do.
 */
export function sentWarnings({ projects, sent }: Rows, file: string): string[] {
  return projects.all().flatMap((project) =>
    projects.environments(project.id).flatMap((environment) => {
      const damaged = sent.damaged(environment.id).map(({ kind, key }) => `${kind} ${key}`)
      if (damaged.length === 0) return []
      const named = damaged.slice(0, namedAtMost).join(', ')
      const more = damaged.length > namedAtMost ? ` and ${damaged.length - namedAtMost} more` : ''
      return [
        `${file} is damaged: in ${project.key}/${environment.key}, ${named}${more} is not as it was written. ` +
          'SDKs that hold no state refuse what they are sent until it is; others keep theirs, and kills reach them. ' +
          'An edit of it writes it anew; if there is more, restore the newest backup with `ripcord restore <backup>`.',
      ]
    }),
  )
}
