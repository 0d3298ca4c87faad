import { z } from 'zod'
import { actorSchema } from './actor.js'
import { checkSchema } from './check.js'
import { limits } from './limits.js'
import { instantSchema } from './primitives.js'
import { releaseDefinitionSchema } from './release-file.js'

export const releaseStatuses = ['draft', 'running', 'baking', 'completed', 'killed', 'aborted'] as const
export type ReleaseStatus = (typeof releaseStatuses)[number]

/** Whether a kill has helped: `unknown` where nobody was there to tell. */
export const recoveries = ['pending', 'recovered', 'ineffective', 'unknown'] as const
export type Recovery = (typeof recoveries)[number]

/** Why a release may not go on by itself. */
export const releaseHoldReasons = [
  'manual',
  'verify-after-restart',
  'evidence',
  'no-data',
  'error',
  'blind',
  'budget',
  'versions',
  'killed-flag',
] as const
export type ReleaseHoldReason = (typeof releaseHoldReasons)[number]

export const releaseHoldSchema = z
  .object({
    reason: z.enum(releaseHoldReasons),
    /** For a person to read. */
    because: z.string().max(limits.reasonLength),
    since: instantSchema,
    by: actorSchema,
  })
  .meta({ id: 'ReleaseHold' })
export type ReleaseHold = z.infer<typeof releaseHoldSchema>

/** How one service's requests did in the ten minutes before a run began, as far as its SDKs told. */
export const trafficBeforeSchema = z
  .object({
    requests: z.int().min(0),
    errors: z.int().min(0),
    /** Those that took longer than what is slow in this run. */
    slow: z.int().min(0),
    /** The rate of errors that is no news, in [0, 1]. */
    errorRate: z.number().min(0).max(1),
    /** What 99 % of requests took at most (95 % where they were few), milliseconds; null where they were too few. */
    latencyMs: z.number().min(0).nullable(),
  })
  .meta({ id: 'TrafficBefore' })
export type TrafficBefore = z.infer<typeof trafficBeforeSchema>

/** A release with where it stands. */
export const releaseSchema = releaseDefinitionSchema
  .extend({
    /** `baking`: in its last stage. */
    status: z.enum(releaseStatuses),
    /** The one that it is in, or ended in, from 0; null where it was never started. */
    stage: z.int().min(0).nullable(),
    /** Which run of it this is; 0 = it was never started. Evidence belongs to one. */
    generation: z.int().min(0),
    /** By which subjects are split and told apart. */
    seed: z.string().min(1).max(limits.keyLength),
    /** Empty = it may go on. */
    holds: z.array(releaseHoldSchema),
    /** Until when the guard is not to act on it; it is armed again by itself. */
    suspendedUntil: instantSchema.nullable(),
    /** What this run watches: its own checks, or those that its services had at the start. */
    watches: z.array(checkSchema),
    /** How its services did before this run, by name: what is no news, and what is slow. */
    before: z.record(z.string(), trafficBeforeSchema).optional(),
    /** At the end: whether there was one conclusive measurement. */
    verdict: z.enum(['passed', 'none']).nullable(),
    /** Whether the kill that ended it has helped. */
    recovery: z.enum(recoveries).nullable(),
    /** The kill that ended it. */
    killId: z.string().nullable(),
    startedAt: instantSchema.nullable(),
    /** When it came into its stage. */
    stageSince: instantSchema.nullable(),
    endedAt: instantSchema.nullable(),
  })
  .meta({ id: 'Release' })
export type Release = z.infer<typeof releaseSchema>

/** Whether it owns its flags' default outcomes. */
export function isRunning({ status }: Pick<Release, 'status'>): boolean {
  return status === 'running' || status === 'baking'
}
