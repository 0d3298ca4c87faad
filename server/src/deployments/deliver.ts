import { hash } from 'node:crypto'
import { limits } from '@ripcord/model'
import type { Clock } from '../clock.js'
import { HttpError } from '../http/http-error.js'
import { parseJsonBytes } from '../http/read-bytes.js'
import type {
  Deployment,
  DeploymentEffect,
  DeploymentRow,
  DeploymentStore,
  IntakeSource,
} from '../storage/storage.js'
import type { Act } from './act.js'
import type { Lanes } from './lanes.js'
import { textOf } from './readers/fields.js'
import type { Delivery, Proof, Reader } from './readers/reader.js'
import { weigh } from './weigh.js'

export interface DeploymentClaim {
  sender: string
  source: string
  token?: string | undefined
}

/** What a delivery came to. */
export interface DeliveredDeployment {
  /** Null: it was of something else. */
  deployment: Deployment | null
  duplicate: boolean
  effects: readonly DeploymentEffect[]
  warnings: readonly string[]
}

/** The source that a delivery is from, proven. @throws HttpError */
export type Admit = (
  claim: DeploymentClaim & { kind: 'deployments' },
  delivery: Delivery,
  verify?: (delivery: Delivery, source: { secret: string }) => Proof,
) => Promise<IntakeSource>

export interface DeliverDeps {
  store: Pick<DeploymentStore, 'get' | 'put' | 'settle'>
  readers: ReadonlyMap<string, Reader>
  admit: Admit
  /** What a source's labels find in a body. */
  mapped: (labels: IntakeSource['labels'], body: unknown) => { readonly [label: string]: string }
  act: Act
  lanes: Pick<Lanes, 'run'>
  clock: Clock
}

export type Deliver = (claim: DeploymentClaim, delivery: Delivery) => Promise<DeliveredDeployment>

/** Takes deliveries of an environment one after another: whether all of a release is there is asked of what is stored. */
export function createDeliver({ store, readers, admit, mapped, act, lanes, clock }: DeliverDeps): Deliver {
  async function take(
    source: IntakeSource,
    id: string,
    deployment: Deployment,
  ): Promise<DeliveredDeployment> {
    const known = await store.get(source.id, id)
    if (known?.effects) return answer(known, known.effects, true)
    const now = clock.now().getTime()
    const { counts, since, warnings: odd, mayAct } = weigh(deployment, source, now)
    const warnings = mayAct ? await act.oddName(source, deployment) : odd
    const { environmentId } = source
    const fresh: DeploymentRow = {
      sourceId: source.id,
      id,
      environmentId,
      receivedAt: now,
      deployment,
      since,
      counts,
      warnings,
      effects: null,
    }
    // Before anything is done: where that is cut short, the same delivery again does the rest.
    if (known === undefined) await store.put(fresh)
    const effects = mayAct ? await act(source, known ?? fresh) : []
    await store.settle(source.id, id, effects)
    return answer(fresh, effects, false)
  }

  return async (claim, delivery) => {
    const reader = readers.get(claim.sender)
    const source = await admit({ kind: 'deployments', ...claim }, delivery, reader?.verify?.bind(reader))
    // Sources are made for senders that are known, and `admit` has asked.
    if (reader === undefined) throw new Error(`source ${source.id} has an unknown sender`)
    const body = parseJsonBytes(delivery.bytes)
    const reading = reader.read(delivery, body)
    if (reading.type === 'ignored')
      return { deployment: null, duplicate: false, effects: [], warnings: [reading.because] }
    const deployment = withMapped(reading.deployment, mapped(source.labels, body))
    const taken = lanes.run(source.environmentId, () => take(source, shortId(reading.id), deployment))
    if (taken === undefined) throw tooMany()
    return taken
  }
}

/** Whatever a sender takes for its key, it fits into an index. */
function shortId(id: string): string {
  return id.length <= limits.episodeLength ? id : hash('sha256', id)
}

/** What a source's labels say goes before what is read. */
function withMapped(deployment: Deployment, labels: { readonly [label: string]: string }): Deployment {
  const { service, version, commit, digest, environment, release } = deployment
  return {
    ...deployment,
    service: textOf(labels['service'], service),
    version: textOf(labels['version'], version),
    commit: textOf(labels['commit'], commit),
    digest: textOf(labels['digest'], digest),
    environment: textOf(labels['environment'], environment),
    release: textOf(labels['release'], release),
  }
}

function answer(
  { deployment, warnings }: DeploymentRow,
  effects: readonly DeploymentEffect[],
  duplicate: boolean,
): DeliveredDeployment {
  return { deployment, duplicate, effects, warnings }
}

function tooMany(): HttpError {
  const message = 'More deployments of this environment come at once than are taken: send this one again.'
  return new HttpError(429, 'too-many-requests', message, { headers: { 'retry-after': '1' } })
}
