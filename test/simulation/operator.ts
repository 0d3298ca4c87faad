import type { Actor, Kill, SentEntity, StoredKill } from '@ripcord/model'
import type { KeyRing } from '../../server/src/secrets/key-ring.js'
import type { ChangeDraft, Storage } from '../../server/src/storage/storage.js'
import type { Adopted } from '../../server/src/stream/held-kills.js'
import { environment, environmentId, project } from './database.js'

const person: Actor = { type: 'person', id: 'ada' }
const staging = 'staging'

/** Commits what operators, guards and the hub commit, as the server's services do. */
export class Operator {
  readonly #storage: Storage
  readonly #keyRing: KeyRing

  constructor(storage: Storage, keyRing: KeyRing) {
    this.#storage = storage
    this.#keyRing = keyRing
  }

  async writeFlag(key: string, value: number): Promise<void> {
    await this.#commit(environment, flagOf(key, value))
  }

  /** A change that this environment's clients do not see: its revision is one that they skip. */
  async writeElsewhere(key: string, value: number): Promise<void> {
    await this.#commit(staging, flagOf(key, value))
  }

  /** Each kill serves a value of its own, so that it shows which one is served. */
  async kill(kill: number, flags: readonly string[], endsAfterMs?: number): Promise<void> {
    const killId = `kill-${kill}`
    const serves = { type: 'variant', variant: 'off', value: -1 - kill }
    const { changes } = this.#storage
    await changes.transact({ project, reads: [], urgent: true }, (_state, { epoch, revision, now }) => {
      const record = {
        killId,
        cause: endsAfterMs === undefined ? ('manual' as const) : ('drill' as const),
        actor: person,
        reason: 'simulated',
        episode: killId,
        firstCommit: { epoch, revision, at: now.toISOString() },
        serves: Object.fromEntries(flags.map((flag) => [flag, serves])),
        ...(endsAfterMs === undefined ? {} : { endsAfterMs }),
      } as Omit<Kill, 'mac'>
      const kill = { ...record, mac: this.#keyRing.killMac(environmentId, record) }
      return { type: 'commit', change: standing('flags.killed', kill), result: null }
    })
  }

  /** Lifts a kill that stands; another one changes nothing. */
  async restore(killId: string): Promise<void> {
    const reads = [{ kind: 'kill' as const, environment, keys: [killId] }]
    await this.#storage.changes.transact({ project, reads }, (state, { now }) => {
      const kill = state.get('kill', environment, killId)?.value
      if (kill === undefined || kill === null || kill.lifted !== null)
        return { type: 'nothing', result: null }
      const lifted = { at: now.toISOString(), actor: person, reason: 'simulated' }
      const sent: SentEntity = { kind: 'kill', key: killId, value: null }
      return { type: 'commit', change: killChange('flags.restored', { ...kill, lifted }, sent), result: null }
    })
  }

  /** Takes up a kill that a client held and the log lacked; one that it knows is left as it is. */
  async adopt(held: Kill): Promise<Adopted> {
    const { killId } = held
    const reads = [{ kind: 'kill' as const, environment, keys: [killId] }]
    const options = { project, reads, urgent: true }
    const { result } = await this.#storage.changes.transact<Adopted>(options, (state) => {
      const known = state.get('kill', environment, killId)?.value
      if (known !== undefined)
        return { type: 'nothing', result: { type: known?.lifted === null ? 'stands' : 'lifted', killId } }
      const { mac: _mac, ...record } = { ...held, cause: 'recovered' as const }
      const kill = { ...record, mac: this.#keyRing.killMac(environmentId, record) }
      return { type: 'commit', change: standing('kill.adopted', kill), result: { type: 'adopted', killId } }
    })
    return result
  }

  /** A person looks through the kills that wait: each is adopted or dismissed. Ids of the dismissed. */
  async settleWaiting(adopts: () => boolean): Promise<string[]> {
    const { waitingKills } = this.#storage
    const dismissed: string[] = []
    for (const { kill } of await waitingKills.list(environmentId)) {
      const as = adopts() ? 'adopted' : 'dismissed'
      if (as === 'adopted') await this.adopt(kill)
      else dismissed.push(kill.killId)
      await waitingKills.settle(environmentId, kill.killId, { as, at: new Date(0).toISOString(), by: person })
    }
    return dismissed
  }

  async #commit(environment: string, sent: SentEntity): Promise<void> {
    await this.#storage.changes.transact({ project, reads: [] }, () => ({
      type: 'commit',
      change: {
        kind: 'flag.settings',
        actor: person,
        reason: 'simulated',
        entities: [],
        sent: [{ environment, entities: [sent] }],
      },
      result: null,
    }))
  }
}

function standing(kind: ChangeDraft['kind'], kill: Kill): ChangeDraft {
  const sent: SentEntity = { kind: 'kill', key: kill.killId, value: JSON.parse(JSON.stringify(kill)) }
  return killChange(kind, { ...kill, lifted: null }, sent)
}

function killChange(kind: ChangeDraft['kind'], kill: StoredKill, sent: SentEntity): ChangeDraft {
  return {
    kind,
    actor: person,
    reason: 'simulated',
    entities: [{ kind: 'kill', environment, key: kill.killId, value: JSON.parse(JSON.stringify(kill)) }],
    sent: [{ environment, entities: [sent] }],
  }
}

function flagOf(key: string, value: number): SentEntity {
  const variants = { on: value, off: 0 }
  const flag = {
    key,
    type: 'number',
    variants,
    enabled: true,
    offVariant: 'off',
    default: { type: 'variant', variant: 'on' },
  }
  return { kind: 'flag', key, value: flag }
}
