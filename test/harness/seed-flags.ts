import type { EntityWrite, FlagDefinition, FlagSettings, Json } from '@ripcord/model'
import { sentFlag } from '@ripcord/server/dist/changes/sent-projection.js'
import { systemClock } from '@ripcord/server/dist/clock.js'
import { dataFolderAt } from '@ripcord/server/dist/data-folder.js'
import { openSqliteStorage } from '@ripcord/server/dist/storage/sqlite/open.js'
import type { ChangeDraft } from '@ripcord/server/dist/storage/storage.js'

const flagsPerChange = 1_000

/**
 * Writes boolean flags that serve `on` into the data folder of a server that is stopped, a thousand a change: over
 * HTTP ten thousand of them wait for ten thousand fsyncs. Nobody checks the settings: what a newer server may write can
 * be written.
 */
export async function seedFlags(
  dataDir: string,
  { project, environment }: { readonly project: string; readonly environment: string },
  flagKeys: readonly string[],
  settings: FlagSettings = servesOn,
): Promise<void> {
  const storage = await openSqliteStorage({
    file: dataFolderAt(dataDir).database,
    clock: systemClock,
    mint: false,
  })
  try {
    for (let start = 0; start < flagKeys.length; start += flagsPerChange) {
      const change = creationOf(flagKeys.slice(start, start + flagsPerChange), environment, settings)
      await storage.changes.transact({ project, reads: [] }, () => ({ type: 'commit', change, result: null }))
    }
  } finally {
    await storage.close()
  }
}

function creationOf(flagKeys: readonly string[], environment: string, settings: FlagSettings): ChangeDraft {
  return {
    kind: 'flags.changed',
    actor: { type: 'system', id: 'seed' },
    reason: 'seed',
    entities: flagKeys.flatMap((key): EntityWrite[] => [
      { kind: 'flag', environment: null, key, value: definitionOf(key) },
      { kind: 'flagSettings', environment, key, value: settings },
    ]),
    sent: [
      {
        environment,
        entities: flagKeys.map((key) => ({
          kind: 'flag',
          key,
          value: sentFlag(definitionOf(key), settings) as unknown as Json,
        })),
      },
    ],
  }
}

export const servesOn: FlagSettings = {
  enabled: true,
  offVariant: 'off',
  prerequisites: [],
  rules: [],
  default: { type: 'variant', variant: 'on' },
  whenBlind: { type: 'keep' },
}

function definitionOf(key: string): FlagDefinition {
  return {
    key,
    name: key,
    description: '',
    type: 'boolean',
    variants: { on: true, off: false },
    kind: 'release',
    owner: '',
    tags: [],
    metadata: {},
    clientVisible: false,
    lifetime: { type: 'temporary' },
    archived: false,
  }
}
