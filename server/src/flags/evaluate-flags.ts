import {
  compileRuleset,
  type EvaluationContext,
  type Explanation,
  explain,
  type RulesetInput,
} from '@ripcord/evaluator'
import type { EntityKind, Revision } from '@ripcord/model'
import { sentChunk, sentFlag, sentKill, sentSegment } from '../changes/sent-projection.js'
import type { Clock } from '../clock.js'
import { notFound, RefusedError } from '../errors.js'
import type { ChangeStore, EntityQuery, StateView } from '../storage/storage.js'

export interface EvaluateRequest {
  flags: string[]
  context: EvaluationContext
  /** The present one where left out. */
  revision?: Revision | undefined
  /** RFC 3339; what counts as the present, which is what the clock says where left out. */
  now?: string | undefined
}

export interface EvaluateAnswer {
  revision: Revision
  items: Explanation[]
}

/**
 * Evaluates flags as an SDK of the environment would, at any revision, and says why. Nothing is counted.
 *
 * @throws RefusedError `not-found` (project, environment), `invalid` (a revision that is not there yet)
 */
export type EvaluateFlags = (
  project: string,
  environment: string,
  request: EvaluateRequest,
) => Promise<EvaluateAnswer>

export interface EvaluateFlagsDeps {
  changes: Pick<ChangeStore, 'head' | 'readAt'>
  /** Refuses an environment that is not there. */
  environmentId: (project: string, environment: string) => Promise<string>
  clock: Pick<Clock, 'now'>
}

export function createEvaluateFlags({ changes, environmentId, clock }: EvaluateFlagsDeps): EvaluateFlags {
  return async (project, environment, { flags, context, revision, now }) => {
    await environmentId(project, environment)
    const head = await changes.head(project)
    const at = revision ?? head
    if (at > head) {
      throw new RefusedError('invalid', `Revision ${at} is not there yet: the newest is ${head}.`, {
        problems: [{ path: '/revision', message: `expected at most ${head}`, seen: at }],
      })
    }
    const state = await changes.readAt(project, at, readsOf(environment))
    if (state.get('environment', null, environment) === undefined)
      throw notFound('environment', environment, `${project} at revision ${at}`)
    const present = now === undefined ? clock.now().getTime() : Date.parse(now)
    const ruleset = compileRuleset(rulesetInput(state, environment), { now: () => present })
    return { revision: at, items: flags.map((flag) => explain(ruleset, flag, context)) }
  }
}

const environmentKinds = ['flagSettings', 'segment', 'segmentChunk', 'kill'] as const

function readsOf(environment: string): EntityQuery[] {
  return [
    { kind: 'environment', environment: null, keys: [environment] },
    { kind: 'flag', environment: null },
    ...environmentKinds.map((kind) => ({ kind, environment })),
  ]
}

/** The environment's state as its SDKs hold it. */
function rulesetInput(state: StateView, environment: string): RulesetInput {
  const flags = state.list('flag', null).map(({ key, value }) => {
    const settings = state.get('flagSettings', environment, key)?.value
    return [key, sentFlag(value, settings)] as const
  })
  const project = <K extends Exclude<EntityKind, 'flag'>, S>(
    kind: K,
    send: (value: NonNullable<ReturnType<typeof state.list<K>>[number]['value']>) => S | null,
  ) =>
    state.list(kind, environment).map(({ key, value }) => [key, value === null ? null : send(value)] as const)
  return {
    flags: present(flags),
    segments: present(project('segment', sentSegment)),
    segmentChunks: present(project('segmentChunk', sentChunk)),
    kills: present(project('kill', sentKill)),
  }
}

function present<T>(entries: readonly (readonly [string, T | null])[]): Map<string, T> {
  return new Map(entries.filter((entry): entry is readonly [string, T] => entry[1] !== null))
}
