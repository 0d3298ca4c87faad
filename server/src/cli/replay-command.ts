import { existsSync } from 'node:fs'
import type { Json } from '@ripcord/model'
import { systemClock } from '../clock.js'
import { dataFolderAt } from '../data-folder.js'
import { type Replayed, replayRun } from '../guard/replay.js'
import { openSqliteStorage } from '../storage/sqlite/open.js'
import type { GuardRun, Storage } from '../storage/storage.js'
import { CommandFailure, exitCodes } from './exit-codes.js'
import { type Terminal, tell } from './terminal.js'

export interface ReplayOptions {
  dataDir: string
  release: string
  project: string
  environment: string
  /** The newest run where left out. */
  generation: number | undefined
  json: boolean
}

/** `ripcord replay`: what the guard decides on what it knew then, and whether that is what it decided then. */
export async function runReplay(options: ReplayOptions, terminal: Terminal): Promise<void> {
  const { database } = dataFolderAt(options.dataDir)
  if (!existsSync(database))
    throw new CommandFailure(
      exitCodes.unreachable,
      `There is no database ${database}: is RIPCORD_DATA right?`,
    )
  // A guest, also beside a server: it only reads.
  const storage = await openSqliteStorage({ file: database, clock: systemClock, mint: false })
  try {
    const run = await findRun(storage, options)
    const replayed = await replayRun(storage.guardInputs, run)
    const { release, generation } = run
    // As plain JSON, where a figure that has no end is null.
    const shown = JSON.parse(JSON.stringify({ release, generation, ...replayed })) as { [name: string]: Json }
    tell(terminal, options.json, shown, linesOf(run, replayed))
    if (replayed.differences.length > 0)
      throw new CommandFailure(exitCodes.failure, 'The guard would not decide the same again.')
  } finally {
    await storage.close()
  }
}

async function findRun(storage: Storage, options: ReplayOptions): Promise<GuardRun> {
  const { project, environment, release, generation } = options
  const environments = await storage.projects.environments(project)
  const found = environments.find(({ key }) => key === environment)
  const runs = found === undefined ? [] : await storage.guardInputs.runs(found.id, release)
  const run = generation === undefined ? runs[0] : runs.find((one) => one.generation === generation)
  if (run !== undefined) return run
  const which = generation === undefined ? '' : ` as generation ${generation}`
  const message = `The guard has watched no release ${JSON.stringify(release)} in ${project}/${environment}${which}: check the keys.`
  throw new CommandFailure(exitCodes.refused, message)
}

function linesOf({ release, generation }: GuardRun, { inputs, decisions, differences }: Replayed): string[] {
  return [
    `${release}, generation ${generation}: ${inputs} seconds`,
    ...decisions.map(
      ({ at, sequence, decision }) =>
        `${new Date(at).toISOString()}  ${sequence}  ${decision.action}: ${decision.because}`,
    ),
    differences.length === 0
      ? 'Each decision is what was decided then.'
      : `Not what was decided then: ${differences.map(({ sequence }) => sequence).join(', ')}.`,
  ]
}
