import type { RulesetInput } from '@ripcord/evaluator'
import {
  chunkKey,
  type Reference,
  type SentEntity,
  segmentReferences,
  settingsReferences,
} from '@ripcord/model'

/** What one flag is evaluated by: itself, whatever it asks for, however far, and all kills. */
export function neededBy(flag: string, input: RulesetInput): SentEntity[] {
  const flags = new Set<string>()
  const segments = new Set<string>()
  const open: Pick<Reference, 'kind' | 'key'>[] = [{ kind: 'flag', key: flag }]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const found = next.kind === 'flag' ? flags : segments
    if (found.has(next.key)) continue
    found.add(next.key)
    open.push(...asksFor(next, input))
  }
  return [
    ...entities('flag', input.flags, flags),
    ...entities('segment', input.segments, segments),
    ...entities('segmentChunk', input.segmentChunks, chunksOf(segments, input)),
    ...entities('kill', input.kills, input.kills.keys()),
  ]
}

function asksFor({ kind, key }: Pick<Reference, 'kind' | 'key'>, input: RulesetInput): Reference[] {
  if (kind === 'segment') return segmentReferences({ rules: input.segments.get(key)?.rules ?? [] })
  const { prerequisites = [], rules = [] } = input.flags.get(key) ?? {}
  return settingsReferences({ prerequisites, rules })
}

function chunksOf(segments: Iterable<string>, input: RulesetInput): string[] {
  return [...segments].flatMap((key) =>
    Array.from({ length: input.segments.get(key)?.chunks ?? 0 }, (_, index) => chunkKey(key, index)),
  )
}

function entities(
  kind: SentEntity['kind'],
  all: ReadonlyMap<string, unknown>,
  keys: Iterable<string>,
): SentEntity[] {
  return [...keys].flatMap((key) =>
    // What is sent is JSON.
    all.has(key) ? { kind, key, value: all.get(key) as SentEntity['value'] } : [],
  )
}
