import type { ChangeStore } from '../storage/storage.js'
import type { ReleasesService, ReleaseView, VerdictAnswer } from './releases-service.js'

/** Waits for the log to say how a release ended. */
export function createWaitForVerdict(
  changes: Pick<ChangeStore, 'onCommit'>,
  read: ReleasesService['read'],
): ReleasesService['verdict'] {
  return async (project, environment, key, { waitMs, signal }) => {
    const wakeUps = createWakeUps(changes, waitMs, signal)
    try {
      for (;;) {
        // Before the look: what is committed during it wakes the next one.
        const next = wakeUps.next()
        const answer = verdictOf(await read(project, environment, key))
        if (answer.type !== 'notYet' || !(await next)) return answer
      }
    } finally {
      wakeUps.close()
    }
  }
}

/** A completed release without one conclusive measurement has proved nothing. */
function verdictOf(release: ReleaseView): VerdictAnswer {
  switch (release.status) {
    case 'draft':
    case 'running':
    case 'baking':
      return { type: 'notYet', release }
    case 'completed':
      return release.verdict === 'passed' ? { type: 'healthy', release } : { type: 'failed', release }
    case 'killed':
    case 'aborted':
      return { type: 'failed', release }
  }
}

/** `next` answers true with the next commit of anything, and false from when the time is over or nobody waits. */
function createWakeUps(changes: Pick<ChangeStore, 'onCommit'>, waitMs: number, signal: AbortSignal) {
  let isOver = waitMs <= 0 || signal.aborted
  let wake: (goesOn: boolean) => void = () => undefined
  const end = () => {
    isOver = true
    wake(false)
  }
  const stop = changes.onCommit(() => wake(true))
  const timer = setTimeout(end, waitMs).unref()
  signal.addEventListener('abort', end)
  return {
    next: () =>
      new Promise<boolean>((resolve) => {
        wake = resolve
        if (isOver) resolve(false)
      }),
    close() {
      stop()
      clearTimeout(timer)
      signal.removeEventListener('abort', end)
    },
  }
}
