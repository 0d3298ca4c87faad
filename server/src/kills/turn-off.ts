import type { FlagSettings, Kill } from '@ripcord/model'
import { nodeName, parseNodeName } from '@ripcord/model'
import type { Reading } from '../changes/reading.js'
import type { Extended } from './kill-releases.js'
import type { KillPreview } from './kills-service.js'

/** What a kill does beyond its own flags, found by following who refers to whom. */
export function previewKill(
  state: Reading,
  environment: string,
  { serves, killed }: Pick<Extended, 'serves' | 'killed'>,
): KillPreview {
  const index = state.index()
  const decided = new Map<string, string | null>()
  for (const [flag, served] of Object.entries(serves))
    decided.set(flag, served.type === 'variant' ? served.variant : null)
  const turnOff: KillPreview['turnOff'] = []
  const touched = new Set<string>()
  const queue = [...decided.keys()]
  for (let flag = queue.shift(); flag !== undefined; flag = queue.shift()) {
    const serving = decided.get(flag) ?? null
    const dependents = index.dependents(environment, { kind: 'flag', key: flag }).map(parseNodeName)
    const flags = dependents.filter(({ kind }) => kind === 'flag').map(({ key }) => key)
    state.need([{ kind: 'flagSettings', environment, keys: flags }])
    for (const dependent of dependents) {
      const settings =
        dependent.kind === 'flag' ? state.get('flagSettings', environment, dependent.key)?.value : undefined
      const accepted = settings ? unmet(settings, flag, serving) : undefined
      if (!settings || accepted === undefined) touched.add(nodeName(dependent))
      else if (!decided.has(dependent.key)) {
        decided.set(dependent.key, settings.offVariant)
        turnOff.push({ flag: dependent.key, serves: settings.offVariant, because: { flag, accepted } })
        queue.push(dependent.key)
      }
    }
  }
  const mayChange = [...touched, ...index.allDependents(environment, [...touched].map(parseNodeName))].filter(
    (name) => !decided.has(parseNodeName(name).key) || name.startsWith('segment:'),
  )
  return {
    serves,
    turnOff,
    mayChange: [...new Set(mayChange)].sort(),
    alreadyKilled: killedOf(state, environment, serves),
    releases: killed.map(({ key }) => key),
  }
}

/** The variants that a flag accepts of its prerequisite where it no longer gets one of them. */
function unmet(settings: FlagSettings, flag: string, serving: string | null): string[] | undefined {
  // One that is disabled serves its off variant as it is.
  if (!settings.enabled) return undefined
  const prerequisite = settings.prerequisites.find((one) => one.flag === flag)
  if (prerequisite === undefined) return undefined
  return serving !== null && prerequisite.variants.includes(serving) ? undefined : prerequisite.variants
}

function killedOf(state: Reading, environment: string, serves: Kill['serves']): KillPreview['alreadyKilled'] {
  const index = state.index()
  const killed = Object.keys(serves)
    .map((flag) => [flag, index.killsOf(environment, flag)] as const)
    .filter(([, ids]) => ids.length > 0)
  return Object.fromEntries(killed)
}
