import type { TestProject } from '../harness/test-project.js'
import type { Book } from './book.js'

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
  const killer = untilRefused((turn) => kill(project, book, loop, turn))
  const ended = Promise.all([...writers, killer]).then(() => undefined)
  // Whoever waits for the end hears of a refusal; until then nobody listens.
  ended.catch(() => {})
  return { ended }
}

async function edit(project: TestProject, book: Book, flagKey: string, description: string): Promise<void> {
  const { api, params } = project
  const { revision } = await api.updateFlag({
    params: { project: params.project, flag: flagKey },
    body: { description },
  })
  book.acknowledged.push({ type: 'edit', flagKey, description, revision })
}

/** Each loop kills a few times, then only watches the connection until it breaks. */
async function kill(project: TestProject, book: Book, loop: number, turn: number): Promise<void> {
  const { api, params } = project
  const flagKey = book.flagKeys[(loop + turn) % book.flagKeys.length] ?? ''
  if (turn >= 3) {
    await api.getProject({ params: { project: params.project } })
    return
  }
  const { kill: killed, revision } = await api.createKill({
    params,
    body: { target: { type: 'flags', flags: [flagKey] }, reason: `loop ${loop}` },
  })
  book.acknowledged.push({ type: 'kill', flagKey, killId: killed.killId, revision })
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
