import type { Command } from '../changes/command.js'
import type { CommitChange, Decide } from '../changes/commit-change.js'
import { pageOfKeys } from '../changes/cursor.js'
import { findEnvironment } from '../changes/environments.js'
import { refuseProblems } from '../changes/parse.js'
import type { ProjectIndexes } from '../changes/project-indexes.js'
import { readUntilEnough } from '../changes/read-until-enough.js'
import { notFound } from '../errors.js'
import type { EntityQuery, Storage } from '../storage/storage.js'
import { decideAdvance } from './decide-advance.js'
import { decideApply } from './decide-apply.js'
import { decideAbort, decideComplete, decideRecovery } from './decide-end.js'
import { decideHold, decideResume, decideSuspend } from './decide-hold.js'
import { decideStart } from './decide-start.js'
import { endKilled } from './end-killed.js'
import { preflightOf, type RunFacts, watchesOf } from './preflight.js'
import { readsOfRelease, releaseIn, releaseView } from './release-in.js'
import type { Applied, ReleasesService, ReleaseView, Surroundings } from './releases-service.js'
import type { TrafficNow } from './traffic-before.js'
import { createWaitForVerdict } from './wait-for-verdict.js'

export interface ReleasesServiceDeps {
  storage: Pick<Storage, 'changes' | 'projects'>
  commitChange: CommitChange
  indexes: ProjectIndexes
  /** Text that was never given before. */
  newId: () => string
  surroundings: Surroundings
}

export function createReleasesService(deps: ReleasesServiceDeps): ReleasesService {
  const { storage, commitChange, indexes, newId, surroundings } = deps

  async function read(project: string, environment: string, key: string): Promise<ReleaseView> {
    await findEnvironment(storage, project, environment)
    const query: EntityQuery = { kind: 'release', environment, keys: [key] }
    const stored = (await storage.changes.read(project, [query])).get('release', environment, key)
    if (stored === undefined) throw notFound('release', key, environment)
    return releaseView(stored)
  }

  async function step(
    project: string,
    environment: string,
    key: string,
    by: Command,
    decide: Decide<ReleaseView>,
  ): Promise<ReleaseView> {
    const reads = readsOfRelease({ environment, key })
    return (await commitChange<ReleaseView>({ ...by, project, reads, decide })).result
  }

  async function factsOf(project: string, release: ReleaseView): Promise<RunFacts> {
    const { id } = await findEnvironment(storage, project, release.environment)
    const instances = await surroundings.instances(id)
    const services = [...new Set(instances.filter((one) => one.connected).map(({ service }) => service))]
    const keys = release.flags.map(({ key }) => key)
    const evaluated = keys.filter((flag) =>
      services.some((service) => surroundings.evaluates(id, service, [flag])),
    )
    const turnOff = await surroundings.turnOff(project, release.environment, keys)
    const told = await surroundings.toldOfKills(project, release.environment, release.key)
    const watches = await readUntilEnough(storage, project, (state) => watchesOf(state, release))
    const place = {
      project,
      environment: release.environment,
      environmentId: id,
      release: release.key,
      services: release.services,
    }
    const asked = await surroundings.askChecks(watches, place)
    const lastRun = await surroundings.lastRun(id, release.key)
    const traffic = trafficOf(id, release)
    return { instances, evaluated: new Set(evaluated), turnOff, told, asked, lastRun, traffic }
  }

  function trafficOf(environmentId: string, { services }: ReleaseView): TrafficNow {
    return Object.fromEntries(
      services.flatMap(({ name }) => {
        const usual = surroundings.usualTraffic(environmentId, name)
        return usual === undefined ? [] : [[name, usual]]
      }),
    )
  }

  async function start(
    project: string,
    environment: string,
    key: string,
    by: Command,
    how: { confirm: readonly string[]; draftOnly: boolean },
  ): Promise<ReleaseView> {
    const facts = await factsOf(project, await read(project, environment, key))
    return step(project, environment, key, by, (state, at) =>
      decideStart(state, at, { environment, key, facts, actor: by.actor, ...how }),
    )
  }

  return {
    async apply(project, environment, key, file, by) {
      const problems = await surroundings.checkProblems(project, file.checks ?? [])
      if (problems.length > 0) throw refuseProblems(problems)
      const seed = newId()
      const reads = readsOfRelease({ environment, key })
      const { result } = await commitChange<Applied>({
        ...by,
        project,
        reads,
        decide: (state, at) => decideApply(state, at, { environment, key, file, seed }),
      })
      return result
    },
    read,
    async list(project, environment, { status, flag }, page) {
      await findEnvironment(storage, project, environment)
      const all = (await indexes.current(project)).releases(environment)
      const found = [...all]
        .filter(([, release]) => status === undefined || release.status === status)
        .filter(([, release]) => flag === undefined || release.flags.includes(flag))
        .map(([key]) => key)
      const { items, nextCursor } = pageOfKeys(found.sort(), page)
      const state = await storage.changes.read(project, [{ kind: 'release', environment, keys: items }])
      return { items: state.list('release', environment).map(releaseView), nextCursor }
    },
    async preflight(project, environment, key) {
      const facts = await factsOf(project, await read(project, environment, key))
      return readUntilEnough(
        storage,
        project,
        (state) => preflightOf(state, releaseIn(state, { environment, key }), facts),
        indexes,
      )
    },
    start: (project, environment, key, { confirm = [] }, by) =>
      start(project, environment, key, by, { confirm, draftOnly: false }),
    startDraft: (project, environment, key, by) =>
      start(project, environment, key, by, { confirm: [], draftOnly: true }),
    advance: (project, environment, key, { from }, by) =>
      step(project, environment, key, by, (state, at) =>
        decideAdvance(state, at, { environment, key, from }),
      ),
    hold: (project, environment, key, hold, by) =>
      step(project, environment, key, by, (state, at) =>
        decideHold(state, at, { environment, key, hold, actor: by.actor }),
      ),
    resume: (project, environment, key, reasons, by) =>
      step(project, environment, key, by, (state, at) =>
        decideResume(state, at, { environment, key, reasons }),
      ),
    suspend: (project, environment, key, until, by) =>
      step(project, environment, key, by, (state, at) =>
        decideSuspend(state, at, { environment, key, until }),
      ),
    abort: (project, environment, key, by) =>
      step(project, environment, key, by, (state, at) => decideAbort(state, at, { environment, key })),
    complete: (project, environment, key, verdict, by) =>
      step(project, environment, key, by, (state, at) =>
        decideComplete(state, at, { environment, key, verdict }),
      ),
    endKilled: () => endKilled(storage, commitChange),
    settleRecovery: (project, environment, key, recovery, by) =>
      step(project, environment, key, by, (state, at) =>
        decideRecovery(state, at, { environment, key, recovery }),
      ),
    verdict: createWaitForVerdict(storage.changes, read),
  }
}
