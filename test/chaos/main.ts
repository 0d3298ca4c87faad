// `pnpm chaos [loops]`: kills the server in a write loop, a hundred times unless said otherwise, and prints what was
// lost (nothing) and how long it took to come back.
import { createScope } from '../harness/scope.js'
import { killInWriteLoop } from './write-loop.js'

const loops = Number(process.argv[2] ?? 100)
const scope = createScope()
try {
  const figures = await killInWriteLoop(scope, {
    loops,
    onLoop: (loop, book) => {
      if (loop % 10 === 0)
        console.log(`  ${loop} of ${loops}: ${book.acknowledged.length} changes acknowledged`)
    },
  })
  const recovery = [...figures.recoveryMs].sort((a, b) => a - b)
  const at = (share: number): string =>
    `${Math.round(recovery[Math.floor((recovery.length - 1) * share)] ?? 0)} ms`
  console.log(`\n  kill -9 in a write loop, ${figures.loops} times`)
  console.log(`  acknowledged changes   ${figures.acknowledged}`)
  console.log(`  lost                   ${figures.lost.length}`)
  console.log(`  recovery               p50 ${at(0.5)}, p99 ${at(0.99)}`)
  for (const sentence of figures.lost.slice(0, 20)) console.log(`  ${sentence}`)
  process.exitCode = figures.lost.length === 0 ? 0 : 1
} finally {
  await scope.close()
}
