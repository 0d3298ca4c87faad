import type { SyncView } from '@ripcord/sync'
import type { Agenda } from './agenda.js'
import type { Log } from './log.js'

/** A start that no server has confirmed by then, and where nothing has failed either, is told of. */
const quietStartMs = 5_000

/**
 * Says what needs somebody's attention, to be called with each view. A first READY is what everybody expects, and so is a
 * start from what is on disk until the first try has failed.
 */
export function createStatusLog(log: Log, agenda: Agenda): (view: SyncView) => void {
  let said: SyncView['status'] = 'NOT_READY'
  let start: SyncView | undefined

  function say({ status, because }: SyncView): void {
    if (status === said) return
    if (status === 'FATAL') log('error', `FATAL: ${because}`)
    else if (status !== 'READY') log('warn', `${status}: ${because}`)
    else if (said !== 'NOT_READY') log('info', `READY again: ${because}`)
    said = status
  }

  return (view) => {
    const isFirst = start === undefined && said === 'NOT_READY' && view.status === 'STALE'
    if (isFirst) {
      start = view
      log('debug', `serving what is on disk: ${view.because}`)
      agenda.after('quiet start', quietStartMs, () => say(view))
    }
    if (view.status === 'STALE' && view.because === start?.because && said === 'NOT_READY') return
    agenda.cancel('quiet start')
    say(view)
  }
}
