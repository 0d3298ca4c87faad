import type { RulesetInput } from '@ripcord/evaluator'
import type { Json, SectionHashes, SentEntity } from '@ripcord/model'
import { emptyStateHash, entityHash, toggleHash, ulid } from '@ripcord/model/plain'
import { type Client, createClient } from '@ripcord/sdk'
import { encodeHeader, type PollAnswer, type Snapshot, snapshotPath, syncHeader } from '@ripcord/sync'
import type { Scope } from '../../harness/scope.js'
import { type BenchFlag, flagOf, segmentIds } from './flags.js'
import { serveLocally } from './loopback.js'

/** The published client, fed over HTTP by a server of one snapshot, as far as a client can tell. */
export async function openClient(scope: Scope, input: RulesetInput): Promise<Client> {
  const snapshot = snapshotOf(entitiesOf(input))
  const { at, hashes, proof } = snapshot
  const answer: PollAnswer = { drop: null, bookmark: { type: 'bookmark', at, hashes, proof } }
  const url = await serveLocally(scope, {
    [snapshotPath]: { headers: { [syncHeader]: encodeHeader(answer) }, body: snapshot },
  })
  const client = createClient({
    url,
    sdkKey: 'rk_srv_0123456789abcdef_bench',
    application: { name: 'bench', version: '1.0.0' },
    mode: 'polling',
    pollIntervalMs: 3_600_000,
    cacheDir: false,
    logger: false,
  })
  scope.defer(() => client.close())
  const { status, because } = await client.ready({ timeoutMs: 30_000 })
  if (status !== 'READY') throw new Error(`The client is ${status}: ${because}`)
  return client
}

/** A ruleset of the flags, with the segment that they ask for. */
export function rulesetInput(flags: readonly BenchFlag[]): RulesetInput {
  return {
    flags: new Map(flags.map(([kind, key]) => [key, flagOf(kind, key)])),
    segments: new Map([['thousand', { key: 'thousand', chunks: 1 }]]),
    segmentChunks: new Map([['thousand/0', { included: [...segmentIds].sort(), excluded: [] }]]),
    kills: new Map(),
  }
}

function entitiesOf({ flags, segments, segmentChunks }: RulesetInput): SentEntity[] {
  const entities: SentEntity[] = []
  const add = (kind: SentEntity['kind'], all: ReadonlyMap<string, unknown>): void =>
    all.forEach((value, key) => entities.push({ kind, key, value: value as Json }))
  add('flag', flags)
  add('segment', segments)
  add('segmentChunk', segmentChunks)
  return entities
}

function snapshotOf(entities: SentEntity[]): Snapshot {
  let flags = emptyStateHash
  for (const { kind, key, value } of entities) flags = toggleHash(flags, entityHash(kind, key, value))
  const hashes: SectionHashes = { kills: emptyStateHash, flags }
  return {
    protocol: 1,
    environment: { id: 'env-bench', key: 'production', project: 'bench' },
    at: { epoch: ulid(1_700_000_000_000, new Uint8Array(10)), revision: 1 },
    proof: 'proof',
    hashes,
    sections: [
      { name: 'kills', required: true, entities: [] },
      { name: 'flags', required: true, entities },
    ],
  }
}
