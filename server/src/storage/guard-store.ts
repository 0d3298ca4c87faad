import type { Json } from '@ripcord/model'

/** One run of a release: a generation of it, in one environment. */
export interface RunRef {
  environmentId: string
  release: string
  generation: number
}

export interface GuardRun extends RunRef {
  /** What the guard was asked, as it was when the run began. */
  plan: Json
  /** Null while it runs. */
  end: RunEnd | null
}

export interface RunEnd {
  /** Epoch milliseconds. */
  at: number
  /** Whether its inputs are kept for good. */
  kept: boolean
  /** What was last known of it, to be shown. */
  last: Json
}

/** All that one tick knew, beside what tells its reports from repetitions. */
export interface GuardInput {
  /** Counts up within a run, from 1. */
  sequence: number
  input: Json
  /** By instance, the sequence of the last report that is in it. */
  heard: { readonly [instance: string]: number }
}

export interface GuardDecided {
  /** Of the input that it was decided on. */
  sequence: number
  decision: Json
}

/** What all inputs up to one came to, so that they need not be read again. Whoever wrote it knows what is in it. */
export interface GuardCheckpoint {
  /** Of the last input in it. */
  sequence: number
  /** Of the code that wrote it. */
  version: string
  state: Uint8Array
  /** Of `state`. */
  digest: string
}

/** What the guard knew and decided, second by second: whoever reads it again decides the same. */
export interface GuardInputs {
  /** The first plan of a run stands. */
  open(run: RunRef, plan: Json): Promise<void>
  run(run: RunRef): Promise<GuardRun | undefined>
  /** Runs of a release, the newest generation first. */
  runs(environmentId: string, release: string): Promise<GuardRun[]>
  /** Those that have not ended. */
  unended(): Promise<RunRef[]>
  /** All or none; a row that is there already is left as it is. */
  append(rows: readonly (RunRef & GuardInput)[]): Promise<void>
  /** In order, after `after`. */
  inputs(run: RunRef, after: number, limit: number): Promise<GuardInput[]>
  /** In the place of the one before. Of a run that has ended none is kept. */
  checkpoint(run: RunRef, checkpoint: GuardCheckpoint): Promise<void>
  lastCheckpoint(run: RunRef): Promise<GuardCheckpoint | undefined>
  /** Keeps a decision; the first one on an input stands. */
  note(run: RunRef, decided: GuardDecided): Promise<void>
  /** In order. */
  decisions(run: RunRef): Promise<GuardDecided[]>
  /** The first end of a run stands. */
  end(run: RunRef, end: RunEnd): Promise<void>
  /** Removes inputs of runs that ended before (epoch milliseconds), unless they are kept. */
  prune(endedBefore: number): Promise<void>
}
