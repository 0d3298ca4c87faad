import { z } from 'zod'
import type { Actor } from './actor.js'
import { limits } from './limits.js'
import { instantSchema, nameSchema, slugSchema } from './primitives.js'

/** What somebody may want to hear of. `change`: every change of the log, beside what it is called otherwise. */
export const newsTypes = [
  'kill.committed',
  'kill.restored',
  'kill.recovered',
  'kill.ineffective',
  'release.started',
  'release.advanced',
  'release.held',
  'release.resumed',
  'release.aborted',
  'release.completed',
  'guard.would-have-killed',
  'guard.blind',
  'change',
] as const
export type NewsType = (typeof newsTypes)[number]

/** Which news a channel is told. */
export const newsFilterSchema = z.strictObject({
  /** Null = all but `change`. */
  events: z.array(z.enum(newsTypes)).min(1).max(newsTypes.length).nullable().default(null),
  /** Null = all. What belongs to no environment goes to all. */
  environments: z.array(slugSchema).min(1).max(limits.environmentsPerProject).nullable().default(null),
  /** How keys of the releases begin; null = all, and what belongs to no release. */
  releases: z.string().min(1).max(limits.slugLength).nullable().default(null),
})
export type NewsFilter = z.infer<typeof newsFilterSchema>

export const channelTypes = ['webhook', 'slack', 'email', 'cloudevents'] as const
export type ChannelType = (typeof channelTypes)[number]

const urlSchema = z.url({ protocol: /^https?$/, error: 'expected an http or https URL' }).max(2_000)

/** Where a channel leads, as it is given. */
export const channelTargetSchema = z.discriminatedUnion('type', [
  /** Signed as Standard Webhooks say. */
  z.strictObject({ type: z.literal('webhook'), url: urlSchema }),
  /** The URL of an incoming webhook, which is a secret. */
  z.strictObject({ type: z.literal('slack'), url: urlSchema }),
  z.strictObject({ type: z.literal('email'), to: z.array(z.email().max(254)).min(1).max(20) }),
  /** CloudEvents 1.0, structured, signed like a webhook. */
  z.strictObject({ type: z.literal('cloudevents'), url: urlSchema }),
])
export type ChannelTarget = z.infer<typeof channelTargetSchema>

/** A channel as it may be shown: without what is secret. */
export const channelSchema = z
  .object({
    id: z.string(),
    name: nameSchema,
    type: z.enum(channelTypes),
    /** Addresses, or the URL as far as it is no secret. */
    to: z.string(),
    filter: newsFilterSchema,
    enabled: z.boolean(),
    /** Why Ripcord has disabled it; null where it has not. */
    disabledBecause: z.string().nullable(),
    createdAt: instantSchema,
  })
  .meta({ id: 'Channel' })
export type Channel = z.infer<typeof channelSchema>

/** One piece of news, as channels are told it. `id` stays the same however often it is told. */
export interface News {
  type: NewsType | 'test'
  project: string
  /** Null where it belongs to none. */
  environment: string | null
  releases: readonly string[]
  flags: readonly string[]
  /** One line. */
  title: string
  /** Why, for a person to read. */
  because: string
  at: string
  by: Actor
  /** Of the change that it comes from; null where it comes from none. */
  revision: number | null
  /** The kind of that change. */
  change: string | null
  killId: string | null
  /** Services of a release that was killed, for those who follow deployments. */
  services: readonly { name: string; version: string | null }[]
  /** What the guard measured. */
  evidence: readonly { check: string; outcome: string; because: string }[]
}
