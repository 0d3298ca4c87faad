import { isDrill, type Kill, killSchema, type StoredKill } from '@ripcord/model'
import type { DecideAt, Verdict } from '../changes/commit-change.js'
import { environmentIn } from '../changes/environments.js'
import { owners } from '../changes/owned-flags.js'
import type { Reading } from '../changes/reading.js'
import type { EntityQuery, Stored } from '../storage/storage.js'
import { type KillMac, killOfEpisode, killWrites } from './decide-kill.js'
import { episodeKey } from './kill-id.js'
import { releaseKillWrites } from './kill-releases.js'
import type { Adoption } from './kills-service.js'

export function readsOfAdoption(environment: string, kill: Kill): EntityQuery[] {
  return [
    { kind: 'environment', environment: null, keys: [environment] },
    { kind: 'kill', environment, keys: [kill.killId] },
    { kind: 'episode', environment, keys: [episodeKey(kill.episode)] },
    { kind: 'flagSettings', environment, keys: Object.keys(kill.serves) },
  ]
}

/** Takes back a kill that an SDK holds and the log does not know: same id, actor and first commit, a new revision. */
export function decideAdoption(
  state: Reading,
  at: DecideAt,
  environment: string,
  brought: Kill,
  mac: KillMac,
): Verdict<Adoption> {
  const { killId } = brought
  if (isDrill(brought)) return { type: 'nothing', result: { type: 'drill', killId } }
  const known = state.get('kill', environment, killId) ?? killOfEpisode(state, environment, brought.episode)
  if (known !== undefined) return { type: 'nothing', result: wordOn(known) }
  const { id } = environmentIn(state, environment)
  const { mac: _mac, ...parsed } = killSchema.parse(brought)
  const record: Omit<Kill, 'mac'> = { ...parsed, cause: 'recovered' }
  const kill: StoredKill = { ...record, mac: mac(id, record), lifted: null }
  // A log that lost the kill may still have the release that it ended.
  const releases = owners(state, environment, Object.keys(kill.serves))
  const ends = releases.flatMap((release) =>
    releaseKillWrites(state, environment, release, { killId, now: at.now }),
  )
  return {
    type: 'commit',
    kind: 'kill.adopted',
    entities: [...killWrites(environment, kill), ...ends],
    touchesOwned: true,
    result: { type: 'adopted', killId, revision: at.revision },
  }
}

function wordOn({ key, value }: Stored<'kill'>): Adoption {
  const stands = value !== null && value.lifted === null
  return { type: stands ? 'stands' : 'lifted', killId: key }
}
