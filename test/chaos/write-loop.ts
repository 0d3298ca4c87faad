import { setTimeout as sleep } from 'node:timers/promises'
import type { Scope } from '../harness/scope.js'
import { startServer } from '../harness/server-process.js'
import { createTestProject } from '../harness/test-project.js'
import { type Book, checkBook, createBook } from './book.js'
import { startWriters } from './writers.js'

export interface LoopFigures {
  loops: number
  /** Changes that the server had acknowledged before it was killed, kills included. */
  acknowledged: number
  /** What was acknowledged and is not there, in sentences. */
  lost: string[]
  /** Milliseconds from the start of the process to its first line, one for each loop. */
  recoveryMs: number[]
}

export interface LoopOptions {
  loops: number
  /** The server lives for a random time between these, ms: long enough to have something to lose. */
  lifeMs?: readonly [shortest: number, longest: number]
  onLoop?: (loop: number, book: Book) => void
}

/**
 * Kills the server (SIGKILL) in the middle of writes, again and again, and checks after each start that every change
 * it had acknowledged is there: in the log, and in the state that follows from it.
 */
export async function killInWriteLoop(scope: Scope, options: LoopOptions): Promise<LoopFigures> {
  const { loops, lifeMs = [150, 600], onLoop } = options
  const [shortest, longest] = lifeMs
  const server = await startServer(scope)
  const project = await createTestProject(server)
  const book = createBook()
  await project.createFlags([...book.flagKeys])
  const recoveryMs: number[] = []
  const lost: string[] = []
  for (let loop = 1; loop <= loops; loop++) {
    const writers = startWriters(project, book, loop)
    await sleep(shortest + Math.random() * (longest - shortest))
    await server.kill()
    await writers.ended
    await server.start()
    recoveryMs.push(server.startedInMs)
    lost.push(...(await checkBook(project, book)).map((what) => `After loop ${loop}: ${what}`))
    onLoop?.(loop, book)
  }
  return { loops, acknowledged: book.acknowledged.length, lost, recoveryMs }
}
