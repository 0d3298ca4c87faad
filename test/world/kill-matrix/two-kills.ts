import type { Actor, Kill } from '@ripcord/model'
import { ulid } from '@ripcord/model/plain'
import { ada, by } from '../../../server/src/changes/testing/house.js'
import { environmentId, project } from '../../simulation/database.js'
import { production, type World } from '../world.js'
import type { FlagCase, Which } from './dimensions.js'

export type TwoKills = { readonly [which in Which]: string }

const guard: Actor = { type: 'guard', id: 'guard-1', name: 'Guard' }
const byGuard = { actor: guard, reason: 'errors rise' }
/** Longer than any run: what ends a drill here is the restore, or the loss of its log. */
const drillMs = 24 * 3_600_000

/** Kills a flag twice, as its case says; answers the ids. */
export async function killTwice(world: World, flag: FlagCase): Promise<TwoKills> {
  const { kills } = world.server.house
  const target = { type: 'flags' as const, flags: [flag.key] }
  const first = await killFirst(world, flag)
  const { kill } =
    flag.second === 'guard'
      ? await kills.kill(project, production, { target, cause: 'guard' }, byGuard)
      : await kills.kill(project, production, { target }, by)
  return { first, second: kill.killId }
}

async function killFirst(world: World, { key, cause }: FlagCase): Promise<string> {
  const { kills } = world.server.house
  const target = { type: 'flags' as const, flags: [key] }
  switch (cause) {
    case 'manual':
    case 'breakGlass':
      return (await kills.kill(project, production, { target, cause }, by)).kill.killId
    case 'guard':
      return (await kills.kill(project, production, { target, cause }, byGuard)).kill.killId
    case 'drill':
      return (await kills.drill(project, production, { target, endsAfterMs: drillMs }, by)).kill.killId
    case 'recovered':
      return (await kills.adopt(environmentId, ofAnotherLife(world, key))).killId
  }
}

/** The record of a kill by a person, as an SDK holds it where the log has lost it. */
function ofAnotherLife(world: World, key: string): Kill {
  const record: Omit<Kill, 'mac'> = {
    killId: `kill-of-another-life-${key}`,
    cause: 'manual',
    actor: ada,
    reason: 'for the test',
    episode: `of another life: ${key}`,
    firstCommit: { epoch: ulid(1, new Uint8Array(10)), revision: 3, at: '2025-01-01T00:00:00.000Z' },
    serves: { [key]: { type: 'variant', variant: 'off', value: 'off' } },
  }
  return { ...record, mac: world.server.keyRing.killMac(environmentId, record) }
}

/** Lifts one of the two. */
export async function lift(world: World, { cause }: FlagCase, which: Which, killId: string): Promise<void> {
  const { kills } = world.server.house
  if (cause === 'drill' && which === 'first') await kills.endDrill(project, production, killId, by)
  else await kills.restore(project, production, killId, by)
}
