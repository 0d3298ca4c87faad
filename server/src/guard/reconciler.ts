import type { CheckRow, GuardDecision, HoldReason } from '@ripcord/guard'
import { isRunning, type Json } from '@ripcord/model'
import type { PlacedRelease, PlacedReleases } from '../changes/placed-releases.js'
import type { Clock } from '../clock.js'
import type { AutomaticKillStore, InstanceRecord, RunRef } from '../storage/storage.js'
import { type Act, type GuardLog, holdsFromOutside, isArmed } from './act.js'
import { checkpointOf } from './checkpoint.js'
import { asJson, isSameDecision } from './decisions.js'
import { guardPlanOf } from './guard-plan.js'
import { viewOf } from './guard-view.js'
import { budgetWindowMs, KillBudget } from './kill-budget.js'
import { killsOfBefore } from './kills-of-before.js'
import { type Keeping, keepLast, openRun, reopenRun } from './open-run.js'
import { isThere, Presence, type Present } from './presence.js'
import type { Run } from './run.js'
import type { Runs } from './runs.js'
import type { Tally } from './tally.js'

export interface ReconcilerDeps extends Keeping {
  automaticKills: Pick<AutomaticKillStore, 'add'>
  placed: PlacedReleases
  runs: Runs
  act: Act
  clock: Clock
  log: GuardLog
  instances: () => Iterable<readonly [environmentId: string, instances: readonly InstanceRecord[]]>
  outside: Outside
  tally: Tally
  /** Has looked, and could decide. */
  beat: () => void
  /** What it would have killed, if it were armed. */
  observed: (placed: PlacedRelease, decision: GuardDecision) => void
}

/** Holds of which a person should hear. */
const pages: readonly HoldReason[] = ['evidence', 'error', 'budget', 'blind']

/** Inputs, which are seconds, between two checkpoints of a run. */
const checkpointEach = 10

/** What is known of a running release beside what SDKs report: its checks' words, and what holds it because of them. */
export type Outside = (placed: PlacedRelease) => {
  readonly checks: readonly CheckRow[]
  readonly holds: readonly HoldReason[]
}

const nobody: Present = { services: new Map(), crashes: [] }

/** A run that is watched, beside the release as the log has it now. */
interface Watched {
  placed: PlacedRelease
  run: Run
}

/** Each second: what is known of every running release is stored, decided on, and acted upon. */
export class Reconciler {
  readonly #deps: ReconcilerDeps
  readonly #presence = new Map<string, Presence>()
  readonly #budget = new KillBudget()
  #opening: Promise<unknown> = Promise.resolve()
  #next: Promise<readonly Watched[]> | undefined
  /** Runs that are found by the first look began before this process did. */
  #isFirstLook = true
  #isReadable = false

  constructor(deps: ReconcilerDeps) {
    this.#deps = deps
  }

