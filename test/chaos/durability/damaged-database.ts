import { randomBytes, randomInt } from 'node:crypto'
import { join } from 'node:path'
import { ApiError } from '@ripcord/api'
import { ripcord } from '../../harness/ripcord-command.js'
import type { Scope } from '../../harness/scope.js'
import type { ServerProcess } from '../../harness/server-process.js'
import { tempDir } from '../../harness/temp-dir.js'
import type { TestProject } from '../../harness/test-project.js'
import { waitFor } from '../../harness/wait-for.js'
import type { ChaosCase, Figure } from '../chaos-case.js'
import { alterWhatIsServed } from './altered-value.js'
import { edit, kill } from './book.js'
import { atLeast, none } from './figures.js'
import { type KeptDatabase, keepDatabase } from './kept-database.js'
import { openShop, type Shop } from './shop.js'

const sizes = { short: { pages: 3, frames: 2 }, long: { pages: 200, frames: 60 } }
const pageBytes = 4096
const walHeaderBytes = 32
const frameBytes = 24 + pageBytes

/** Writes over pages of a database, and over pages in its WAL, while no server runs. */
export const damagedDatabase: ChaosCase = {
  title: 'a damaged database: it is refused, and nothing wrong is served',
  async run({ scope, size, tell }) {
    const shop = await openShop(scope)
    const { server, project, book } = shop
    await fill(project)
    const backup = join(tempDir(scope, 'backup'), 'ripcord.db')
    await ripcord(scope, server.dataDir, ['backup', backup])
    const killId = await kill(project, book, 'flag-1')
    await project.reachedAll(killId, 1)
    const truth = await answersOf(project)
    await server.stop()

    const pages = await overwritePages(shop, truth, sizes[size].pages, tell)
    const wrongInService = await wrongValues(shop)
    const frames = await overwriteFrames(shop, sizes[size].frames)
    const altered = await alterWhatIsServed(scope, shop)
    await server.stop()
    overwritePage(keepDatabase(server.dataDir), 1)
    const notRestored = await restoreFrom(backup, scope, shop, killId)
    return [
      ...pages,
      none('wrong values in the service, to which no server spoke', wrongInService),
      ...frames,
      none('what went wrong with a value that was altered in the file', altered),
      none('what `ripcord restore` did not bring back, kills that services hold included', notRestored),
    ]
  },
}

/** Enough to fill pages of every kind. */
async function fill(project: TestProject): Promise<void> {
  const { api, params } = project
  await project.createFlags(Array.from({ length: 30 }, (_, n) => `more-${n}`))
  const included = Array.from({ length: 2_000 }, (_, n) => `customer-${n}`)
  await api.createSegment({ params, body: { key: 'large', name: 'large', included } })
}

async function overwritePages(
  shop: Shop,
  truth: Answers,
  tries: number,
  tell: (line: string) => void,
): Promise<Figure[]> {
  const { server } = shop
  const kept = keepDatabase(server.dataDir)
  const count = kept.read('ripcord.db').length / pageBytes
  const unhelpful: string[] = []
  const wrong: string[] = []
  let refused = 0
  for (let n = 0; n < tries; n++) {
    // Each page in turn where there is the time, the first one always.
    const page = tries >= count ? (n % count) + 1 : n === 0 ? 1 : randomInt(2, count + 1)
    overwritePage(kept, page)
    const sentences = await refusalOf(server)
    if (sentences !== undefined) {
      refused++
      if (!isHelpful(sentences)) unhelpful.push(`Page ${page}: ${sentences.join(' ')}`)
      continue
    }
    const answers = await answersOf(shop.project)
    wrong.push(...differences(truth, answers).map((what) => `Page ${page} of ${count}: ${what}`))
    await server.stop()
    if (n % 50 === 49) tell(`${n + 1} of ${tries} pages`)
  }
  kept.putBack()
  await server.start()
  return [
    atLeast(Math.ceil(tries / 2), `starts refused, of ${tries} with a page written over`, refused),
    none('refusals without what is damaged and what to do', unhelpful),
    none('wrong answers of servers that started all the same', wrong),
  ]
}

function overwritePage(kept: KeptDatabase, page: number): void {
  const bytes = Buffer.from(kept.read('ripcord.db'))
  const other = randomInt(2) === 0 ? randomBytes(pageBytes) : Buffer.alloc(pageBytes)
  other.copy(bytes, (page - 1) * pageBytes)
  kept.putBack({ part: 'ripcord.db', bytes })
}

