import {
  type EntityRef,
  type EntityWrite,
  type Environment,
  flagDefinitionSchema,
  flagSettingsSchema,
} from '@ripcord/model'
import { type PathOf, pathByName } from '../changes/check-writes.js'
import { environmentIn, environmentsOf } from '../changes/environments.js'
import { ownedAs } from '../changes/ownership.js'
import { given, parseEntity, refuseProblems } from '../changes/parse.js'
import type { Reading } from '../changes/reading.js'
import { refName } from '../changes/refs.js'
import { assertMay, standsAs } from '../changes/refuse.js'
import { notFound } from '../errors.js'
import type { EntityQuery } from '../storage/storage.js'
import { archiveWrites, type Evaluated } from './archive-flag.js'
import type { FlagEdit } from './flags-service.js'

/** What edits read: the entities that they name, and the environments. */
export function readsOfEdits(edits: readonly FlagEdit[]): EntityQuery[] {
  return [
    { kind: 'environment', environment: null },
    { kind: 'flag', environment: null, keys: [...new Set(edits.map(({ flag }) => flag))] },
    ...edits.flatMap((edit): EntityQuery[] =>
      edit.type === 'settings'
        ? [{ kind: 'flagSettings', environment: edit.environment, keys: [edit.flag] }]
        : [],
    ),
  ]
}

/** Edits as writes. @throws RefusedError as FlagsService.update */
export function editWrites(
  state: Reading,
  edits: readonly FlagEdit[],
  prefixOf: (index: number) => string,
  evaluated: Evaluated,
): EntityWrite[] {
  const environments = environmentsOf(state)
  refuseTwice(edits)
  return edits.flatMap((edit, i) => {
    if (edit.type === 'definition') return definitionWrite(state, environments, edit, prefixOf(i))
    if (edit.type === 'settings') return settingsWrite(state, edit, prefixOf(i))
    const { flag, archived, force = false, ifMatch } = edit
    return archiveWrites(state, { flag, archived, force, ifMatch, evaluated })
  })
}

/** Where the entities of edits were given. */
export function pathOfEdits(edits: readonly FlagEdit[], prefixOf: (index: number) => string): PathOf {
  const paths = new Map(edits.map((edit, i) => [refName(refOf(edit)), prefixOf(i)]))
  return (ref) => paths.get(refName(ref)) ?? pathByName(ref)
}

function refOf(edit: FlagEdit): EntityRef {
  return edit.type === 'settings'
    ? { kind: 'flagSettings', environment: edit.environment, key: edit.flag }
    : { kind: 'flag', environment: null, key: edit.flag }
}

function refuseTwice(edits: readonly FlagEdit[]): void {
  const names = edits.map((edit) => refName(refOf(edit)))
  const twice = names.findIndex((name, i) => names.indexOf(name) !== i)
  if (twice < 0) return
  const message = 'the same entity is edited twice: put both edits into one'
  throw refuseProblems([{ path: `/edits/${twice}`, message }])
}

function definitionWrite(
  state: Reading,
  environments: readonly Environment[],
  edit: Extract<FlagEdit, { type: 'definition' }>,
  prefix: string,
): EntityWrite {
  const stored = state.get('flag', null, edit.flag)
  assertMay(
    { type: 'edit' },
    {
      what: `flag ${JSON.stringify(edit.flag)}`,
      stands: standsAs(stored),
      ifMatch: edit.ifMatch,
      asksForMatch: environments.some(({ production }) => production),
    },
    refOf(edit),
  )
  const merged = { ...stored?.value, ...given(edit.patch) }
  if (merged.valueSchema === null) delete merged.valueSchema
  const value = parseEntity(flagDefinitionSchema, merged, prefix)
  return { kind: 'flag', environment: null, key: edit.flag, value }
}

function settingsWrite(
  state: Reading,
  edit: Extract<FlagEdit, { type: 'settings' }>,
  prefix: string,
): EntityWrite {
  const { production } = environmentIn(state, edit.environment)
  if (!state.get('flag', null, edit.flag)?.value) throw notFound('flag', edit.flag)
  const stored = state.get('flagSettings', edit.environment, edit.flag)
  assertMay(
    { type: 'edit' },
    {
      what: `flag ${JSON.stringify(edit.flag)} in ${edit.environment}`,
      stands: standsAs(stored),
      ifMatch: edit.ifMatch,
      asksForMatch: production,
    },
    refOf(edit),
  )
  const { release: _release, ...before } = stored?.value ?? {}
  const value = parseEntity(flagSettingsSchema, { ...before, ...given(edit.patch) }, prefix)
  return {
    kind: 'flagSettings',
    environment: edit.environment,
    key: edit.flag,
    value: ownedAs(value, stored?.value),
  }
}
