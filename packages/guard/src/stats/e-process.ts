import { logSumExp } from './log-sum-exp.js'

/**
 * The ratios of error rates, new path to old path, that the test bets on, an equal part of its stake on each. A grid
 * and not one guess: a release that breaks everything and one that doubles a rare error are both found.
 */
export const RATE_RATIOS: readonly number[] = [1.5, 2, 3, 5, 10, 30, 100]

const LOG_WEIGHT = -Math.log(RATE_RATIOS.length)

/** What is staked at the start of a run; the rest is for breaks that come later. */
const STAKED_AT_START = 0.5

/**
 * Evidence that the new path errs more than the old one, as a bet that may be looked at after every report: under
 * "nothing is wrong" its value is a supermartingale that begins at 1, so that it ever reaches 1/α with a probability
 * of at most α (Ville's inequality), however often it is looked at and whenever it is stopped.
 *
 * Half of the stake is bet at the start, and the rest bit by bit as subjects err: a bet that has lost for an hour of
 * health would need long to win that back, while one that begins just before a break has lost nothing.
 *
 * Plain numbers: it is added up, stored and compared to the bit.
 */
export interface EProcess {
  /** The natural logarithm of what each of {@link RATE_RATIOS} has made of its stakes. */
  readonly logs: readonly number[]
  /** Erring subjects so far, of both arms. */
  readonly erring: number
  /** How many of them the stakes so far stand for. */
  readonly staked: number
}

/** Nothing seen: with what is still to be staked, a value of 1. */
export const NO_EVIDENCE: EProcess = {
  logs: RATE_RATIOS.map(() => Math.log(STAKED_AT_START)),
  erring: 0,
  staked: 0,
}

/**
 * Adds subjects that erred for the first time, at a stage whose configured share is `share`.
 *
 * A subject's arm is its hash bucket, which knows nothing of its errors: while nothing is wrong, each new erring
 * subject falls into treatment with a probability of exactly `share`. At a ratio r it would be r·θ / (r·θ + 1 − θ).
 *
 * @param share θ, in (0, 1): what is configured, never an estimate
 * @param treatment how many new erring subjects the new variant has
 * @param control how many the previous variant has
 */
export function addSubjects(evidence: EProcess, share: number, treatment: number, control: number): EProcess {
  if (treatment === 0 && control === 0) return evidence
  return add(evidence, treatment + control, (ratio) => {
    const tilted = (ratio * share) / (ratio * share + 1 - share)
    return treatment * Math.log(tilted / share) + control * Math.log((1 - tilted) / (1 - share))
  })
}

/**
 * Adds requests where there is no control beside them: the same grid against a rate that was frozen before.
 *
 * @param rate p0, errors per request that are still no news
 * @param erring new erring subjects
 * @param requests all requests of the same reports
 */
export function addAgainstBaseline(
  evidence: EProcess,
  rate: number,
  erring: number,
  requests: number,
): EProcess {
  if (erring === 0 && requests === 0) return evidence
  return add(evidence, erring, (ratio) => erring * Math.log(ratio) - (ratio - 1) * rate * requests)
}

/** The natural logarithm of the evidence's value, without what has not been staked yet. */
export function logEvidence({ logs }: EProcess): number {
  return logSumExp(logs) + LOG_WEIGHT
}

/**
 * The logarithm of the plain mean of several values: again a supermartingale that begins at 1, so that a release of
 * six services is tested once, at the same α, and not six times.
 */
export function logMeanEvidence(processes: readonly EProcess[]): number {
  if (processes.length === 0) return 0
  return logSumExp(processes.map(logEvidence)) - Math.log(processes.length)
}

/** First the stakes that earlier subjects have brought, then what this report makes of all: no bet knows its report. */
function add(before: EProcess, erring: number, factorOf: (ratio: number) => number): EProcess {
  const stake = notStakedAt(before.staked) - notStakedAt(before.erring)
  const logStake = Math.log(stake)
  return {
    logs: before.logs.map((log, at) => {
      const staked = stake > 0 ? logSumExp([log, logStake]) : log
      return staked + factorOf(RATE_RATIOS[at] ?? 1)
    }),
    erring: before.erring + erring,
    staked: before.erring,
  }
}

/**
 * What is not staked yet after so many erring subjects. It falls as slowly as 1 / (1 + ln n), so that a break after
 * many subjects still meets a stake of about 1 / (n · ln² n), and all stakes together are 1.
 */
function notStakedAt(erring: number): number {
  return (1 - STAKED_AT_START) / (1 + Math.log(1 + erring))
}
