import { snapshotPath } from '@ripcord/sync'
import type { Scope } from '../../harness/scope.js'
import { type ServerProcess, startServer } from '../../harness/server-process.js'
import { createTestProject, type TestProject } from '../../harness/test-project.js'
import { Ledger } from './ledger.js'
import { whyNotThere } from './validators.js'
import { startWitness, type Witness } from './witness.js'
import { Writer } from './writer.js'

/** A server, a writer who keeps the ledger, and services behind fault proxies. */
export interface Stage {
  readonly server: ServerProcess
  readonly project: TestProject
  readonly ledger: Ledger
  readonly writer: Writer
  readonly witnesses: readonly Witness[]
  /** Notes the epoch in which the server has begun. */
  opened(): Promise<void>
  /** Waits for every witness to be where the log is; what still keeps one is told by the validators. */
  quiet(): Promise<void>
}

/** So long may a client take once nothing goes wrong any more: its longest pause is a minute, its longest silence 15 s. */
const quietMs = 150_000

export async function openStage(scope: Scope, count: { stream: number; polling: number }): Promise<Stage> {
  const server = await startServer(scope)
  const project = await createTestProject(server)
  const ledger = new Ledger()
  const writer = new Writer(project, ledger)
  const opened = async (): Promise<void> => ledger.opened((await readHead(server, project)).epoch)
  await writer.createWitnesses()
  await opened()
  await writer.set()

  const modes = [
    ...Array.from({ length: count.stream }, () => 'stream' as const),
    ...Array.from({ length: count.polling }, () => 'polling' as const),
  ]
  const witnesses = await Promise.all(
    modes.map((mode, index) =>
      startWitness(scope, server.port, { sdkKey: project.sdkKey.key, mode, name: `${mode}-${index}` }),
    ),
  )
  const quiet = async (): Promise<void> => {
    await Promise.all(witnesses.map((one) => one.waits((last) => whyNotThere(last, ledger), quietMs)))
  }
  await quiet()
  return { server, project, ledger, writer, witnesses, opened, quiet }
}

/** Where the server's log stands, as it says to whoever asks. */
export async function readHead(
  { url }: ServerProcess,
  { sdkKey }: TestProject,
): Promise<{ epoch: string; revision: number }> {
  const answer = await fetch(url + snapshotPath, { headers: { authorization: `Bearer ${sdkKey.key}` } })
  const { at } = (await answer.json()) as { at: { epoch: string; revision: number } }
  return at
}
