import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import type { Scope } from '../../harness/scope.js'
import { startService } from '../../harness/service-process.js'
import { waitFor } from '../../harness/wait-for.js'
import type { Shop } from './shop.js'

const flagKey = 'flag-2'

/**
 * Alters in the file what SDKs are served of a flag, so that the database is whole and its content wrong: no service may
 * take it, kills still reach those that have a state, and an edit of the flag heals it. What did not go so, in sentences.
 */
export async function alterWhatIsServed(scope: Scope, { server, project, service }: Shop): Promise<string[]> {
  const wrong: string[] = []
  const expect = (what: string, holds: boolean): void => {
    if (!holds) wrong.push(what)
  }
  await server.stop()
  alter(server.dataDir)
  await server.start()
  await waitFor('a warning that names the flag', () =>
    server.child.err.some((line) => line.includes(`flag ${flagKey} is not as it was written`)),
  ).catch((error: unknown) => wrong.push(String(error)))

  const { key: sdkKey } = project.sdkKey
  const killId = await project.kill(['flag-4'])
  await project.reachedAll(killId, 1).catch((error: unknown) => wrong.push(String(error)))
  expect(
    'A service that has a state does not serve the kill',
    (await service.value('flag-4', true)) === false,
  )
  expect('A service that has a state takes the altered value', (await service.value(flagKey, false)) === true)
  const newcomer = await startService(scope, { url: server.url, sdkKey, name: 'newcomer' })
  const { status } = await newcomer.ready(1_000)
  expect(`A service that has none is ${status.status} with the altered state`, status.status !== 'READY')
  expect('A service that has none serves the altered value', (await newcomer.value(flagKey, true)) === true)
  await newcomer.stop()

  await project.serve([flagKey], 'off')
  await project.serve([flagKey], 'on')
  const next = await startService(scope, { url: server.url, sdkKey, name: 'next' })
  for (const each of [service, next])
    await each.is('READY').catch((error: unknown) => wrong.push(`After an edit: ${String(error)}`))
  expect('The edit does not heal what is served', (await next.value(flagKey, false)) === true)
  await next.stop()
  await project.restore(killId)
  return wrong
}

function alter(dataDir: string): void {
  const db = new Sqlite(join(dataDir, 'ripcord.db'))
  try {
    const { changes } = db
      .prepare(
        `UPDATE sent_state SET value = json_set(value, '$.default.variant', 'off') WHERE kind = 'flag' AND key = ?`,
      )
      .run(flagKey)
    if (changes !== 1) throw new Error(`Nothing to alter: ${changes} rows of ${flagKey}`)
  } finally {
    db.close()
  }
}
