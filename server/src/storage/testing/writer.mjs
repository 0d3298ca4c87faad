// A process that writes: `node writer.mjs <file> <times> <urgent|ordinary>`. Each acknowledged revision is a line on stdout. It runs what was
// built, as the server does.
import { writeSync } from 'node:fs'
import { openSqliteStorage } from '../../../dist/storage/sqlite/open.js'

const [file, times, urgency] = process.argv.slice(2)
const clock = { now: () => new Date(), monotonic: () => performance.now() }
const storage = await openSqliteStorage({ file, clock, mint: false })
const reads = [{ kind: 'flag', environment: null, keys: ['n'] }]

for (let i = 0; i < Number(times); i++) {
  const { change } = await storage.changes.transact(
    { project: 'shop', reads, urgent: urgency === 'urgent' },
    (state) => {
      const next = String(Number(state.get('flag', null, 'n')?.value?.name ?? 0) + 1)
      const value = { key: 'n', name: next }
      const change = {
        kind: 'flags.changed',
        actor: { type: 'system', id: 'writer' },
        reason: 'for the test',
        entities: [{ kind: 'flag', environment: null, key: 'n', value }],
        sent: [{ environment: 'production', entities: [{ kind: 'flag', key: 'n', value }] }],
      }
      return { type: 'commit', change, result: null }
    },
  )
  // Synchronous: a line that was written is an acknowledgement that was given.
  writeSync(1, `${change.revision}\n`)
}
await storage.close()
