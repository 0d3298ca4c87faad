import type { AnswerOf, operations } from '@ripcord/api'
import { compileRuleset, type Explanation, explain, neverGenerate } from '@ripcord/evaluator'

// The page's policy lets nothing make code, and reports who tries.
neverGenerate()

export type Entity = AnswerOf<typeof operations.readRuleset>['entities'][number]
export type { Explanation }

/** Answers as every SDK does that holds these entities; the context stays here. Never throws. */
export function evaluatorOf(
  flag: string,
  entities: readonly Entity[],
): (context: { readonly [attribute: string]: unknown }) => Explanation {
  // The evaluator trusts nothing that it is handed, and puts aside alone what it can't read.
  const of = <T>(kind: Entity['kind']): Map<string, T> =>
    new Map(entities.flatMap((one) => (one.kind === kind ? [[one.key, one.value as T] as const] : [])))
  const ruleset = compileRuleset(
    {
      flags: of('flag'),
      segments: of('segment'),
      segmentChunks: of('segmentChunk'),
      kills: of('kill'),
    },
    { now: Date.now },
  )
  return (context) => explain(ruleset, flag, context)
}
