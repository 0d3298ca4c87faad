import type { Actor, ReleaseFile } from '@ripcord/model'
import type { Command } from '../changes/command.js'

/*
 * What the demo needs of the server, in a project of its own: flags, a key, a release; and how they are put away. Nothing of
 * a log is ever removed, so the project stays with its history and its incidents, which are worth reading afterwards. What
 * opens something or is served to somebody does not: the key is revoked, the flags are archived, no kill stands.
 */

export interface Place {
  project: string
  environment: string
}

export interface Scene extends Place {
  sdkKey: string
}

interface FlagNow {
  revision: number
  archived: boolean
}

/** A release, and what has become of it. */
export interface ReleaseNow {
  key: string
  status: string
  killId: string | null
  endedAt: string | null
}

/** Doors of the server that the demo goes through, as everybody does. */
export interface Doors {
  projects: {
    list(): Promise<readonly { key: string; description?: string | undefined }[]>
    create(project: { key: string; name: string; description: string }, by: Command): Promise<unknown>
  }
  flags: {
    create(project: string, flag: NewFlag, by: Command): Promise<unknown>
    /** Undefined where there is none. */
    find(project: string, flag: string): Promise<FlagNow | undefined>
    archive(project: string, flag: string, by: Command & { ifMatch: number }): Promise<unknown>
    unarchive(project: string, flag: string, by: Command & { ifMatch: number }): Promise<unknown>
  }
  keys: {
    create(place: Place, name: string, by: Actor): Promise<{ key: string }>
    list(place: Place): Promise<readonly { id: string; name: string; revokedAt: string | null }[]>
    revoke(place: Place, id: string): Promise<void>
  }
  releases: {
    apply(project: string, environment: string, key: string, file: ReleaseFile, by: Command): Promise<unknown>
    start(project: string, environment: string, key: string, by: Command): Promise<unknown>
    abort(project: string, environment: string, key: string, by: Command): Promise<unknown>
    read(project: string, environment: string, key: string): Promise<ReleaseNow>
    list(place: Place): Promise<readonly ReleaseNow[]>
  }
  kills: {
    standing(place: Place): Promise<readonly { killId: string }[]>
    restore(project: string, environment: string, killId: string, by: Command): Promise<unknown>
  }
}

type NewFlag = {
  key: string
  name: string
  type: 'boolean' | 'number'
  kind?: 'operational'
  variants: { [variant: string]: boolean | number }
  environments: {
    [environment: string]: {
      enabled: boolean
      offVariant: string
      default: { type: 'variant'; variant: string }
    }
  }
}

const environment = 'production'
const keyName = 'live demo'
/** Whose description is another is somebody's own. */
const ownDescription =
  'Made by the live demo, with real processes of the example shop. It is taken up again by the next one.'
/** The second where somebody has a project of the first one's name. */
const projectKeys = ['demo', 'live-demo']

/** Where the demo has played, or would; undefined where both names are somebody's. */
async function findPlace({ projects }: Doors): Promise<(Place & { isThere: boolean }) | undefined> {
  const all = await projects.list()
  for (const project of projectKeys) {
    const found = all.find(({ key }) => key === project)
    if (found === undefined || found.description === ownDescription)
      return { project, environment, isThere: found !== undefined }
  }
  return undefined
}

/** Puts up what the shop needs; undefined where the names for it are taken. */
export async function putUp(doors: Doors, by: Command): Promise<Scene | undefined> {
  const found = await findPlace(doors)
  if (found === undefined) return undefined
  const place = { project: found.project, environment }
  if (found.isThere) await putAway(doors, by)
  else await doors.projects.create({ key: place.project, name: 'Live demo', description: ownDescription }, by)
  for (const flag of flags) await putUpFlag(doors, place.project, flag, by)
  const { key } = await doors.keys.create(place, keyName, by.actor)
  return { ...place, sdkKey: key }
}

async function putUpFlag({ flags }: Doors, project: string, flag: NewFlag, by: Command): Promise<void> {
  const there = await flags.find(project, flag.key)
  if (there === undefined) await flags.create(project, flag, by)
  else if (there.archived) await flags.unarchive(project, flag.key, { ...by, ifMatch: there.revision })
}

/** The next release of the shop goes out; answers its key. */
export async function roll(
  doors: Doors,
  place: Place,
  file: (key: string) => ReleaseFile,
  by: Command,
): Promise<string> {
  await restoreAll(doors, place, by)
  const taken = new Set((await doors.releases.list(place)).map(({ key }) => key))
  let number = 2
  while (taken.has(`kites-${number}`)) number += 1
  const key = `kites-${number}`
  await doors.releases.apply(place.project, environment, key, file(key), by)
  await doors.releases.start(place.project, environment, key, by)
  return key
}

/** Leaves nothing that runs, opens or is served. Harmless where nothing is there. */
export async function putAway(doors: Doors, by: Command): Promise<void> {
  const place = await findPlace(doors)
  if (place?.isThere !== true) return
  const { project } = place
  for (const { key, status } of await doors.releases.list(place))
    if (status === 'running' || status === 'baking') await doors.releases.abort(project, environment, key, by)
  await restoreAll(doors, place, by)
  for (const { id, name, revokedAt } of await doors.keys.list(place))
    if (name === keyName && revokedAt === null) await doors.keys.revoke(place, id)
  for (const { key } of flags) {
    const there = await doors.flags.find(project, key)
    if (there?.archived === false) await doors.flags.archive(project, key, { ...by, ifMatch: there.revision })
  }
}

/** Whether something was left that runs or opens: its server ended without a word. */
export async function isLeftOver(doors: Doors): Promise<boolean> {
  const place = await findPlace(doors)
  if (place?.isThere !== true) return false
  return (await doors.keys.list(place)).some(({ name, revokedAt }) => name === keyName && revokedAt === null)
}

async function restoreAll({ kills }: Doors, place: Place, by: Command): Promise<void> {
  for (const { killId } of await kills.standing(place))
    await kills.restore(place.project, place.environment, killId, { ...by, reason: 'The live demo goes on' })
}

const flags: readonly NewFlag[] = [
  newPath('new-checkout', 'New checkout'),
  newPath('new-ledger', 'New ledger'),
  {
    key: 'fraud-limit-cents',
    name: 'Orders above this are refused',
    type: 'number',
    kind: 'operational',
    variants: { usual: 50_000, strict: 10_000 },
    environments: { [environment]: serving('usual', 'strict') },
  },
]

/** Turned on, and served to nobody: that is for its release. */
function newPath(key: string, name: string): NewFlag {
  const variants = { on: true, off: false }
  return { key, name, type: 'boolean', variants, environments: { [environment]: serving('off', 'off') } }
}

function serving(variant: string, offVariant: string): NewFlag['environments'][string] {
  return { enabled: true, offVariant, default: { type: 'variant', variant } }
}
