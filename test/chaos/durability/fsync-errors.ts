import { ApiError } from '@ripcord/api'
import type { ChaosCase } from '../chaos-case.js'
import { type Book, checkBook, edit, kill } from './book.js'
import { noFailingDisk, openFailingDisk } from './failing-disk.js'
import { atLeast, none } from './figures.js'
import { readLog } from './read-log.js'
import { openShop, type Shop } from './shop.js'

const sizes = { short: { rounds: 3, writes: 12 }, long: { rounds: 60, writes: 40 } }
const writerCount = 4
const failingShare = 0.3

/**
 * Lets three in ten fsyncs fail under writers. A round ends with the disk healed, or with kill -9 in the middle: what a
 * refused write has left in the file must not come to light when the next process reads it.
 */
export const fsyncErrors: ChaosCase = {
  title: 'an fsync that fails: an error to who waits for it, and nothing else',
  missing: noFailingDisk,
  async run({ scope, size, tell }) {
    const disk = openFailingDisk(scope)
    const shop = await openShop(scope, { env: disk.env })
    const { server, project, book } = shop
    const refused: Refused[] = []
    const broken: string[] = []
    const { rounds, writes } = sizes[size]
    for (let round = 0; round < rounds; round++) {
      disk.failFsync(server.child.pid, failingShare)
      await write(shop, refused, `round-${round}`, writes)
      if (server.child.exit !== undefined) broken.push(`Round ${round}: the server has ended`)
      if (round % 2 === 0) {
        // The last word before the end is a refusal.
        disk.failFsync(server.child.pid, 1)
        await write(shop, refused, `end-${round}`, 1)
        await server.kill()
        await server.start()
      } else disk.heal(server.child.pid)
      broken.push(...(await checkBook(project, book)))
      await edit(project, book, 'flag-0', `healed after ${round}`)
      tell(`${round + 1} of ${rounds}: ${book.acknowledged.length} acknowledged, ${refused.length} refused`)
    }
    await shop.service.is('READY')
    const log = readLog(server.dataDir)
    const known = book.acknowledged.filter((change) => change.type === 'edit')
    if (!known.every(({ description }) => log.includes(`"${description}"`)))
      throw new Error('What was acknowledged is not found in the log: so nothing would be')
    return [
      atLeast(2 * rounds, 'changes acknowledged meanwhile', book.acknowledged.length - rounds),
      atLeast(2 * rounds, 'changes refused', refused.length),
      none(
        'refusals that are no 503 with what to do',
        refused.flatMap(({ answer }) => (isHelpful(answer) ? [] : [String(answer)])),
      ),
      none('acknowledged changes lost, or servers ended', broken),
      none(
        'refused changes that came to light',
        refused.map(({ mark }) => mark).filter((mark) => log.includes(`"${mark}"`)),
      ),
    ]
  },
}

interface Refused {
  /** A text that the change would have brought into the log. */
  mark: string
  answer: unknown
}

function isHelpful(answer: unknown): boolean {
  return answer instanceof ApiError && answer.status === 503 && answer.message.includes('try again')
}

async function write(
  { project, book }: Shop,
  refused: Refused[],
  round: string,
  writes: number,
): Promise<void> {
  const writer = async (n: number): Promise<void> => {
    for (let turn = 0; turn < writes; turn++) {
      const mark = `${round}.${n}.${turn}`
      await change(turn, book, mark).catch((answer: unknown) => refused.push({ mark, answer }))
    }
  }
  const change = async (turn: number, book: Book, mark: string): Promise<unknown> => {
    const flagKey = book.flagKeys[turn % book.flagKeys.length] ?? ''
    return turn % 5 === 4 ? kill(project, book, flagKey, mark) : edit(project, book, flagKey, mark)
  }
  await Promise.all(Array.from({ length: writerCount }, (_, n) => writer(n)))
}
