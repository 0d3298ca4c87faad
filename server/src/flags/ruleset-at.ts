import type { RulesetInput } from '@ripcord/evaluator'
import type { EntityKind, Revision } from '@ripcord/model'
import { sentChunk, sentFlag, sentKill, sentSegment } from '../changes/sent-projection.js'
import { notFound, RefusedError } from '../errors.js'
import type { ChangeStore, EntityQuery, StateView } from '../storage/storage.js'

/**
 * All that an environment's flags are evaluated by, at any revision; the present one where left out.
 *
 * @throws RefusedError `not-found` (project, environment), `invalid` (a revision that is not there yet)
 */
export type RulesetAt = (
  project: string,
  environment: string,
  revision?: Revision,
) => Promise<{ revision: Revision; input: RulesetInput }>

export interface RulesetAtDeps {
  changes: Pick<ChangeStore, 'head' | 'readAt'>
  /** Refuses an environment that is not there. */
  environmentId: (project: string, environment: string) => Promise<string>
}

export function createRulesetAt({ changes, environmentId }: RulesetAtDeps): RulesetAt {
  return async (project, environment, revision) => {
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
    return { revision: at, input: rulesetInput(state, environment) }
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
