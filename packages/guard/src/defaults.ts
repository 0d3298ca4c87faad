import type { GuardLimits } from './types.js'

/** Each chance is for a whole run of a release, however often it is looked at. */
export const defaultLimits: GuardLimits = {
  killAlpha: 0.001,
  holdAlpha: 0.01,
  warnAlpha: 0.05,
  baselineFloor: 0.005,
}

/** At this share and above there is no control worth the name: the frozen baseline decides. */
export const NO_CONTROL_SHARE = 0.99
/** Subjects that are told apart in one run, all services together. A full set counts no further subjects, of either arm. */
export const SUBJECTS_PER_RUN = 65_536
/** How far back single reports are remembered. */
export const RECENT_MS = 60_000
/** The most that one tick adds to a stage's bake time: a jump of the clock may delay, and never skips. */
export const LONGEST_TICK_MS = 5_000
