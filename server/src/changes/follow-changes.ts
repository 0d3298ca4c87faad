import type { Change, Revision } from '@ripcord/model'
import type { ChangeStore } from '../storage/storage.js'
import type { ChangeView } from './history-service.js'

const pageSize = 100

/**
 * Changes of a project, oldest first, for as long as somebody reads: those after `after` (the present head where none
 * is given), then each as it is committed. The log is read anew at every commit, so that none is missed.
 */
export async function* followChanges(
  changes: Pick<ChangeStore, 'changesAfter' | 'head' | 'onCommit'>,
  project: string,
  after: Revision | undefined,
  signal: AbortSignal,
): AsyncGenerator<ChangeView> {
  const wakeUp = createWakeUp()
  const stopListening = changes.onCommit(wakeUp.ring)
  signal.addEventListener('abort', wakeUp.ring, { once: true })
  try {
    let read = after ?? (await changes.head(project))
    while (!signal.aborted) {
      wakeUp.reset()
      const page = await changes.changesAfter(project, read, pageSize)
      for (const change of page) {
        if (signal.aborted) return
        read = change.revision
        yield viewChange(change)
      }
      if (page.length < pageSize) await wakeUp.rung()
    }
  } finally {
    stopListening()
    signal.removeEventListener('abort', wakeUp.ring)
  }
}

function viewChange({ entities, ...change }: Change): ChangeView {
  return {
    ...change,
    entities: entities.map(({ kind, environment, key }) => ({ kind, environment, key })),
  }
}

/** A bell that can be rung before anybody waits for it. */
function createWakeUp() {
  let hasRung = false
  let wake: () => void = () => undefined
  return {
    ring: () => {
      hasRung = true
      wake()
    },
    reset: () => {
      hasRung = false
    },
    rung: () =>
      new Promise<void>((resolve) => {
        wake = resolve
        if (hasRung) resolve()
      }),
  }
}
