import type { Clock } from '../../clock.js'
import type { ChangeStore } from '../storage.js'
import { readChange } from './change-rows.js'
import type { Notifier } from './notifier.js'
import { readAt } from './read-at.js'
import type { Rows } from './rows.js'
import type { Runner } from './runner.js'
import { createStateView } from './state-view.js'
import { transactWithin } from './transact.js'
import { verifyPart, verifyStart } from './verify.js'

export function createChangeStore(rows: Rows, runner: Runner, notifier: Notifier, clock: Clock): ChangeStore {
  const { read, readOne } = runner
  return {
    async transact(options, decide) {
      const urgent = options.urgent ?? false
      const committed = await runner.write(() => transactWithin(rows, clock.now(), options, decide), {
        waits: urgent,
        mayUseBallast: urgent,
      })
      if (committed.change !== undefined) notifier.notify()
      return committed
    },
    read: (project, reads) =>
      read(() => {
        const { id, revision } = rows.projects.get(project)
        const at = { revision, epoch: rows.epochs.current() }
        return createStateView(at, reads, rows.entities.read(id, reads))
      }),
    readAt: (project, revision, reads) =>
      read(() => readAt(rows, rows.projects.get(project), revision, reads)),
    changesAfter: (project, after, limit) =>
      read(() => rows.changes.after(rows.projects.get(project).id, after, limit).map(readChange)),
    change: (project, revision) =>
      read(() => {
        const row = rows.changes.get(rows.projects.get(project).id, revision)
        return row && readChange(row)
      }),
    history: (project, filter) =>
      read(() => rows.changes.history(rows.projects.get(project).id, filter).map(readChange)),
    lastTouched: (project, kind, environment) =>
      read(
        () =>
          new Map(
            rows.changes
              .lastTouched(rows.projects.get(project).id, kind, environment)
              .map(({ key, at }) => [key, at]),
          ),
      ),
    head: (project) => readOne(() => rows.projects.get(project).revision),
    environmentHead: (environmentId) =>
      read(() => {
        const { revision, hashes } = rows.projects.environment(environmentId)
        return { revision, hashes }
      }),
    sentAfter: (environmentId, after, limit) => read(() => rows.sent.after(environmentId, after, limit)),
    hashesAt: (environmentId, revision) => read(() => rows.sent.hashesAt(environmentId, revision)),
    sentState: (environmentId) =>
      read(() => {
        const { revision, hashes } = rows.projects.environment(environmentId)
        return { head: { revision, hashes }, entities: rows.sent.state(environmentId) }
      }),
    onCommit: (listener) => notifier.onCommit(listener),
    async verify(project) {
      let so = verifyStart
      while (!so.done) so = await read(() => verifyPart(rows, rows.projects.get(project), so))
      return { rows: so.rows, firstBad: so.firstBad }
    },
  }
}
