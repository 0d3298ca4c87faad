import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { programs } from './paths.js'
import type { Scope } from './scope.js'
import { tempDir } from './temp-dir.js'

/** A point in a server's work with its database at which it is to die, as by kill -9. */
export interface Death {
  /** How the statement begins. */
  readonly statement: string
  /** A regular expression that one of its values must match; any do where left out. */
  readonly value?: string
  /** `before` the statement runs, or right after the `commit` of its transaction. */
  readonly when: 'before' | 'commit'
}

/** Where a server's next start looks for how it is to die. */
export const deathVariable = 'RIPCORD_TEST_DEATH'

export interface Deaths {
  /** For the server that is to die. */
  readonly env: { readonly [name: string]: string }
  /** The server's next process dies so; the one after that lives. */
  arm(death: Death): void
}

/** Deaths of a server at points that no signal from outside would hit. */
export function createDeaths(scope: Scope): Deaths {
  const file = join(tempDir(scope, 'death'), 'death.json')
  return {
    env: { [deathVariable]: file, NODE_OPTIONS: `--import=${pathToFileURL(programs.dies).href}` },
    arm: (death) => writeFileSync(file, JSON.stringify(death)),
  }
}
