import type {
  Actor,
  EntityWrite,
  Environment,
  FlagDefinition,
  Json,
  Project,
  SentEntity,
} from '@ripcord/model'
import type { ChangeDraft, Decision, Storage } from '../storage.js'

export const actor: Actor = { type: 'person', id: 'ada' }
export const project: Project = { key: 'shop', id: 'prj-shop', name: 'Shop', description: '' }
export const environmentKeys = ['production', 'staging'] as const

export function environmentOf(key: string): Environment {
  return { key, id: `env-${key}`, name: key, description: '', production: key === 'production' }
}

/** Storage looks into no flag: this is one for the types. */
export function flagOf(key: string, name: string): FlagDefinition {
  return { key, name } as FlagDefinition
}

export function flagWrite(key: string, name: string | null): EntityWrite {
  return { kind: 'flag', environment: null, key, value: name === null ? null : flagOf(key, name) }
}

export function sentFlag(key: string, value: Json): SentEntity {
  return { kind: 'flag', key, value }
}

export function draft(parts: Partial<ChangeDraft>): ChangeDraft {
  return { kind: 'flags.changed', actor, reason: 'for the test', entities: [], sent: [], ...parts }
}

export function commit<R>(parts: Partial<ChangeDraft>, result: R): Decision<R> {
  return { type: 'commit', change: draft(parts), result }
}

/** Makes the project `shop` with its environments: revision 1. */
export async function createShop(storage: Storage): Promise<void> {
  await storage.changes.transact({ project: project.key, reads: [], create: { projectId: project.id } }, () =>
    commit({ kind: 'project.created', entities: [projectWrite, ...environmentWrites] }, null),
  )
}

const projectWrite: EntityWrite = { kind: 'project', environment: null, key: project.key, value: project }
const environmentWrites = environmentKeys.map(
  (key): EntityWrite => ({ kind: 'environment', environment: null, key, value: environmentOf(key) }),
)

/** Writes one flag, and sends it to production as `{ name }`. */
export async function putFlag(storage: Storage, key: string, name: string): Promise<number> {
  const { change } = await storage.changes.transact({ project: project.key, reads: [] }, () =>
    commit(
      {
        entities: [flagWrite(key, name)],
        sent: [{ environment: 'production', entities: [sentFlag(key, { name })] }],
      },
      null,
    ),
  )
  return change?.revision ?? 0
}