/** What a server that did not start has said; undefined where it has started. */
async function refusalOf(server: ServerProcess): Promise<string[] | undefined> {
  try {
    await server.start()
    return undefined
  } catch (error) {
    if (server.child.exit === undefined) throw error
    return server.child.err.filter((line) => line.trim() !== '')
  }
}

function isHelpful(sentences: readonly string[]): boolean {
  const [sentence = '', ...more] = sentences
  return (
    more.length === 0 && sentence.includes('ripcord.db') && sentence.includes('`ripcord restore <backup>`')
  )
}

type Answers = Map<string, string>

/** All that the API tells of flags, kills and segments; a refusal by its status. */
async function answersOf({ api, params }: TestProject): Promise<Answers> {
  const { project } = params
  const asked: [string, Promise<unknown>][] = [
    ['flags', api.listFlags({ params: { project } })],
    ['kills', api.listKills({ params })],
    ['segment', api.getSegment({ params: { ...params, segment: 'large' } })],
    ['history', api.listChanges({ params: { project } })],
  ]
  const answers = asked.map(
    async ([what, answer]): Promise<[string, string]> => [
      what,
      await answer.then(JSON.stringify, (error: unknown) =>
        error instanceof ApiError ? refusal(error) : String(error),
      ),
    ],
  )
  return new Map(await Promise.all(answers))
}

function refusal({ status }: ApiError): string {
  return status >= 500 ? 'refused' : `answered ${status}`
}

function differences(truth: Answers, answers: Answers): string[] {
  return [...answers].flatMap(([what, answer]) =>
    answer === truth.get(what) || answer === 'refused' ? [] : [`${what} are ${answer.slice(0, 300)}`],
  )
}

async function wrongValues({ book, service }: Shop): Promise<string[]> {
  const values = book.flagKeys.map(async (flagKey) => {
    const expected = flagKey !== 'flag-1'
    const value = await service.value(flagKey, !expected)
    return value === expected ? [] : [`${flagKey} is ${JSON.stringify(value)}`]
  })
  return (await Promise.all(values)).flat()
}

/** Commits behind a damaged frame are lost to SQLite: a start must at least say so. */
async function overwriteFrames(shop: Shop, tries: number): Promise<Figure[]> {
  const { server, project, book } = shop
  for (let n = 0; n < 20; n++) await edit(project, book, 'flag-0', `in the WAL, ${n}`)
  await server.kill()
  const kept = keepDatabase(server.dataDir)
  const wal = kept.read('ripcord.db-wal')
  const frames = Math.floor((wal.length - walHeaderBytes) / frameBytes)
  const silent: string[] = []
  for (let n = 0; n < tries; n++) {
    // So far from the end that commits lie behind it.
    const frame = randomInt(Math.floor(frames / 2))
    const bytes = Buffer.from(wal)
    randomBytes(100).copy(bytes, walHeaderBytes + frame * frameBytes + randomInt(frameBytes - 100))
    kept.putBack({ part: 'ripcord.db-wal', bytes })
    const sentences = (await refusalOf(server)) ?? server.child.err
    if (
      !sentences.some(
        (line) => line.includes('ripcord.db-wal is damaged') || line.includes('ripcord restore'),
      )
    )
      silent.push(`Frame ${frame} of ${frames}: ${sentences.join(' ')}`)
    if (server.child.exit === undefined) await server.stop()
  }
  kept.putBack()
  await server.start()
  return [none(`of ${tries} starts on a damaged WAL, those that said nothing`, silent)]
}

async function restoreFrom(backup: string, scope: Scope, shop: Shop, killId: string): Promise<string[]> {
  const { server, project, service } = shop
  const { code, err } = await ripcord(scope, server.dataDir, ['restore', backup])
  if (code !== 0) return [err]
  try {
    await server.start()
    await service.is('READY', { timeoutMs: 60_000 })
    await waitFor('the kill that the service holds to stand again', async () => {
      const { items } = await project.api.listKills({ params: project.params })
      return items.some((kill) => kill.killId === killId)
    })
    return await wrongValues(shop)
  } catch (error) {
    return [String(error)]
  }
}
