import { instantSchema } from '@ripcord/model'
import { z } from 'zod'
import { environmentParams } from './params.js'

/** What customers bought in a second. */
const soldSecondSchema = z.object({
  at: instantSchema,
  sold: z.int(),
  failed: z.int(),
  /** By the new code, of those that did not fail. */
  byNew: z.int(),
})

const demoStates = ['off', 'starting', 'rolling', 'broken', 'killed', 'over', 'ending'] as const

export const demoSchema = z
  .object({
    /** `rolling`: all is well, a release goes out; `over`: it went out, or was taken back without a kill. */
    state: z.enum(demoStates),
    /** What is true now, for a person to act on. */
    sentence: z.string(),
    detail: z.string(),
    /** Why it can't be started on this server; null where it can. */
    refusal: z.string().nullable(),
    /** What of it went wrong last. */
    problem: z.string().nullable(),
    /** Where it plays; null before the first one. */
    place: environmentParams.nullable(),
    /** The release that goes out. */
    release: z.string().nullable(),
    /** The kill that ended it. */
    killId: z.string().nullable(),
    startedAt: instantSchema.nullable(),
    /** When the release began. */
    rollsAt: instantSchema.nullable(),
    /** When customers began to buy what breaks the new code. */
    brokenAt: instantSchema.nullable(),
    killedAt: instantSchema.nullable(),
    /** When it ends by itself. */
    endsAt: instantSchema.nullable(),
    /** Of the services and their customers. */
    processes: z.int(),
    customersPerSecond: z.int(),
    /** The last minute, the newest last. */
    sales: z.array(soldSecondSchema),
  })
  .meta({ id: 'Demo' })
export type Demo = z.infer<typeof demoSchema>
