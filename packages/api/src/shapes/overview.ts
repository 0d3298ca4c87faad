import { actorSchema, changeKinds, instantSchema, releaseHoldReasons, releaseStatuses } from '@ripcord/model'
import { z } from 'zod'
import { entityRefSchema } from './history.js'
import { revisionSchema } from './params.js'

/** Requests and errors of ten seconds. */
const trafficPointSchema = z.object({ at: instantSchema, requests: z.int(), errors: z.int() })

const rollingSchema = z
  .object({
    release: z.string(),
    status: z.enum(releaseStatuses),
    stage: z.int(),
    /** `bakeMs`: how long each must be healthy. */
    stages: z.array(z.object({ share: z.number(), bakeMs: z.int() })),
    /** How long the present one has been. */
    bakedMs: z.number(),
    startedAt: instantSchema.nullable(),
    flags: z.array(z.string()),
    services: z.array(z.string()),
    mode: z.enum(['armed', 'observe']),
    holds: z.array(z.enum([...releaseHoldReasons, 'suspended'])),
    /** What the guard says of it. */
    because: z.string(),
  })
  .meta({ id: 'RollingRelease' })

const standingKillSchema = z
  .object({
    killId: z.string(),
    flags: z.array(z.string()),
    /** Releases that ended with it. */
    releases: z.array(z.string()),
    at: instantSchema,
    actor: actorSchema,
    reason: z.string(),
    safe: z.int(),
    total: z.int(),
    recovery: z.enum(['pending', 'recovered', 'ineffective', 'unknown']),
  })
  .meta({ id: 'StandingKill' })

const serviceNowSchema = z
  .object({
    service: z.string(),
    /** The most frequent first. */
    versions: z.array(z.object({ version: z.string(), instances: z.int() })),
    connected: z.int(),
    /** Of the connected ones, the most changes that one has not applied. */
    lag: z.int(),
    /** Of the last twenty seconds, of all flags. */
    evaluationsPerSecond: z.number(),
    /** Of the last twenty seconds; null where its SDKs tell of no requests. */
    requestsPerSecond: z.number().nullable(),
    errorRate: z.number().nullable(),
    /** The last hour, a point for ten seconds that had requests. */
    traffic: z.array(trafficPointSchema),
  })
  .meta({ id: 'ServiceNow' })

const recentChangeSchema = z
  .object({
    revision: revisionSchema,
    at: instantSchema,
    kind: z.enum(changeKinds),
    actor: actorSchema,
    reason: z.string(),
    entities: z.array(entityRefSchema),
    /** Keys of the releases, flags or segments that it is about; of a kill, of what it took back. */
    about: z.array(z.string()),
  })
  .meta({ id: 'RecentChange' })

/** An environment as it is now. */
export const overviewSchema = z
  .object({
    /** What is true now, for a person to act on. */
    sentence: z.string(),
    /** The figures behind it, in words. */
    detail: z.string(),
    at: instantSchema,
    revision: revisionSchema,
    flags: z.int(),
    guard: z.object({ lastTickAt: z.string().nullable(), isBlind: z.boolean() }),
    instances: z.object({ connected: z.int(), current: z.int() }),
    rolling: z.array(rollingSchema),
    /** Kills that stand, the newest first; at most a hundred. */
    kills: z.array(standingKillSchema),
    services: z.array(serviceNowSchema),
    /** The last hour, the newest first; at most fifty. */
    changes: z.array(recentChangeSchema),
  })
  .meta({ id: 'Overview' })
export type Overview = z.infer<typeof overviewSchema>
