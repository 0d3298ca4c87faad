import { actorSchema, instantSchema, limits, nameSchema, releaseTemplateSchema } from '@ripcord/model'
import { z } from 'zod'

const labelsSchema = z.record(z.string(), z.string())

const authSchema = z.enum(['bearer', 'basic', 'hmac', 'sns', 'url-token'])

export const sourceScopeSchema = z.strictObject({
  /** How keys of the releases begin that it may touch; null = of all. */
  releases: z.string().min(1).max(limits.keyLength).nullable().default(null),
  /** A service that those releases name; null = of any. */
  service: nameSchema.nullable().default(null),
})

export const deploymentSourceSchema = z.strictObject({
  /** How the sender calls this environment; as its key where there are none. */
  environments: z.array(nameSchema).max(20).default([]),
  /** From which a draft is made of a build that no release is of; null = none is made. */
  releaseFile: releaseTemplateSchema.nullable().default(null),
})

export const newSourceSchema = z.strictObject({
  kind: z.enum(['alerts', 'deployments']).default('alerts'),
  /** Its format: `alertmanager`, `ripcord` … */
  sender: z.string().min(1).max(limits.keyLength),
  name: nameSchema,
  /** How it proves itself; the first way of its format where left out. */
  auth: authSchema.optional(),
  /** Of `hmac`, where the sender has made it; one is made where left out. */
  secret: z.string().min(8).max(limits.nameLength).optional(),
  scope: sourceScopeSchema.default({ releases: null, service: null }),
  /** Label name → JSON Pointer into the body (`/data/tag`), or a fixed text; for formats without labels. */
  labels: z
    .record(z.string().min(1).max(limits.keyLength), z.string().max(limits.nameLength))
    .refine((labels) => Object.keys(labels).length <= limits.metadataEntries, {
      message: `at most ${limits.metadataEntries} labels`,
    })
    .default({}),
  /** Of `sns`: topics (ARNs) whose subscription is confirmed, and whose alarms count. */
  allowedTopics: z.array(z.string().min(1).max(limits.nameLength)).max(20).default([]),
  /** Of the kind `deployments`. */
  deployments: deploymentSourceSchema.optional(),
})

export const sourceSchema = z
  .object({
    id: z.string(),
    kind: z.enum(['alerts', 'deployments']),
    sender: z.string(),
    name: z.string(),
    auth: authSchema,
    scope: sourceScopeSchema,
    labels: labelsSchema,
    allowedTopics: z.array(z.string()),
    deployments: deploymentSourceSchema.nullable(),
    createdAt: instantSchema,
    createdBy: actorSchema,
    lastUsedAt: instantSchema.nullable(),
    revokedAt: instantSchema.nullable(),
    /** Where it delivers to, below the server's address; of `url-token` the token comes behind it. */
    path: z.string(),
  })
  .meta({ id: 'IntakeSource' })

const matchedSchema = z.object({
  release: z.string(),
  check: z.string(),
  /** `fails`: the release is killed, unless its guard is held back. `recorded`: neither kills nor holds. */
  effect: z.enum(['fails', 'holds', 'recorded']),
  because: z.string(),
  /** Other running releases that it matches as well. */
  next: z.array(z.string()),
})

export const deliveredSchema = z
  .object({
    /** Alerts of the delivery. */
    accepted: z.int(),
    /** Of those, how many were known: nothing came of them again. */
    duplicates: z.int(),
    /** Of those, how many no check of a running release asks for: they are in the inbox. */
    unmatched: z.int(),
    matched: z.array(matchedSchema),
    /** What is odd, or why nothing came of it. */
    warnings: z.array(z.string()),
  })
  .meta({ id: 'DeliveredAlerts' })

export const alertEpisodeSchema = z
  .object({
    source: z.string(),
    episode: z.string(),
    state: z.enum(['firing', 'nodata', 'error', 'resolved']),
    sender: z.string(),
    /** The sender's time. */
    startsAt: instantSchema.nullable(),
    receivedAt: instantSchema,
    endedAt: instantSchema.nullable(),
    severity: z.string().nullable(),
    labels: labelsSchema,
    annotations: labelsSchema,
    value: z.string().nullable(),
    url: z.string().nullable(),
    /** Empty: in the inbox. */
    matches: z.array(matchedSchema.extend({ generation: z.int() })),
    warnings: z.array(z.string()),
  })
  .meta({ id: 'AlertEpisode' })

/** What an alert would have to say to be about a running release. */
export const wantedLabelsSchema = z.object({ release: z.string(), check: z.string(), labels: labelsSchema })
