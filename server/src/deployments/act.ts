import { type Actor, limits, type Release, type ReleaseFile } from '@ripcord/model'
import type { Command } from '../changes/command.js'
import { RefusedError } from '../errors.js'
import type {
  Deployment,
  DeploymentEffect,
  DeploymentRow,
  IntakeSource,
  Storage,
} from '../storage/storage.js'
import { buildName } from './compare-build.js'
import { draftOf } from './draft-of.js'
import { judge, type Step, servicesAsked } from './judge.js'

/** The steps of a release, as people take them. */
export interface Doors {
  apply(project: string, environment: string, key: string, file: ReleaseFile, by: Command): Promise<unknown>
  startDraft(project: string, environment: string, key: string, by: Command): Promise<unknown>
  hold(
    project: string,
    environment: string,
    key: string,
    hold: { because: string },
    by: Command,
  ): Promise<unknown>
}

export interface ActDeps {
  storage: Pick<Storage, 'changes' | 'deployments'>
  doors: Doors
}

export interface Act {
  (source: IntakeSource, row: DeploymentRow): Promise<DeploymentEffect[]>
  /** Only what it starts, of the releases that are still tried. */
  start: (
    source: IntakeSource,
    row: DeploymentRow,
    isTried: (release: string) => boolean,
  ) => Promise<DeploymentEffect[]>
  /** A sentence, where it names a release that its source can't touch: there may be one later. */
  oddName: (source: IntakeSource, deployment: Deployment) => Promise<string[]>
}

/**
 * Does what follows from a deployment, by the doors that people use, as its source. Done again it does nothing more: a
 * draft is made once, started once and held once.
 */
export function createAct({ storage, doors }: ActDeps): Act {
  async function releasesOf({ project, environment, scope }: IntakeSource): Promise<Release[]> {
    const state = await storage.changes.read(project, [{ kind: 'release', environment }])
    return state
      .list('release', environment)
      .flatMap(({ value }) => value ?? [])
      .filter((release) => isInScope(release, scope))
  }

  async function latestOf(environmentId: string, services: readonly string[]) {
    const latest = new Map<string, Deployment>()
    for (const service of services) {
      const row = await storage.deployments.latest(environmentId, service)
      if (row !== undefined) latest.set(service, row.deployment)
    }
    return latest
  }

  async function create(source: IntakeSource, row: DeploymentRow): Promise<DeploymentEffect[]> {
    const file = draftOf(row.deployment, source, await releasesOf(source))
    if (file === undefined) return []
    const name = buildName(row.deployment.service, row.deployment)
    const because = `No release was of ${name}: it is made from the template of ${source.name}.`
    const { project, environment } = source
    const apply = () => doors.apply(project, environment, file.release, file, commandOf(source, row, because))
    return [await told({ release: file.release, effect: 'created', because }, apply)]
  }

  function take(
    source: IntakeSource,
    row: DeploymentRow,
    step: Step,
  ): Promise<DeploymentEffect> | DeploymentEffect {
    const { project, environment } = source
    switch (step.type) {
      case 'tell':
        return step.effect
      case 'start':
        return told(
          { release: step.release, effect: 'started', because: step.because },
          () => doors.startDraft(project, environment, step.release, commandOf(source, row, step.because)),
          ' It is tried again for a quarter of an hour.',
        )
      case 'hold':
        return told({ release: step.release, effect: 'held', because: step.because }, () =>
          doors.hold(
            project,
            environment,
            step.release,
            { because: step.because.slice(0, limits.reasonLength) },
            commandOf(source, row, step.because),
          ),
        )
    }
  }

  async function stepsOf(source: IntakeSource, row: DeploymentRow): Promise<Step[]> {
    const releases = await releasesOf(source)
    const latest = await latestOf(row.environmentId, servicesAsked(row.deployment, releases))
    return judge(row.deployment, releases, latest)
  }

  async function act(source: IntakeSource, row: DeploymentRow): Promise<DeploymentEffect[]> {
    const effects = await create(source, row)
    for (const step of await stepsOf(source, row)) effects.push(await take(source, row, step))
    return effects
  }

  async function start(
    source: IntakeSource,
    row: DeploymentRow,
    isTried: (release: string) => boolean,
  ): Promise<DeploymentEffect[]> {
    const effects: DeploymentEffect[] = []
    for (const step of await stepsOf(source, row))
      if (step.type === 'start' && isTried(step.release)) effects.push(await take(source, row, step))
    return effects
  }

  async function oddName(source: IntakeSource, { release }: Deployment): Promise<string[]> {
    if (release === null || (await releasesOf(source)).some(({ key }) => key === release)) return []
    const named = JSON.stringify(release.slice(0, 100))
    return [
      `It names the release ${named}, and ${source.environment} has none of that key that its source may touch: is it spelt so?`,
    ]
  }

  return Object.assign(act, { start, oddName })
}

/** What was done, or why it was refused. */
async function told(
  effect: DeploymentEffect,
  work: () => Promise<unknown>,
  afterRefusal = '',
): Promise<DeploymentEffect> {
  try {
    await work()
    return effect
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error
    return { ...effect, effect: 'refused', because: error.message + afterRefusal }
  }
}

function commandOf(source: IntakeSource, row: DeploymentRow, reason: string): Command {
  const actor: Actor = { type: 'token', id: source.id, name: source.name }
  const { sender, deliveryId } = row.deployment
  const cause = { deployment: { source: source.id, id: row.id, sender, deliveryId } }
  return { actor, reason: reason.slice(0, limits.reasonLength), cause }
}

function isInScope({ key, services }: Release, { releases, service }: IntakeSource['scope']): boolean {
  return (
    (releases === null || key.startsWith(releases)) &&
    (service === null || services.some(({ name }) => name === service))
  )
}
