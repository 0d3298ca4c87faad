import { setTimeout as sleep } from 'node:timers/promises'
import { startServer } from '../../harness/server-process.js'
import { createTestProject } from '../../harness/test-project.js'
import { type ChaosCase, timesOf } from '../chaos-case.js'
import { checkBook, createBook } from './book.js'
import { startWriters } from './writers.js'

const loops = { short: 6, long: 1_000 }
/** The server lives for a random time between these: long enough to have something to lose. */
const lifeMs = { shortest: 150, longest: 600 }

/** A start after a kill takes no longer than so many first ones, however long the log is by then. */
const mostStarts = 8

/**
 * Kills the server (SIGKILL) in the middle of writes, again and again, and checks after each start that every change
 * it had acknowledged is there: in the log, and in the state that follows from it.
 */
export const killLoop: ChaosCase = {
  title: 'kill -9 of the server in a write loop',
  async run({ scope, size, tell }) {
    const server = await startServer(scope)
    const firstStartMs = server.startedInMs
    const project = await createTestProject(server)
    const book = createBook()
    await project.createFlags([...book.flagKeys])
    const recoveryMs: number[] = []
    const lost: string[] = []
    for (let loop = 1; loop <= loops[size]; loop++) {
      const writers = startWriters(project, book, loop)
      await sleep(lifeMs.shortest + Math.random() * (lifeMs.longest - lifeMs.shortest))
      await server.kill()
      await writers.ended
      await server.start()
      recoveryMs.push(server.startedInMs)
      lost.push(...(await checkBook(project, book)).map((what) => `After loop ${loop}: ${what}`))
      if (loop % 10 === 0) tell(`${loop} of ${loops[size]}: ${book.acknowledged.length} changes acknowledged`)
    }
    return [
      // The loop must have had something to lose.
      {
        name: 'acknowledged changes',
        value: book.acknowledged.length,
        unit: '',
        must: { be: '≥', value: 5 * loops[size] },
      },
      {
        name: `acknowledged changes lost in ${loops[size]} kills`,
        value: lost.length,
        unit: '',
        must: { be: '=', value: 0 },
        because: lost,
      },
      ...timesOf('start of the process → its first line', recoveryMs, mostStarts * firstStartMs),
    ]
  },
}
