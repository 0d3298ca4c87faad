import type { FlagDefinition, FlagSettings, Kill, Problem, Release, Served } from '@ripcord/model'
import { limits, nearest, pointer, quoted } from '@ripcord/model'
import { environmentIn } from '../changes/environments.js'
import { refuseProblems } from '../changes/parse.js'
import type { Reading } from '../changes/reading.js'
import { notFound, RefusedError } from '../errors.js'
import type { KillRequest, KillTarget, ServeChoice } from './kills-service.js'

/**
 * What each flag of a kill is to serve, with the value that it has now: an SDK then needs nothing else, whatever becomes
 * of the flag.
 *
 * @throws RefusedError as KillsService.kill
 */
export function resolveServes(state: Reading, environment: string, request: KillRequest): Kill['serves'] {
  environmentIn(state, environment)
  const flags = flagsOf(state, environment, request.target)
  const { serve = { type: 'offVariant' }, serveByFlag = {} } = request
  refuseStrangers(flags, serveByFlag)
  state.need([
    { kind: 'flag', environment: null, keys: flags },
    { kind: 'flagSettings', environment, keys: flags },
  ])
  refuseUnknown(state, environment, flags)
  const problems: Problem[] = []
  const serves: [string, Served][] = []
  for (const key of flags) {
    const definition = state.get('flag', null, key)?.value
    const settings = state.get('flagSettings', environment, key)?.value
    if (!definition || !settings) continue
    const own = Object.hasOwn(serveByFlag, key) ? serveByFlag[key] : undefined
    const served = resolve(definition, settings, own ?? serve)
    if (served !== undefined) serves.push([key, served])
    else
      problems.push(noVariant(definition, own ?? serve, own === undefined ? ['serve'] : ['serveByFlag', key]))
  }
  if (problems.length > 0) throw refuseProblems(problems)
  return Object.fromEntries(serves)
}

/** Keys of the flags that are meant, sorted. An empty target never means everything. */
export function flagsOf(state: Reading, environment: string, target: KillTarget): string[] {
  const keys = keysOf(state, environment, target)
  if (keys.length === 0) {
    const what = target.type === 'tag' ? noFlagHas(state, target.tag) : 'No flag is named'
    throw new RefusedError('nothing-to-kill', `${what}: nothing was killed in ${environment}.`)
  }
  if (keys.length > limits.flagsPerKill) throw tooManyError(target, keys.length)
  return keys
}

function keysOf(state: Reading, environment: string, target: KillTarget): string[] {
  switch (target.type) {
    case 'flags':
      return [...new Set(target.flags)].sort()
    case 'tag':
      return taggedFlags(state, target.tag)
    case 'release':
      return releaseToKill(state, environment, target.release)
        .flags.map(({ key }) => key)
        .sort()
  }
}

/** @throws RefusedError `not-found`, `nothing-to-kill` (it serves nothing) */
function releaseToKill(state: Reading, environment: string, key: string): Release {
  const release = state.get('release', environment, key)?.value
  if (!release) throw notFound('release', key, environment)
  if (release.status !== 'draft' && release.status !== 'aborted') return release
  const is = release.status === 'draft' ? 'was not started' : 'was aborted'
  const message = `Release ${JSON.stringify(key)} ${is} and serves nothing: to kill its flags all the same, name them.`
  throw new RefusedError('nothing-to-kill', message)
}

/** @throws RefusedError `invalid` */
export function refuseTooMany(target: KillTarget & { type: 'flags' }): void {
  if (target.flags.length > limits.flagsPerKill) throw tooManyError(target, target.flags.length)
}

function tooManyError(target: KillTarget, seen: number): RefusedError {
  return refuseProblems([{ path: '/target', message: tooMany(target), seen }])
}

/** Whoever reads this is in a hurry: it says what to send instead. */
function tooMany(target: KillTarget): string {
  const most = limits.flagsPerKill
  const named = target.type === 'tag' ? `the flags with the tag ${target.tag} by key` : 'the flags'
  return `expected at most ${most} flags: nothing was killed. Name ${named}, up to ${most} in each of several kills, every one with an episode of its own, those that matter most first`
}

function taggedFlags(state: Reading, tag: string): string[] {
  const index = state.index()
  return index.flagKeys().filter((key) => {
    const flag = index.flags.get(key)
    return flag !== undefined && !flag.archived && flag.tags.includes(tag)
  })
}

function noFlagHas(state: Reading, tag: string): string {
  const flags = [...state.index().flags.values()].filter(({ archived }) => !archived)
  const tags = [...new Set(flags.flatMap((flag) => flag.tags))].sort()
  const near = nearest(tag, tags)
  const shown = near === undefined ? tags : [near, ...tags.filter((one) => one !== near)]
  const more = tags.length > shownNames ? ` and ${tags.length - shownNames} more` : ''
  const there = tags.length === 0 ? 'no flag has any' : `tags are ${namesOf(shown)}${more}`
  return `No flag has the tag ${quoted(tag)} (${there})`
}

const shownNames = 5

function namesOf(keys: readonly string[]): string {
  return keys.slice(0, shownNames).map(quoted).join(', ')
}

function refuseUnknown(state: Reading, environment: string, flags: readonly string[]): void {
  const unknown = flags.filter(
    (key) => !state.get('flag', null, key)?.value || !state.get('flagSettings', environment, key)?.value,
  )
  if (unknown.length === 0) return
  const named = unknown.slice(0, 10).map((key) => JSON.stringify(key))
  throw new RefusedError(
    'not-found',
    `There is no flag ${named.join(', ')} in ${environment}: nothing was killed. Check the keys.`,
    { extra: { unknownFlags: unknown } },
  )
}

function refuseStrangers(
  flags: readonly string[],
  serveByFlag: NonNullable<KillRequest['serveByFlag']>,
): void {
  const strangers = Object.keys(serveByFlag).filter((key) => !flags.includes(key))
  if (strangers.length === 0) return
  throw refuseProblems(
    strangers.map((key) => ({
      path: pointer('serveByFlag', key),
      message: `this flag is not among those to kill (${namesOf(flags)}${flags.length > shownNames ? ' …' : ''}): leave it out, or name it in target`,
    })),
  )
}

function resolve(
  definition: FlagDefinition,
  settings: FlagSettings,
  choice: ServeChoice,
): Served | undefined {
  switch (choice.type) {
    case 'callerDefault':
      return { type: 'callerDefault' }
    case 'variant':
      return variantOf(definition, choice.variant)
    case 'offVariant':
      return settings.offVariant === null
        ? { type: 'callerDefault' }
        : variantOf(definition, settings.offVariant)
  }
}

function variantOf({ variants }: FlagDefinition, variant: string): Served | undefined {
  const value = Object.hasOwn(variants, variant) ? variants[variant] : undefined
  return value === undefined ? undefined : { type: 'variant', variant, value }
}

function noVariant(
  { key, variants }: FlagDefinition,
  choice: ServeChoice,
  place: readonly string[],
): Problem {
  const has = Object.keys(variants).join(', ')
  const message = `flag ${JSON.stringify(key)} has no such variant: it has ${has}`
  if (choice.type !== 'variant') return { path: pointer(...place), message }
  return { path: pointer(...place, 'variant'), message, seen: choice.variant }
}
