import { copyFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { ripcordJson } from '../../harness/ripcord-command.js'
import { tempDir } from '../../harness/temp-dir.js'
import { waitFor } from '../../harness/wait-for.js'
import type { ChaosCase } from '../chaos-case.js'
import type { Entry } from './ledger.js'
import { openStage, type Stage } from './stage.js'
import { verdictOn } from './verdict.js'

const sizes = {
  short: { stream: 3, polling: 1, rounds: 1 },
  long: { stream: 6, polling: 2, rounds: 20 },
}

/** Servers that die, stop, are replaced, and go on from a backup, by command and by hand, under live clients. */
export const historyServers: ChaosCase = {
  title: 'servers that die, stop, are replaced, and go back to a backup under live clients',
  async run({ scope, size, tell }) {
    const { rounds, ...count } = sizes[size]
    const stage = await openStage(scope, count)
    const wrong: string[] = []
    for (let round = 1; round <= rounds; round++) {
      await died(stage)
      await stopped(stage)
      await replaced(stage)
      wrong.push(...(await wentBack(stage, restoreByCommand)))
      wrong.push(...(await wentBack(stage, copyByHand)))
      tell(`${round} of ${rounds}: ${stage.ledger.epochs} epochs`)
    }
    return [
      { name: 'epochs', value: stage.ledger.epochs, unit: '', must: { be: '≥', value: 1 + 5 * rounds } },
      {
        name: 'logs that went back without the kills that they should have',
        value: wrong.length,
        unit: '',
        must: { be: '=', value: 0 },
        because: wrong,
      },
      ...verdictOn(stage, { changes: 48 * rounds, sights: 5 * rounds * stage.witnesses.length }),
    ]
  },
}

async function died(stage: Stage): Promise<void> {
  await stage.writer.writes(3)
  await stage.server.kill()
  await stage.server.start()
  await goesOn(stage)
}

async function stopped(stage: Stage): Promise<void> {
  await stage.writer.writes(3)
  await stage.server.stop()
  await stage.server.start()
  await goesOn(stage)
}

async function replaced(stage: Stage): Promise<void> {
  await stage.writer.writes(3)
  await stage.server.stop()
  await stage.replaceServer()
  await goesOn(stage)
}

async function goesOn(stage: Stage): Promise<void> {
  stage.ledger.opened((await stage.head()).epoch)
  await stage.writer.writes(3)
  await stage.quiet()
}

type GoBack = (stage: Stage, backup: string, to: Entry, last: Entry) => Promise<string[]>

/**
 * Takes a backup between changes of which some clients hear and others don't, so that the log goes back under clients
 * that are behind it, equal to it and ahead of it.
 */
async function wentBack(stage: Stage, goBack: GoBack): Promise<string[]> {
  const { scope, server, writer, ledger, witnesses } = stage
  const [behind, equal] = witnesses
  behind?.proxy.set({ type: 'blackhole' })
  await writer.writes(5)
  await equal?.waits(
    ({ position }) => (position?.revision === ledger.head.revision ? undefined : 'late'),
    60_000,
  )
  const backup = join(tempDir(scope, 'backup'), 'ripcord.db')
  await ripcordJson(scope, server.dataDir, ['backup', backup])
  const to = ledger.head
  equal?.proxy.set({ type: 'blackhole' })
  await writer.writes(7)
  await Promise.all(
    witnesses
      .slice(2)
      .map((one) =>
        one.waits(
          ({ position }) => (position?.revision === ledger.head.revision ? undefined : 'late'),
          60_000,
        ),
      ),
  )
  const wrong = await goBack(stage, backup, to, ledger.head)
  await writer.writes(3)
  await stage.quiet()
  return wrong
}

/** `ripcord restore`: the kills of the replaced file stand, and what was lifted there is lifted. */
async function restoreByCommand(stage: Stage, backup: string, to: Entry, last: Entry): Promise<string[]> {
  const { scope, server, ledger } = stage
  await server.stop()
  await ripcordJson(scope, server.dataDir, ['restore', backup])
  await server.start()
  const { epoch, revision } = await stage.head()
  ledger.wentBack(epoch, to)
  const lifted = new Set([...to.lifted, ...last.lifted])
  const standing = new Set([...to.standing, ...last.standing].filter((killId) => !lifted.has(killId)))
  if (revision > to.revision) ledger.carried(revision, { standing, lifted })
  openLinks(stage)
  return differences(await standingNow(stage), standing)
}

/** The file alone is put back: what clients hold comes back through them. */
async function copyByHand(stage: Stage, backup: string, to: Entry, last: Entry): Promise<string[]> {
  const { server, ledger, writer, witnesses } = stage
  await server.kill()
  const database = join(server.dataDir, 'ripcord.db')
  for (const file of [database, `${database}-wal`, `${database}-shm`]) rmSync(file, { force: true })
  copyFileSync(backup, database)
  for (const { proxy } of witnesses) await proxy.refuse()
  await server.start()
  ledger.wentBack((await stage.head()).epoch, to)
  // Other changes under the revisions that clients have seen, before any of them is back.
  while (ledger.head.revision <= last.revision) await writer.set()
  for (const { proxy } of witnesses) await proxy.listenAgain()
  openLinks(stage)
  const expected = new Set([...to.standing, ...last.standing])
  await waitFor(
    'the kills that clients hold to be adopted',
    async () => differences(await standingNow(stage), expected).length === 0,
    { timeoutMs: 120_000, everyMs: 100 },
  ).catch(() => undefined)
  await noteAdoptions(stage)
  return differences(await standingNow(stage), expected)
}

function openLinks({ witnesses }: Stage): void {
  for (const { proxy } of witnesses) {
    proxy.set({ type: 'none' })
    proxy.cutAll()
  }
}

/** Enters into the ledger what the server has adopted since its head, change by change. */
async function noteAdoptions({ api, params, ledger }: Stage): Promise<void> {
  const { items } = await api.listChanges({ params: { project: params.project }, query: { limit: 100 } })
  const since = items.filter(({ revision }) => revision > ledger.head.revision)
  for (const { revision, kind, entities } of since.toReversed()) {
    if (kind !== 'kill.adopted') continue
    const adopted = entities.flatMap((entity) => (entity.kind === 'kill' ? [entity.key] : []))
    const { standing, lifted } = ledger.head
    ledger.carried(revision, { standing: new Set([...standing, ...adopted]), lifted })
  }
}

async function standingNow({ api, params }: Stage): Promise<Set<string>> {
  const { items } = await api.listKills({ params, query: { limit: 1_000 } })
  return new Set(items.map(({ killId }) => killId))
}

function differences(found: ReadonlySet<string>, expected: ReadonlySet<string>): string[] {
  return [
    ...[...expected].filter((killId) => !found.has(killId)).map((killId) => `kill ${killId} is lost`),
    ...[...found]
      .filter((killId) => !expected.has(killId))
      .map((killId) => `kill ${killId} came from nowhere`),
  ]
}
