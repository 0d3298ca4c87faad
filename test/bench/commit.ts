// What a change costs: one `transact` (reads, decision, log row, state, sent state, hashes, chain) against a bare
// better-sqlite3 transaction with FULL that writes one change row and one state row.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Environment, FlagDefinition, Json, Project } from '@ripcord/model'
import { systemClock } from '@ripcord/server/dist/clock.js'
import { openSqliteStorage } from '@ripcord/server/dist/storage/sqlite/open.js'
import type { ChangeDraft, Storage } from '@ripcord/server/dist/storage/storage.js'
import Sqlite from 'better-sqlite3'
import { median, type Report } from './rows.js'

const rounds = 30
const commitsPerRound = 20
const actor = { type: 'person', id: 'bench' } as const
const project: Project = { key: 'shop', id: 'prj-shop', name: 'Shop', description: '' }
const environment: Environment = {
  key: 'production',
  id: 'env-production',
  name: 'Production',
  description: '',
  production: true,
}

export async function run(report: Report): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'ripcord-bench-'))
  try {
    const ripcord = await openRipcord(join(folder, 'ripcord.db'))
    const bare = openBare(join(folder, 'bare.db'))
    const times: { ripcord: number[]; bare: number[] } = { ripcord: [], bare: [] }
    for (let round = 0; round < rounds; round++) {
      for (let i = 0; i < commitsPerRound; i++) times.bare.push(await timeMs(() => bare.commit(round + i)))
      for (let i = 0; i < commitsPerRound; i++)
        times.ripcord.push(await timeMs(() => ripcord.commit(round + i)))
    }
    await ripcord.close()
    await bare.close()
    // The first round warms up.
    tell(report, times.ripcord.slice(commitsPerRound), times.bare.slice(commitsPerRound))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function tell(report: Report, ripcord: number[], bare: number[]): void {
  const against = 'a bare better-sqlite3 transaction (WAL, FULL)'
  report({
    name: 'commit, p50 ratio',
    value: median(ripcord) / median(bare),
    unit: '×',
    aim: 1.5,
    better: 'lower',
    against,
  })
  report({ name: 'commit, p50', value: median(ripcord), unit: 'ms', aim: null, better: 'lower', against: '' })
  report({
    name: 'bare commit, p50',
    value: median(bare),
    unit: 'ms',
    aim: null,
    better: 'lower',
    against: '',
  })
}

async function timeMs(work: () => Promise<void> | void): Promise<number> {
  const started = performance.now()
  await work()
  return performance.now() - started
}

interface Contender {
  commit(n: number): Promise<void> | void
  close(): Promise<void> | void
}

async function openRipcord(file: string): Promise<Contender> {
  const storage = await openSqliteStorage({ file, clock: systemClock, mint: 'bench' })
  await createProject(storage)
  const reads = [{ kind: 'flag', environment: null, keys: ['new-checkout'] }] as const
  return {
    async commit(n) {
      await storage.changes.transact({ project: project.key, reads }, (state) => {
        state.get('flag', null, 'new-checkout')
        return { type: 'commit', change: editOf(n), result: null }
      })
    },
    close: () => storage.close(),
  }
}

async function createProject(storage: Storage): Promise<void> {
  const create = { projectId: project.id }
  await storage.changes.transact({ project: project.key, reads: [], create }, () => {
    const change: ChangeDraft = {
      kind: 'project.created',
      actor,
      reason: 'bench',
      entities: [
        { kind: 'project', environment: null, key: project.key, value: project },
        { kind: 'environment', environment: null, key: environment.key, value: environment },
      ],
      sent: [],
    }
    return { type: 'commit', change, result: null }
  })
}

function editOf(n: number): ChangeDraft {
  const flag = flagOf(n)
  return {
    kind: 'flag.updated',
    actor,
    reason: 'bench',
    entities: [{ kind: 'flag', environment: null, key: flag.key, value: flag }],
    sent: [
      {
        environment: environment.key,
        entities: [{ kind: 'flag', key: flag.key, value: flag as unknown as Json }],
      },
    ],
  }
}

function flagOf(n: number): FlagDefinition {
  const variants = Object.fromEntries(
    Array.from({ length: 10 }, (_, i) => [`variant-${i}`, { n, text: 'x'.repeat(60) }]),
  )
  return { key: 'new-checkout', name: `New checkout ${n}`, variants } as unknown as FlagDefinition
}

function openBare(file: string): Contender {
  const db = new Sqlite(file)
  db.pragma('journal_mode = WAL')
  db.pragma('synchronous = FULL')
  db.exec('CREATE TABLE changes (id INTEGER PRIMARY KEY, body TEXT NOT NULL)')
  db.exec('CREATE TABLE state (key TEXT PRIMARY KEY, value TEXT NOT NULL)')
  const change = db.prepare('INSERT INTO changes (body) VALUES (?)')
  const state = db.prepare(
    'INSERT INTO state (key, value) VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value',
  )
  const write = db.transaction((n: number) => {
    const value = JSON.stringify(flagOf(n))
    change.run(value)
    state.run('new-checkout', value)
  })
  return { commit: (n) => write.immediate(n), close: () => void db.close() }
}
