import { existsSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { ApiError } from '@ripcord/api'
import { ripcord } from '../../harness/ripcord-command.js'
import type { Scope } from '../../harness/scope.js'
import { tempDir } from '../../harness/temp-dir.js'
import { waitFor } from '../../harness/wait-for.js'
import type { ChaosCase } from '../chaos-case.js'
import { checkBook, edit, kill } from './book.js'
import { atLeast, none } from './figures.js'
import { type Mounts, noMounts, openMounts } from './mounts.js'
import { openShop, type Shop } from './shop.js'

const edits = { short: 20, long: 500 }

/** Fills the disk that the data folder lies on, to the last byte, under a running server and before a start. */
export const fullDisk: ChaosCase = {
  title: 'a full disk: edits are refused, kills land',
  missing: noMounts,
  async run({ scope, size, tell }) {
    const mounts = await openMounts(scope)
    const dataDir = tempDir(scope, 'full')
    mounts.run(`mount -t tmpfs -o size=24m,mode=0700 tmpfs ${dataDir}`)
    const disk = openDisk(mounts, dataDir)
    const shop = await openShop(scope, { dataDir, through: mounts.through })
    const { server, project, book } = shop
    const lost: string[] = []
    const check = async (): Promise<unknown> => lost.push(...(await checkBook(project, book)))

    disk.fill()
    const { refused, otherwise } = await editInVain(shop, edits[size])
    const notReached = await killWhileFull(shop, 'flag-1')
    const ballastGone = !disk.hasBallast()
    await check()
    disk.makeRoom()
    const notResumed = await edit(project, book, 'flag-0', 'there is room').then(
      () => [],
      (error: unknown) => [String(error)],
    )
    await check()
    tell('there is room again')
    const notBack = await ballastComesBack(shop, disk, size === 'short')
    await check()

    await server.stop()
    disk.fill()
    await server.start()
    notReached.push(...(await killWhileFull(shop, 'flag-2')))
    await check()
    await server.kill()
    await server.start()
    await check()

    disk.makeRoom()
    await server.stop()
    await server.start()
    await server.stop()
    disk.fill()
    notReached.push(...(await killByCommand(scope, shop, mounts)))
    await server.start()
    await check()
    return [
      atLeast(edits[size], 'edits refused on a full disk', refused),
      none('edits answered otherwise than by 507 and what to do', otherwise),
      atLeast(1, 'the ballast was given for a kill', Number(ballastGone)),
      atLeast(3, 'kills that landed', book.acknowledged.filter(({ type }) => type === 'kill').length),
      none('kills that did not land, or not reach the service', notReached),
      none('edits refused after room was made, without a restart', notResumed),
      none('the ballast did not come back', notBack),
      none('acknowledged changes lost', lost),
    ]
  },
}

async function editInVain(
  { project, book }: Shop,
  count: number,
): Promise<{ refused: number; otherwise: string[] }> {
  const otherwise: string[] = []
  let refused = 0
  for (let n = 0; n < count; n++) {
    const answer = await edit(project, book, 'flag-0', String(n)).then(
      () => 'accepted',
      (error: unknown) => error,
    )
    if (answer instanceof ApiError) refused++
    if (!(answer instanceof ApiError && answer.status === 507 && answer.message.includes('make room')))
      otherwise.push(`Edit ${n}: ${answer instanceof Error ? answer.message : 'accepted'}`)
  }
  return { refused, otherwise }
}

/** What stood in its way, if anything. */
async function killWhileFull({ project, book, service }: Shop, flagKey: string): Promise<string[]> {
  try {
    const killId = await kill(project, book, flagKey)
    await service.serves(flagKey, false)
    await project.reachedAll(killId, 1)
    return []
  } catch (error) {
    return [String(error)]
  }
}

/** With the server gone. */
async function killByCommand(
  scope: Scope,
  { server, project, book }: Shop,
  mounts: Mounts,
): Promise<string[]> {
  const { params } = project
  const where = ['--project', params.project, '--environment', params.environment]
  const args = ['kill', 'flag-3', ...where, '--reason', 'chaos', '--json']
  const { code, out, err } = await ripcord(scope, server.dataDir, args, mounts.through)
  if (code !== 0) return [`ripcord kill ended with ${code}: ${err}`]
  const { killId, revision } = JSON.parse(out) as { killId: string; revision: number }
  book.acknowledged.push({ type: 'kill', flagKey: 'flag-3', killId, revision })
  return []
}

/** By itself, which takes a minute; or at the next start, for which each test has the time. */
async function ballastComesBack(
  { server, project, book }: Shop,
  disk: Disk,
  byRestart: boolean,
): Promise<string[]> {
  if (byRestart) {
    await server.stop()
    await server.start()
    return disk.hasBallast() ? [] : ['It is not there after a start.']
  }
  const looked = waitFor(
    'the ballast to be back',
    async () => {
      await edit(project, book, 'flag-0', 'another look at the disk')
      return disk.hasBallast()
    },
    { timeoutMs: 180_000, everyMs: 1_000 },
  )
  return looked.then(
    () => [],
    (error: unknown) => [String(error)],
  )
}

interface Disk {
  /** To the last byte. */
  fill(): void
  makeRoom(): void
  hasBallast(): boolean
}

function openDisk(mounts: Mounts, folder: string): Disk {
  const seen = mounts.seen(folder)
  const filler = `${seen}/filler`
  return {
    fill() {
      for (let n = 0; free(seen) > 0; n++) writeFileSync(`${filler}-${n}`, Buffer.alloc(free(seen), 1))
    },
    makeRoom() {
      for (let n = 0; existsSync(`${filler}-${n}`); n++) rmSync(`${filler}-${n}`)
    },
    hasBallast: () => existsSync(`${seen}/ripcord.db.ballast`),
  }
}

function free(folder: string): number {
  const { bavail, bsize } = statfsSync(folder)
  return bavail * bsize
}
