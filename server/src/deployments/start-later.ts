import type { DeploymentEffect, DeploymentRow, IntakeSource, Storage } from '../storage/storage.js'
import type { Act } from './act.js'
import type { Lanes } from './lanes.js'

/** So long after it was first found to be all there, a release is tried. */
export const triedForMs = 15 * 60_000
/** A file that is applied after its deployments finds those of the last hour. */
const foundForMs = 3_600_000

export interface StartLaterDeps {
  store: Pick<Storage['deployments'], 'recent' | 'settle'>
  source: (id: string) => Promise<IntakeSource | undefined>
  /** Starts what a deployment starts, of the releases that are still tried. */
  start: Act['start']
  lanes: Pick<Lanes, 'run'>
  now: () => number
  log: { error(fields: object, message: string): void }
}

interface Tried {
  since: number
  /** What was answered last: it is written down where it is new. */
  because: string
}

/**
 * Tries again to start what its deployments should have started: a new build may connect some moments after it is
 * said to be deployed, and a file may be applied after it. What to try is read from what is stored, so that a restart
 * forgets nothing; how long it is tried begins anew with it.
 */
export class StartLater {
  readonly #deps: StartLaterDeps
  readonly #tried = new Map<string, Tried>()
  #underWay: Promise<void> | undefined

  constructor(deps: StartLaterDeps) {
    this.#deps = deps
  }

  /** Never rejects. */
  tick(): Promise<void> {
    this.#underWay ??= this.#tick()
      .catch((error: unknown) => {
        this.#deps.log.error({ err: error }, 'releases that wait for their deployments could not be tried')
      })
      .finally(() => {
        this.#underWay = undefined
      })
    return this.#underWay
  }

  /** When nothing is tried any more. Never rejects. */
  async settled(): Promise<void> {
    await this.#underWay
  }

  async #tick(): Promise<void> {
    const { store, now, lanes } = this.#deps
    const rows = await store.recent(now() - foundForMs)
    if (rows.length === 0) this.#tried.clear()
    for (const row of newestOfEach(rows)) await lanes.run(row.environmentId, () => this.#try(row))
  }

  async #try(row: DeploymentRow): Promise<void> {
    const { source: find, start, store } = this.#deps
    const source = await find(row.sourceId)
    if (source === undefined || source.revokedAt !== null) return
    const effects = await start(source, row, (release) => this.#isTried(row.environmentId, release))
    const news = effects.filter((effect) => this.#isNews(row, effect))
    if (news.length > 0) await store.settle(row.sourceId, row.id, [...(row.effects ?? []), ...news])
  }

  /** Whether it has not been told: what is refused is refused many times. */
  #isNews(row: DeploymentRow, { release, effect, because }: DeploymentEffect): boolean {
    const name = `${row.environmentId} ${release}`
    if (effect !== 'refused') {
      this.#tried.delete(name)
      return true
    }
    const known = this.#tried.get(name)
    const told = row.effects?.findLast((one) => one.release === release)?.because
    this.#tried.set(name, { since: known?.since ?? this.#deps.now(), because })
    return because !== (known?.because ?? told)
  }

  #isTried(environmentId: string, release: string): boolean {
    const known = this.#tried.get(`${environmentId} ${release}`)
    return known === undefined || this.#deps.now() - known.since < triedForMs
  }
}

/** By environment and service the last: what was said before it holds no more. */
function newestOfEach(rows: readonly DeploymentRow[]): DeploymentRow[] {
  const newest = new Map<string, DeploymentRow>()
  for (const row of rows) {
    const name = `${row.environmentId} ${row.deployment.service}`
    const known = newest.get(name)
    if (known === undefined || row.since > known.since) newest.set(name, row)
  }
  return [...newest.values()]
}
