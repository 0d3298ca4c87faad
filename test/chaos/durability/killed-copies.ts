import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Child, startChild, story } from '../../harness/child.js'
import { programs } from '../../harness/paths.js'
import { ripcord, ripcordJson } from '../../harness/ripcord-command.js'
import type { Scope } from '../../harness/scope.js'
import type { ServiceProcess } from '../../harness/service-process.js'
import { tempDir } from '../../harness/temp-dir.js'
import { waitFor } from '../../harness/wait-for.js'
import type { ChaosCase, Figure } from '../chaos-case.js'
import { kill } from './book.js'
import { atLeast, none } from './figures.js'
import { openShop, type Shop } from './shop.js'
import { startWriters } from './writers.js'

const loops = { short: { backups: 3, restores: 3 }, long: { backups: 150, restores: 150 } }
/** Flags that go on and off together; one more is killed. The writers kill others. */
const together = ['flag-3', 'flag-4', 'flag-5', 'flag-6']
const killed = 'flag-7'

/** Kills (SIGKILL) `ripcord backup` under writers, and `ripcord restore`, at any moment of their work. */
export const killedCopies: ChaosCase = {
  title: 'kill -9 of a backup and of a restore',
  async run({ scope, size, tell }) {
    const shop = await openShop(scope)
    const backups = await killBackups(scope, shop, loops[size].backups)
    tell('the backups are done')
    const restores = await killRestores(scope, shop, loops[size].restores, tell)
    return [
      ...backups,
      ...restores,
      none('steps back within an epoch that the service told of', stepsBack(shop.service)),
    ]
  },
}

function stepsBack({ statuses }: ServiceProcess): string[] {
  const positions = statuses.flatMap(({ position }) => position ?? [])
  return positions.flatMap((position, index) => {
    const before = positions[index - 1]
    const isBack = before?.epoch === position.epoch && before.revision > position.revision
    return isBack ? [`from ${before.revision} to ${position.revision}`] : []
  })
}

/** A backup of which there is a file is whole, also one that was taken while writers went on. */
async function killBackups(scope: Scope, { server, project, book }: Shop, count: number): Promise<Figure[]> {
  const writers = startWriters(project, book, 0)
  const folder = tempDir(scope, 'backups')
  const copy = (name: string): Copy => {
    const path = join(folder, `${name}.db`)
    return { args: ['backup', path], dataDir: server.dataDir, begun: `${path}.partial`, made: path }
  }
  const worksMs = await runWhole(scope, copy('first'))
  const copies = Array.from({ length: count }, (_, n) => copy(`killed-${n}`))
  for (const each of copies) await runKilled(scope, each, worksMs)
  await runWhole(scope, copy('last'))
  await server.kill()
  await writers.ended
  await server.start()
  const made = [copy('first'), ...copies, copy('last')].filter((each) => existsSync(each.made))
  const torn: string[] = []
  for (const { made: path } of made) {
    const { code, err } = await ripcord(scope, tempDir(scope, 'elsewhere'), ['restore', path])
    // A log that does not fit its hashes is a warning.
    if (code !== 0 || err !== '') torn.push(`${path}: ${err}`)
  }
  return [
    atLeast(2, `backups under writers that came about, ${count} of them killed`, made.length),
    none('of those, not whole or with a log that does not fit its hashes', torn),
  ]
}

/** Of so many restores that are killed at random, some are killed on either side of the moment that counts. */
const enoughForBoth = 20

/** The data folder is the old one or the new one, and the kill that came after the backup stands in both. */
async function killRestores(
  scope: Scope,
  shop: Shop,
  count: number,
  tell: (line: string) => void,
): Promise<Figure[]> {
  const { server, project, book } = shop
  const { dataDir } = server
  const backup = join(tempDir(scope, 'backup'), 'ripcord.db')
  await project.serve(together, 'off')
  await ripcordJson(scope, dataDir, ['backup', backup])
  await project.serve(together, 'on')
  await project.reachedAll(await kill(project, book, killed), 1)
  await server.stop()
  const begun = join(dataDir, 'ripcord.db.restoring')
  const restore: Copy = { args: ['restore', backup], dataDir, begun, made: begun }
  const worksMs = await runWhole(scope, restore)
  await server.start()
  const between: string[] = []
  let replaced = 0
  for (let n = 0; n < count; n++) {
    await project.serve(together, 'on')
    await server.kill()
    await runKilled(scope, restore, worksMs)
    const { values, isKilled } = await servedAfterStart(shop)
    if (values.size !== 1 || !isKilled)
      between.push(`After restore ${n}: ${[...values].join(' and ')}${isKilled ? '' : ', not killed'}`)
    if (values.has(false)) replaced++
    if (n % 20 === 19) tell(`${n + 1} of ${count} restores`)
  }
  await server.stop()
  await runWhole(scope, restore)
  const { values, isKilled } = await servedAfterStart(shop)
  const whole = values.size === 1 && values.has(false) && isKilled
  return [
    ...(count < enoughForBoth
      ? []
      : [
          atLeast(1, 'restores killed before the new database was in its place', count - replaced),
          atLeast(1, 'restores killed after that', replaced),
        ]),
    none(`data folders between old and new, or without the kill, after ${count} killed restores`, between),
    none('restores after all that did not work', whole ? [] : ['The flags are not as in the backup']),
  ]
}

/** What the service has from the next life of the server. */
async function servedAfterStart({
  server,
  service,
}: Shop): Promise<{ values: Set<boolean>; isKilled: boolean }> {
  const before = (await service.status()).position?.epoch
  await server.start()
  await waitFor('the service to be READY in a new epoch', async () => {
    const { status, position } = await service.status()
    return status === 'READY' && position?.epoch !== before
  })
  const values = together.map(async (flagKey) => (await service.value(flagKey, false)) === true)
  return {
    values: new Set(await Promise.all(values)),
    isKilled: (await service.value(killed, true)) === false,
  }
}

/** A command that copies a database. */
interface Copy {
  args: string[]
  dataDir: string
  /** The file that is there from when it begins with that, after all the loading. */
  begun: string
  /** The file that it makes. */
  made: string
}

/** Milliseconds from when it began to copy. */
async function runWhole(scope: Scope, copy: Copy): Promise<number> {
  const child = await begin(scope, copy)
  const begun = performance.now()
  const { code } = await child.exited
  if (code !== 0) throw new Error(story(child))
  return performance.now() - begun
}

/** Killed at any moment after it began to copy, or a little too late. */
async function runKilled(scope: Scope, copy: Copy, worksMs: number): Promise<void> {
  const child = await begin(scope, copy)
  await Promise.race([sleep(Math.random() * 1.1 * worksMs), child.exited])
  await child.kill()
}

async function begin(scope: Scope, { args, dataDir, begun }: Copy): Promise<Child> {
  const left = identityOf(begun)
  const child = startChild(scope, { program: programs.ripcord, args, env: { RIPCORD_DATA: dataDir } })
  await waitFor('a copy to begin', () => identityOf(begun) !== left || child.exit !== undefined, {
    everyMs: 1,
  })
  return child
}

/** What one that was killed has left behind is another file. */
function identityOf(path: string): string | undefined {
  const stat = statSync(path, { throwIfNoEntry: false })
  return stat && `${stat.ino} of ${stat.birthtimeMs}`
}