  /** Takes up the runs that have begun, and lets go of those that have ended. Never rejects. */
  open(): Promise<readonly Watched[]> {
    // Whoever comes while one is under way shares the next: the one under way may have passed their change.
    this.#next ??= this.#opening.then(() => {
      this.#next = undefined
      return this.#open()
    })
    this.#opening = this.#next
    return this.#next
  }

  /** Never rejects. */
  async tick(): Promise<void> {
    const watched = await this.open()
    if (watched.length === 0) {
      this.#look()
      if (this.#isReadable) this.#deps.beat()
      return
    }
    const present = this.#look()
    const rows = watched.map((one) => ({ ...one.run.ref, ...this.#draw(one, present) }))
    const { store, log } = this.#deps
    try {
      await store.append(rows)
    } catch (error) {
      // Nothing is decided on what is not stored: nothing is killed, nothing goes on.
      log.error({ err: error }, 'what is known of running releases can’t be stored: they are held')
      return
    }
    await Promise.all(
      watched.map((one, at) =>
        this.#apart(one.placed, async () => {
          const row = rows[at]
          if (row !== undefined) await this.#decide(one, one.run.fold(row))
        }),
      ),
    )
    this.#deps.beat()
  }

  async #open(): Promise<readonly Watched[]> {
    const { placed, log, runs } = this.#deps
    try {
      const started = await placed.read()
      if (this.#isFirstLook) {
        await this.#endForgotten(started)
        await this.#rememberKills(started)
      }
      for (const run of runs.all()) await this.#endIfOver(run, started)
      const watched: Watched[] = []
      for (const one of started.filter(({ release }) => isRunning(release)))
        await this.#apart(one, async () => {
          const run = await this.#runOf(one)
          run.stage = one.release.stage ?? 0
          watched.push({ placed: one, run })
        })
      this.#isFirstLook = false
      this.#isReadable = true
      return watched
    } catch (error) {
      this.#isReadable = false
      log.error({ err: error }, 'running releases can’t be read: they are held')
      return []
    }
  }

  /** What fails with one release is no other one’s trouble. */
  async #apart({ project, environment, release }: PlacedRelease, work: () => Promise<void>): Promise<void> {
    try {
      await work()
    } catch (error) {
      const where = { project, environment, release: release.key }
      this.#deps.log.error({ ...where, err: error }, 'the guard can’t watch this release: it is held')
    }
  }

  async #runOf(placed: PlacedRelease): Promise<Run> {
    const { runs } = this.#deps
    const { environmentId, release } = placed
    const known = runs.get(environmentId, release.key)
    if (known !== undefined) return known
    const run = await openRun(this.#deps, {
      ref: { environmentId, release: release.key, generation: release.generation },
      plan: guardPlanOf(release, this.#before(placed)),
      flags: release.flags.map(({ key }) => key),
      restarted: this.#isFirstLook,
    })
    runs.add(run)
    // A decided kill that did not land before the process ended.
    if (run.owedKill !== undefined) await this.#kill({ placed, run }, run.owedKill)
    return run
  }

  #before({ environmentId, release }: PlacedRelease) {
    const presence = this.#presence.get(environmentId)
    return Object.fromEntries(
      release.services.map(({ name }) => {
        const { requests = 0, errors = 0, slow = 0 } = release.before?.[name] ?? {}
        return [name, { requests, errors, slow, crashes: presence?.crashesOf(name) ?? 0 }]
      }),
    )
  }

  /** Runs of before whose releases ended while nobody watched. */
  async #endForgotten(started: readonly PlacedRelease[]): Promise<void> {
    const { store, runs, clock } = this.#deps
    for (const { environmentId, release } of started)
      if (!isRunning(release))
        runs.noteEnd({ environmentId, release: release.key, generation: release.generation })
    for (const ref of await store.unended()) {
      const release = started.find((one) => isOf(ref, one))?.release
      if (release !== undefined && isRunning(release)) continue
      const last = await this.#lastOf(ref)
      await store.end(ref, { at: clock.now().getTime(), kept: release?.status === 'killed', last })
    }
  }

  /** A storm goes on while a server restarts. */
  async #rememberKills(started: readonly PlacedRelease[]): Promise<void> {
    const { store, clock } = this.#deps
    const when = { now: clock.now().getTime(), withinMs: budgetWindowMs }
    for (const { placed, agoMs } of await killsOfBefore(store, started, when))
      this.#budget.note(placed, clock.monotonic() - agoMs)
  }

  /** What is shown of a run that another process has watched; null where that can't be read. */
  async #lastOf(ref: RunRef): Promise<Json> {
    try {
      const run = await reopenRun(this.#deps, ref)
      return run === undefined ? null : asShown(run)
    } catch (error) {
      this.#deps.log.error({ ...ref, err: error }, 'the guard can’t show how a release ended')
      return null
    }
  }

  async #endIfOver(run: Run, started: readonly PlacedRelease[]): Promise<void> {
    const { store, runs, clock } = this.#deps
    const release = started.find((one) => isOf(run.ref, one))?.release
    if (release !== undefined && isRunning(release)) return
    // Once it has ended nobody looks again at whether its last decision was kept.
    await keepLast(store, run)
    const kept = release?.status === 'killed'
    await store.end(run.ref, { at: clock.now().getTime(), kept, last: asShown(run) })
    runs.end(run)
  }

  #look(): ReadonlyMap<string, Present> {
    const { instances, clock } = this.#deps
    const now = clock.monotonic()
    const looks = [...instances()].map(([environmentId, records]) => {
      const presence = this.#presence.get(environmentId) ?? new Presence()
      this.#presence.set(environmentId, presence)
      return [environmentId, presence.look(records, now)] as const
    })
    return new Map(looks)
  }

  #draw({ placed, run }: Watched, present: ReadonlyMap<string, Present>) {
    const now = this.#deps.clock.now()
    const areVersionsMixed = this.#areVersionsMixed(placed)
    const isBudgetSpent = this.#budget.isSpent(placed, this.#deps.clock.monotonic())
    const { checks, holds } = this.#deps.outside(placed)
    return run.draw({
      now: now.getTime(),
      monotonic: this.#deps.clock.monotonic(),
      stage: placed.release.stage ?? 0,
      holds: [...holdsFromOutside(placed, { now, areVersionsMixed, isBudgetSpent }), ...holds],
      present: present.get(placed.environmentId) ?? nobody,
      checks,
    })
  }

  #areVersionsMixed({ environmentId, release }: PlacedRelease): boolean {
    // Asked where the start has found it alone: looking through all instances takes a while.
    if (!release.holds.some(({ reason }) => reason === 'versions')) return false
    const named = new Map(release.services.map(({ name, version }) => [name, version]))
    const [, records = []] = [...this.#deps.instances()].find(([id]) => id === environmentId) ?? []
    return records.filter(isThere).some(({ service, version }) => {
      const expected = named.get(service)
      return expected !== undefined && expected !== version
    })
  }

  async #decide(watched: Watched, decision: GuardDecision): Promise<void> {
    const { placed, run } = watched
    this.#deps.tally.decided(decision)
    const kill = run.owedKill ?? (decision.action === 'kill' ? decision : undefined)
    const armed = isArmed(placed, this.#deps.clock.now())
    if (kill !== undefined) await this.#kill(watched, kill)
    else if (armed) await this.#deps.act.goOn(placed, decision)
    await this.#keep(watched, decision, armed)
    if (run.sequence % checkpointEach === 0) await this.#checkpoint(run)
  }

  async #kill({ placed, run }: Watched, decision: GuardDecision): Promise<void> {
    const { clock, act, tally } = this.#deps
    if (!isArmed(placed, clock.now())) return
    if (!this.#budget.allows(placed, decision, clock.monotonic())) {
      run.owedKill = undefined
      return
    }
    this.#budget.note(placed, clock.monotonic())
    const outcome = await act.kill(placed, run, decision)
    run.owedKill = outcome === 'failed' ? decision : undefined
    if (outcome === 'landed') tally.killed(placed.release, decision)
  }

  /** Without one a restart takes longer, and is the same. */
  async #checkpoint(run: Run): Promise<void> {
    const { store, version, log } = this.#deps
    try {
      await store.checkpoint(run.ref, checkpointOf(run.state(), version))
    } catch (error) {
      log.warn({ ...run.ref, err: error }, 'a checkpoint of the guard could not be stored')
    }
  }

  /** Writes down what would have been a kill, so that people can say whether it would have been right. */
  async #observe({ placed, run }: Watched, decision: GuardDecision): Promise<void> {
    const { automaticKills, clock, log } = this.#deps
    const { because, assessments } = decision
    const { ref } = run
    const { environmentId, release, generation } = ref
    this.#deps.observed(placed, decision)
    const check = assessments.find(({ outcome }) => outcome === 'fail')?.check ?? 'unknown'
    try {
      await automaticKills.add({
        environmentId,
        id: `observed.${release}.${generation}`,
        type: 'wouldHaveKilled',
        release,
        generation,
        at: clock.now().toISOString(),
        because,
        check,
      })
    } catch (error) {
      log.error({ ...ref, err: error }, 'what the guard would have killed could not be written down')
    }
  }

  /** Keeps what differs from the decision before, and says aloud what a person should hear of. */
  async #keep(watched: Watched, decision: GuardDecision, armed: boolean): Promise<void> {
    const { placed, run } = watched
    if (isSameDecision(run.kept, decision)) return
    const { store, log } = this.#deps
    const where = { project: placed.project, environment: placed.environment, release: run.ref.release }
    if (decision.action === 'kill' && !armed)
      log.warn(where, `The guard would have killed the release: ${decision.because}`)
    if (decision.action === 'kill' && placed.release.policy.mode === 'observe')
      await this.#observe(watched, decision)
    if (decision.holds.some((reason) => pages.includes(reason)))
      log.warn(where, `The guard holds the release: ${decision.because}`)
    try {
      await store.note(run.ref, { sequence: run.sequence, decision: asJson(decision) })
      run.kept = decision
    } catch (error) {
      log.error({ ...where, err: error }, 'a decision of the guard could not be kept')
    }
  }
}

// Views are plain JSON.
function asShown(run: Run): Json {
  return viewOf(run) as unknown as Json
}

function isOf(ref: Run['ref'], { environmentId, release }: PlacedRelease): boolean {
  return (
    environmentId === ref.environmentId &&
    release.key === ref.release &&
    release.generation === ref.generation
  )
}
