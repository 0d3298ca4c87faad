// Loaded into a server before its own code (`--import`): on SIGUSR2 it collects garbage and prints what is left.
import { setTimeout as sleep } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void
let asked = 0

process.on('SIGUSR2', () => void answer())

async function answer(): Promise<void> {
  // What finalisers let go of is there for the next collection.
  for (let i = 0; i < 4; i++) {
    collectGarbage()
    await sleep(100)
  }
  asked += 1
  const { rss, heapUsed, external } = process.memoryUsage()
  console.log(`memory ${JSON.stringify({ asked, rss, heapUsed, external })}`)
}
