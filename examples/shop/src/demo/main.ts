// `pnpm demo`: a release goes bad and pulls itself. Starts the server, the shop and its customers, and the release; breaks
// its new code, watches the guard kill it, and says how long each step took. `--hard`: the new code aborts its process;
// `--slow`: it takes two seconds; `--at-100`: it breaks when everybody has it; `--customers=20`: a second, for a machine
// that has other things to do; `--lane=alertmanager`, `--lane=prometheus`: it breaks so that only metrics show it, and the real
// ones tell the guard. Ends by itself and leaves nothing running.
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { laneOf } from './lanes.js'
import { missingFor } from './monitoring.js'
import { playStory } from './play.js'
import { createProcesses } from './processes.js'

const { values: options } = parseArgs({
  options: {
    hard: { type: 'boolean' },
    slow: { type: 'boolean' },
    'at-100': { type: 'boolean' },
    lane: { type: 'string' },
    customers: { type: 'string', default: '60' },
  },
})
const customers = Number(options.customers)
if (!(customers >= 1)) throw new Error(`--customers=${options.customers}: a number from 1 on was expected.`)
const lane = laneOf(options)
const missing = lane.witness && missingFor(lane.witness)
if (missing !== undefined) {
  console.error(missing)
  process.exit(69)
}
const folder = mkdtempSync(join(tmpdir(), 'ripcord-demo-'))
const processes = createProcesses(folder)
let isEnding = false

async function end(code: number): Promise<void> {
  if (isEnding) return
  isEnding = true
  await processes.stopAll()
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  process.exit(code)
}

process.on('SIGINT', () => void end(130))
process.on('SIGTERM', () => void end(143))

try {
  const begin = performance.now()
  const adminToken = randomBytes(24).toString('hex')
  const url = await processes.start(
    fileURLToPath(new URL('../../../../server/dist/main.js', import.meta.url)),
    {
      HOST: '127.0.0.1',
      PORT: '0',
      RIPCORD_DATA: join(folder, 'data'),
      RIPCORD_ADMIN_TOKEN: adminToken,
      LOG_LEVEL: 'warn',
      // Where the Prometheus of its lane is: private addresses are asked where that is said.
      RIPCORD_EGRESS_ALLOW: '127.0.0.1',
    },
  )
  const shortcomings = await playStory({ url, adminToken, folder, processes, begin, customers }, lane)
  for (const sentence of shortcomings) console.error(`  ${sentence}`)
  await end(shortcomings.length === 0 ? 0 : 1)
} catch (error) {
  if (!isEnding) console.error(error)
  await end(1)
}
