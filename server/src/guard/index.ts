import type { GuardDecision, TickInput } from '@ripcord/guard'
import { releaseHoldReasons } from '@ripcord/model'
import type { Report } from '@ripcord/sync'
import { createPlacedReleases } from '../changes/placed-releases.js'
import type { Clock } from '../clock.js'
import { everyUnref } from '../every-unref.js'
import type { GuardDecided, InstanceRecord, Storage } from '../storage/storage.js'
import { createAct, type GuardDoors, type GuardLog } from './act.js'
import { type GuardView, requestsOf, viewOf } from './guard-view.js'
import { Intake, type IntakeNumbers } from './intake.js'
import { passes } from './passes.js'
import { type GuardPulse, Pulse } from './pulse.js'
import { type Outside, Reconciler, type ReconcilerDeps } from './reconciler.js'
import { Runs } from './runs.js'
import { type Second, secondsOf } from './seconds.js'
import { type Story, storyOf, unknownStory } from './story.js'
import { Tally } from './tally.js'

/*
 * The guard's loop: what SDKs report of running releases, decided on each second.
 *
 *   intake.ts           what is believed of a report
 *   outcome-sums.ts     added up until the next tick                 presence.ts   who is there, who has crashed
 *   run.ts              one run: its next input, and what it remembers
 *   open-run.ts         a run as the stored inputs have it           guard-plan.ts
 *   checkpoint.ts       what they came to, so that a restart need not read them all
 *   reconciler.ts       each second: input, store, decide, act
 *   act.ts              through the doors that people use            decisions.ts
 *   passes.ts            what a person may complete as proven
 *   kill-budget.ts       what is killed of many at once           kills-of-before.ts   before this process
 *   pulse.ts             whether it looks at all          tally.ts       what it has decided and done
 *   replay.ts           the stored inputs decided on again           story.ts      how it came to a decision
 *   seconds.ts          what both variants came to, for a chart
 *
 * What is decided is in @ripcord/guard. An input is stored before it is decided on, so that a restart, or anybody who
 * replays it, decides the same.
 */

export type { GuardDoors, GuardLog } from './act.js'
export type { GuardView } from './guard-view.js'
export type { GuardPulse } from './pulse.js'
export type { Outside } from './reconciler.js'
export type { Story } from './story.js'

const tickMs = 1_000
const hourMs = 3_600_000
/** Inputs of runs that did not end in a kill are kept for so long after their end. */
const keptMs = 7 * 24 * hourMs

export interface GuardDeps {
  storage: Pick<Storage, 'changes' | 'projects' | 'guardInputs' | 'automaticKills'>
  clock: Clock
  log: GuardLog
  /** Of this program: what another one remembered of a run is not taken up. */
  version: string
  doors: GuardDoors
  /** The processes of each environment, as the stream knows them. */
  instances: () => Iterable<readonly [environmentId: string, instances: readonly InstanceRecord[]]>
  /** The process that has this boot id, where one has said hello. */
  instanceOf: (environmentId: string, bootId: string) => InstanceRecord | undefined
  /** What checks and alerts say of a running release; asked at each of its seconds. */
  outside?: Outside | undefined
  /** It has not looked for three seconds; said once each time. */
  onBlind?: ((pulse: GuardPulse) => void) | undefined
  /** What it would have killed, if it were armed; it may be said several times of one run. */
  observed?: ReconcilerDeps['observed'] | undefined
  /** Calls `work` each so many milliseconds; a timer that does not keep the process alive by default. */
  every?: ((ms: number, work: () => void) => () => void) | undefined
}

export interface Guard {
  /** Takes up the runs of before, then ticks. Before the first report. */
  start(): Promise<void>
  /** Takes what a report says of releases. Never throws. */
  take(environmentId: string, report: Report): void
  /** Counts a report that was refused when it was read. `bootId` as it came. */
  refuse(environmentId: string, bootId: unknown): void
  /** One second of every running release. Never rejects. Calls that come while one is under way share it. */
  tick(): Promise<void>
  /** Looks at once, where something has come that should not wait for the next second. Never rejects. */
  hurry(): Promise<void>
  /** The present run of a release, or else its last; undefined where it never ran. */
  view(environmentId: string, release: string): Promise<GuardView | undefined>
  /** Whether anything says of the last run that its new variant fails. */
  isFailing(environmentId: string, release: string): Promise<boolean>
  /** Requests of the last run, by whether they could be split; undefined where nothing is known of one. */
  lastRun(
    environmentId: string,
    release: string,
  ): Promise<{ assigned: number; unassigned: number } | undefined>
  /** Whether a release is in its last stage, and passes there. */
  passes(environmentId: string, release: string): boolean
  /** What was decided, in order: each decision that differs from the one before. */
  decisions(environmentId: string, release: string, generation: number): Promise<GuardDecided[]>
  /** The same decisions with their times, epoch milliseconds: the last so many. */
  decisionsAt(
    environmentId: string,
    release: string,
    generation: number,
    most: number,
  ): Promise<{ at: number; decision: GuardDecision }[]>
  /** What both variants came to in the last seconds of a run. */
  seconds(environmentId: string, release: string, generation: number, seconds: number): Promise<Second[]>
  /** How it came to what was decided on an input (null: none is named), and with which kinds of errors. */
  facts(
    environmentId: string,
    release: string,
    generation: number,
    sequence: number | null,
  ): Promise<{ story: Story; kinds: GuardView['kinds'] }>
  /** Epoch milliseconds at which the new variant of a run that has ended was last heard to fail; null where it was not. */
  lastFailure(environmentId: string, release: string, generation: number): number | null
  /** By instance, how often something that it reported was refused. */
  refused(environmentId: string): ReadonlyMap<string, number>
  pulse(): GuardPulse
  numbers(): GuardNumbers
  /** What it has decided and done since the start, and how many running releases each reason holds now. */
  counts(): GuardCounts
  /** One last tick, so that nothing is lost that was heard. */
  close(): Promise<void>
}

