import type { TestProject } from '../../harness/test-project.js'
import { type Book, edit, kill } from './book.js'

const writerCount = 4

export interface Writers {
  /** Resolves when every writer has met its first refusal: the server is gone. */
  ended: Promise<void>
}

/** Several writers at once, each with flags of its own, and one that kills; they write until the server is gone. */
export function startWriters(project: TestProject, book: Book, loop: number): Writers {
  const writers = Array.from({ length: writerCount }, (_, writer) => {
    const own = book.flagKeys.filter((_key, index) => index % writerCount === writer)
    return untilRefused((turn) =>
      edit(project, book, own[turn % own.length] ?? '', `${loop}.${writer}.${turn}`),
    )
  })
  const killer = untilRefused((turn) => killOrWatch(project, book, loop, turn))
  const ended = Promise.all([...writers, killer]).then(() => undefined)
  // Whoever waits for the end hears of a refusal; until then nobody listens.
  ended.catch(() => {})
  return { ended }
}

/** Each loop kills a few times, then only watches the connection until it breaks. */
async function killOrWatch(project: TestProject, book: Book, loop: number, turn: number): Promise<void> {
  const { api, params } = project
  if (turn < 3) await kill(project, book, book.flagKeys[(loop + turn) % book.flagKeys.length] ?? '')
  else await api.getProject({ params: { project: params.project } })
}

async function untilRefused(act: (turn: number) => Promise<void>): Promise<void> {
  for (let turn = 0; ; turn++) {
    try {
      await act(turn)
    } catch (error) {
      if (isGone(error)) return
      throw error
    }
  }
}

/** The connection broke or was refused; an answer of the server, whatever it says, is something else. */
function isGone(error: unknown): boolean {
  return error instanceof TypeError || (error instanceof Error && error.name === 'AbortError')
}
