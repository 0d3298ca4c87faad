import type { ApiClient } from '@ripcord/api'
import { machineMs } from '../../harness/machine-ms.js'
import type { TestProject } from '../../harness/test-project.js'
import type { Ledger } from './ledger.js'
import { safeValue } from './validators.js'

/** Number flags that every write sets to one number in one change: whoever serves two numbers has mixed two changes. */
export const witnesses = ['left', 'middle', 'right']

/** Writes changes of known content and keeps the ledger of those that the server has said yes to. One at a time. */
export class Writer {
  readonly #api: () => ApiClient
  readonly #params: TestProject['params']
  readonly #ledger: Ledger
  #number = 0
  #turn = 0

  /** `api`: asked anew for each write, since another server may have taken the place of the first. */
  constructor(api: () => ApiClient, params: TestProject['params'], ledger: Ledger) {
    this.#api = api
    this.#params = params
    this.#ledger = ledger
  }

  async createWitnesses(): Promise<void> {
    const [api, params] = [this.#api(), this.#params]
    for (const key of witnesses)
      await api.createFlag({
        params: { project: params.project },
        body: {
          key,
          name: key,
          type: 'number',
          variants: { now: 0, off: safeValue },
          environments: {
            [params.environment]: {
              enabled: true,
              offVariant: 'off',
              default: { type: 'variant', variant: 'now' },
            },
          },
        },
      })
  }

  /** Sets all witnesses to the next number, in one change. */
  async set(): Promise<void> {
    const [api, params] = [this.#api(), this.#params]
    const number = ++this.#number
    const { revision } = await api.changeFlags({
      params: { project: params.project },
      body: {
        edits: witnesses.map((flag) => ({
          type: 'definition' as const,
          flag,
          patch: { variants: { now: number, off: safeValue } },
        })),
      },
    })
    this.#ledger.set(revision, number)
  }

  /** Kills the witnesses at these places; answers the id. */
  async kill(places: readonly number[]): Promise<string> {
    const [api, params] = [this.#api(), this.#params]
    const flags = places.map((place) => witnesses[place] ?? '')
    const { kill, revision } = await api.createKill({
      params,
      body: { target: { type: 'flags', flags }, reason: 'history' },
    })
    this.#ledger.killed(revision, kill.killId, places)
    return kill.killId
  }

  async restore(killId: string): Promise<void> {
    const [api, params] = [this.#api(), this.#params]
    const askedAt = machineMs()
    const { revision } = await api.restoreKill({
      params: { ...params, kill: killId },
      body: { reason: 'history' },
    })
    this.#ledger.restored(revision, killId, askedAt)
  }

  /** The next write of a round of sets, kills and restores. */
  async next(): Promise<void> {
    const turn = this.#turn++
    const [oldest] = this.#ledger.head.standing
    if (turn % 8 === 2) await this.kill([turn % 3])
    else if (turn % 8 === 4) await this.kill([0, 1])
    else if (turn % 4 === 2 && oldest !== undefined) await this.restore(oldest)
    else if (turn % 8 === 7 && oldest !== undefined) await this.restore(oldest)
    else await this.set()
  }

  async writes(count: number): Promise<void> {
    for (let index = 0; index < count; index++) await this.next()
  }
}
