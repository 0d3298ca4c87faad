import { type Actor, isRunning } from '@ripcord/model'
import type { CommitChange, DecideAt, Verdict } from '../changes/commit-change.js'
import { endedAs, giveBack, servesSomebody } from '../changes/owned-flags.js'
import type { Reading } from '../changes/reading.js'
import type { Storage } from '../storage/storage.js'
import { type ReleaseQuestion, readsOfRelease, releaseIn, step } from './release-in.js'
import type { ReleaseView } from './releases-service.js'

const starter: Actor = { type: 'system', id: 'start', name: 'start of the server' }

/** Ends every running release of every project that has only killed flags. */
export async function endKilled(
  storage: Pick<Storage, 'changes' | 'projects'>,
  commitChange: CommitChange,
): Promise<void> {
  for (const { key: project } of await storage.projects.list())
    for (const { key: environment } of await storage.projects.environments(project))
      for (const key of await runningIn(storage, project, environment))
        await commitChange<ReleaseView>({
          project,
          reads: readsOfRelease({ environment, key }),
          actor: starter,
          reason: 'all its flags are killed',
          decide: (state, at) => decideEnd(state, at, { environment, key }),
        })
}

async function runningIn({ changes }: Pick<Storage, 'changes'>, project: string, environment: string) {
  const state = await changes.read(project, [{ kind: 'release', environment }])
  return state
    .list('release', environment)
    .filter(({ value }) => value !== null && isRunning(value))
    .map(({ key }) => key)
}

function decideEnd(state: Reading, at: DecideAt, question: ReleaseQuestion): Verdict<ReleaseView> {
  const { environment } = question
  const release = releaseIn(state, question)
  if (!isRunning(release) || servesSomebody(state, environment, release))
    return { type: 'nothing', result: release }
  const killId = release.flags.flatMap(({ key }) => state.index().killsOf(environment, key))[0] ?? null
  const ended = { ...release, ...endedAs(release, 'killed', at.now, { killId, recovery: 'pending' }) }
  return step(at, 'release.killed', ended, giveBack(state, environment, release))
}