export type GuardNumbers = IntakeNumbers & { runs: number; secondsSinceTick: number; isBlind: boolean }
export interface GuardCounts {
  decisions: Readonly<Record<string, number>>
  kills: Readonly<Record<string, number>>
  holds: Readonly<Record<string, number>>
}

export function createGuard(deps: GuardDeps): Guard {
  const { storage, clock, log, every = everyUnref } = deps
  const runs = new Runs()
  const intake = new Intake({
    runs,
    instanceOf: deps.instanceOf,
    monotonic: () => clock.monotonic(),
    now: () => clock.now().getTime(),
  })
  const tally = new Tally()
  const pulse = new Pulse({ clock, log, onBlind: deps.onBlind ?? (() => undefined) })
  const reconciler = new Reconciler({
    store: storage.guardInputs,
    version: deps.version,
    automaticKills: storage.automaticKills,
    placed: createPlacedReleases(storage),
    runs,
    act: createAct(deps.doors, log),
    clock,
    log,
    instances: deps.instances,
    outside: deps.outside ?? (() => ({ checks: [], holds: [] })),
    tally,
    beat: () => pulse.beat(),
    observed: deps.observed ?? (() => undefined),
  })
  const endings: (() => void)[] = []
  let underWay: Promise<void> | undefined

  function tick(): Promise<void> {
    underWay ??= reconciler.tick().finally(() => {
      underWay = undefined
    })
    return underWay
  }

  async function hurry(): Promise<void> {
    // What is under way may have asked before it came.
    await underWay
    await tick()
  }

  async function view(environmentId: string, release: string): Promise<GuardView | undefined> {
    const run = runs.get(environmentId, release)
    if (run !== undefined) return viewOf(run)
    const [last] = await storage.guardInputs.runs(environmentId, release)
    return (last?.end?.last ?? undefined) as GuardView | undefined
  }

  async function prune(): Promise<void> {
    try {
      await storage.guardInputs.prune(clock.now().getTime() - keptMs)
    } catch (error) {
      log.error({ err: error }, 'inputs of the guard that are no longer needed could not be removed')
    }
  }

  return {
    async start() {
      await reconciler.open()
      await prune()
      endings.push(
        every(tickMs, () => void tick()),
        every(hourMs, () => void prune()),
        every(tickMs, () => pulse.watch()),
        // SDKs hear of a start at once, and report within a second.
        storage.changes.onCommit(() => void reconciler.open()),
      )
    },
    take: (environmentId, report) => intake.take(environmentId, report),
    refuse: (environmentId, bootId) => intake.refuse(environmentId, bootId),
    tick,
    hurry,
    view,
    async isFailing(environmentId, release) {
      const seen = await view(environmentId, release)
      return seen?.decision?.assessments.some(({ outcome }) => outcome === 'fail') ?? false
    },
    async lastRun(environmentId, release) {
      const seen = await view(environmentId, release)
      return seen && requestsOf(seen)
    },
    passes(environmentId, release) {
      const run = runs.get(environmentId, release)
      return run !== undefined && passes(run)
    },
    decisions: (environmentId, release, generation) =>
      storage.guardInputs.decisions({ environmentId, release, generation }),
    async decisionsAt(environmentId, release, generation, most) {
      const ref = { environmentId, release, generation }
      const last = (await storage.guardInputs.decisions(ref)).slice(-most)
      const found = last.map(async ({ sequence, decision }) => {
        const [row] = await storage.guardInputs.inputs(ref, sequence - 1, 1)
        const at = row?.sequence === sequence ? (row.input as unknown as TickInput).now : undefined
        return at === undefined ? [] : [{ at, decision: decision as unknown as GuardDecision }]
      })
      return (await Promise.all(found)).flat()
    },
    async seconds(environmentId, release, generation, seconds) {
      const ref = { environmentId, release, generation }
      const running = runs.get(environmentId, release)
      const last =
        running?.ref.generation === generation
          ? viewOf(running)
          : ((await storage.guardInputs.run(ref))?.end?.last as GuardView | null | undefined)
      return secondsOf(storage.guardInputs, ref, last?.ticks ?? 0, seconds)
    },
    async facts(environmentId, release, generation, sequence) {
      const ref = { environmentId, release, generation }
      const story = sequence === null ? unknownStory : await storyOf(storage.guardInputs, ref, sequence)
      const seen = await view(environmentId, release)
      return { story, kinds: seen?.generation === generation ? seen.kinds : [] }
    },
    lastFailure: (environmentId, release, generation) =>
      runs.lastFailure({ environmentId, release, generation }),
    refused: (environmentId) => intake.refused(environmentId),
    pulse: () => pulse.read(),
    numbers: () => ({
      ...intake.numbers(),
      runs: runs.all().length,
      secondsSinceTick: pulse.secondsSince(),
      isBlind: pulse.read().isBlind,
    }),
    counts: () => ({ decisions: tally.decisions, kills: tally.kills, holds: holdsOf(runs) }),
    async close() {
      for (const end of endings.splice(0)) end()
      await underWay
      await tick()
    },
  }
}

/** Of running releases, by the reasons that hold them. */
function holdsOf(runs: Runs): Record<string, number> {
  const held = Object.fromEntries([...releaseHoldReasons, 'suspended'].map((reason) => [reason, 0]))
  for (const { decision } of runs.all())
    for (const reason of decision?.holds ?? []) held[reason] = (held[reason] ?? 0) + 1
  return held
}
