import type { Clock } from '../clock.js'
import { everyUnref } from '../every-unref.js'
import type { DeploymentRow, Storage } from '../storage/storage.js'
import { createAct, type Doors } from './act.js'
import { createDeliver, type Deliver, type DeliverDeps } from './deliver.js'
import { Lanes } from './lanes.js'
import { readers } from './readers/index.js'
import { StartLater } from './start-later.js'

/*
 * What deployments mean for releases.
 *
 *   readers/         one format each: from a body to a deployment    weigh.ts      whether it is of here and now
 *   deliver.ts       a delivery, from its proof to its answer        judge.ts      what follows from it; compare-build.ts
 *   act.ts           does what follows, by the doors of people       draft-of.ts   a release from a source's template
 *   start-later.ts   what could not be started yet                   lanes.ts      one after another
 */

export interface DeploymentsDeps extends Pick<DeliverDeps, 'admit' | 'mapped'> {
  storage: Pick<Storage, 'changes' | 'deployments' | 'intake'>
  doors: Doors
  clock: Clock
  log: { error(fields: object, message: string): void }
  every?: ((ms: number, work: () => void) => () => void) | undefined
}

export interface Deployments {
  start(): void
  /** Tries again to start what waits for its builds to connect. Never rejects. */
  tick(): Promise<void>
  deliver: Deliver
  /** The newest first. */
  list(environmentId: string, limit: number): Promise<DeploymentRow[]>
  /** What is under way is done first. Never rejects. */
  close(): Promise<void>
}

const tickMs = 10_000
const hourMs = 3_600_000
/** What was said of deployments is kept for so long. */
const keptMs = 90 * 24 * hourMs
const mostPerEnvironment = 10_000

export function createDeployments(deps: DeploymentsDeps): Deployments {
  const { storage, clock, log, every = everyUnref } = deps
  const store = storage.deployments
  const endings: (() => void)[] = []

  async function prune(): Promise<void> {
    try {
      await store.prune(clock.now().getTime() - keptMs, mostPerEnvironment)
    } catch (error) {
      log.error({ err: error }, 'deployments that are no longer needed could not be removed')
    }
  }

  const act = createAct(deps)
  const lanes = new Lanes()
  const later = new StartLater({
    store,
    source: (id) => storage.intake.source(id),
    start: act.start,
    lanes,
    now: () => clock.now().getTime(),
    log,
  })

  return {
    start() {
      endings.push(
        every(hourMs, () => void prune()),
        every(tickMs, () => void later.tick()),
      )
    },
    tick: () => later.tick(),
    deliver: createDeliver({ ...deps, store, readers, act, lanes }),
    list: (environmentId, limit) => store.list(environmentId, limit),
    async close() {
      for (const end of endings.splice(0)) end()
      await later.settled()
    },
  }
}
