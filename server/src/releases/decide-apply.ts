import {
  limits,
  type Problem,
  type Release,
  type ReleaseDefinition,
  type ReleaseFile,
  releaseDefinitionSchema,
  releaseOf,
  releaseProblems,
} from '@ripcord/model'
import { isSame } from '../changes/after.js'
import type { DecideAt, Verdict } from '../changes/commit-change.js'
import { environmentIn } from '../changes/environments.js'
import { releaseWrite } from '../changes/owned-flags.js'
import { refuseProblems } from '../changes/parse.js'
import type { Reading } from '../changes/reading.js'
import { RefusedError } from '../errors.js'
import { type ReleaseQuestion, releaseView, stateError } from './release-in.js'
import type { Applied } from './releases-service.js'

export interface ApplyQuestion extends ReleaseQuestion {
  file: ReleaseFile
  /** By which a new release splits its subjects. */
  seed: string
}

/** Makes a release what its file says, as often as it is asked. */
export function decideApply(state: Reading, at: DecideAt, question: ApplyQuestion): Verdict<Applied> {
  const { environment, key, file, seed } = question
  environmentIn(state, environment)
  const definition = releaseOf(file)
  const stored = state.get('release', environment, key)
  const misplaced = placeProblems(file, question)
  if (misplaced.length > 0) return { type: 'refuse', error: refuseProblems(misplaced) }
  if (stored?.value && isSame(definitionOf(stored.value), definition))
    return { type: 'nothing', result: { outcome: 'unchanged', release: releaseView(stored) } }
  const problems = [
    ...releaseProblems(file, definition),
    ...flagProblems(state, file),
    ...previewProblems(state, environment, file),
  ]
  if (problems.length > 0) return { type: 'refuse', error: refuseProblems(problems) }
  if (stored?.value && stored.value.status !== 'draft')
    return { type: 'refuse', error: stateError(stored.value, 'a file that differs needs another key') }
  if (stored?.value === null) return { type: 'refuse', error: spentError(key) }
  if (stored === undefined) refuseFull(state.index().releases(environment).size, environment)
  const release = stored?.value ? { ...runOf(stored.value), ...definition } : draftOf(definition, seed)
  return {
    type: 'commit',
    kind: stored?.value ? 'release.updated' : 'release.created',
    entities: [releaseWrite(environment, release)],
    result: {
      outcome: stored?.value ? 'updated' : 'created',
      release: { ...release, environment, revision: at.revision },
    },
  }
}

const definitionFields = Object.keys(releaseDefinitionSchema.shape)

function definitionOf(release: Release): ReleaseDefinition {
  // These are the fields of a definition, by its schema.
  return pick(release, (field) => definitionFields.includes(field)) as unknown as ReleaseDefinition
}

function runOf(release: Release): Omit<Release, keyof ReleaseDefinition> {
  return pick(release, (field) => !definitionFields.includes(field)) as unknown as Omit<
    Release,
    keyof ReleaseDefinition
  >
}

function pick(release: Release, isWanted: (field: string) => boolean): { [field: string]: unknown } {
  return Object.fromEntries(Object.entries(release).filter(([field]) => isWanted(field)))
}

function draftOf(definition: ReleaseDefinition, seed: string): Release {
  return {
    ...definition,
    status: 'draft',
    stage: null,
    generation: 0,
    seed,
    holds: [],
    suspendedUntil: null,
    watches: [],
    verdict: null,
    recovery: null,
    killId: null,
    startedAt: null,
    stageSince: null,
    endedAt: null,
  }
}

/** A file that says where it belongs is taken nowhere else. */
function placeProblems(file: ReleaseFile, { environment, key }: ReleaseQuestion): Problem[] {
  const problems: Problem[] = []
  if (file.release !== key) {
    const message = `this file is of release ${file.release}, and was applied to ${key}: apply it there`
    problems.push({ path: '/release', message, seen: file.release })
  }
  if (file.environment !== undefined && file.environment !== environment) {
    const message = `this file is for ${file.environment}, and was applied to ${environment}: apply it there`
    problems.push({ path: '/environment', message, seen: file.environment })
  }
  return problems
}

function flagProblems(state: Reading, { flags }: ReleaseFile): Problem[] {
  state.need([{ kind: 'flag', environment: null, keys: flags.map(({ key }) => key) }])
  return flags.flatMap(({ key, outgoing }, i): Problem[] => {
    const flag = state.get('flag', null, key)?.value
    if (!flag)
      return [
        {
          path: `/flags/${i}/key`,
          message: 'there is no such flag in this project: create it first',
          seen: key,
        },
      ]
    if (Object.hasOwn(flag.variants, outgoing)) return []
    const message = `flag ${JSON.stringify(key)} has no such variant: it has ${Object.keys(flag.variants).join(', ')}`
    return [{ path: `/flags/${i}/outgoing`, message, seen: outgoing }]
  })
}

function previewProblems(state: Reading, environment: string, { preview }: ReleaseFile): Problem[] {
  if (preview === undefined || state.get('segment', environment, preview)?.value) return []
  const message = `there is no such segment in ${environment}: create it first`
  return [{ path: '/preview', message, seen: preview }]
}

function refuseFull(count: number, environment: string): void {
  if (count < limits.releasesPerEnvironment) return
  const message = `There are ${count} releases in ${environment}, as many as there can be.`
  throw new RefusedError('limit-reached', message)
}

function spentError(key: string): RefusedError {
  const message = `There was a release ${JSON.stringify(key)} once, and a key is never used again: choose another one.`
  return new RefusedError('key-spent', message)
}
