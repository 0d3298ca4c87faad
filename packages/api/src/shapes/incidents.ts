import { actorSchema, instantSchema, jsonSchema, killCauses, recoveries } from '@ripcord/model'
import { z } from 'zod'
import { revisionSchema } from './params.js'

const momentSchema = instantSchema.nullable()
const milliseconds = z.int().nullable()

export const noteSchema = z
  .object({ at: instantSchema, by: actorSchema, text: z.string() })
  .meta({ id: 'IncidentNote' })

export const incidentSchema = z
  .object({
    killId: z.string(),
    project: z.string(),
    environment: z.string(),
    cause: z.enum(killCauses),
    actor: actorSchema,
    reason: z.string(),
    flags: z.array(z.string()),
    /** Releases that ended with it. */
    releases: z.array(z.object({ key: z.string(), generation: z.int() })),
    /** Services of those releases, and the rate of their errors that was no news before; null = it is not known. */
    services: z.array(z.object({ name: z.string(), errorRate: z.number().nullable() })),
    /** Of the change that holds the kill. */
    revision: revisionSchema,
    openedAt: instantSchema,
    /** What the guard decided, with its evidence; null where it was not the guard. */
    decision: jsonSchema,
    before: z.object({ firstBadAt: momentSchema, detectedAt: momentSchema, decidedAt: momentSchema }),
    /** Kinds of errors that the new variant alone has shown. */
    newKinds: z.array(z.object({ kind: z.string(), count: z.int(), traceId: z.string().nullable() })),
    acknowledged: z.object({
      total: z.int(),
      safe: z.int(),
      firstAt: momentSchema,
      halfAt: momentSchema,
      nearlyAllAt: momentSchema,
      allAt: momentSchema,
      /** Those that could still serve what was killed; at most a hundred of them. */
      missing: z.array(z.object({ id: z.string(), service: z.string(), host: z.string() })),
    }),
    recovery: z.object({
      state: z.enum(recoveries),
      at: momentSchema,
      because: z.string(),
    }),
    /** What to kill next, as things are now; null where it has helped, was lifted, or nothing is left. */
    offer: z.object({ release: z.string(), because: z.string() }).nullable(),
    /** What a person thought of it afterwards, where the guard killed; null = nobody has said. */
    label: z
      .object({ verdict: z.enum(['right', 'wrong']), reason: z.string(), by: actorSchema, at: instantSchema })
      .nullable(),
    restored: z.object({ at: instantSchema, by: actorSchema, reason: z.string() }).nullable(),
    /** Milliseconds since the first bad measurement, or since the kill where none is known. */
    times: z.object({
      detect: milliseconds,
      decide: milliseconds,
      commit: milliseconds,
      propagate: milliseconds,
      recover: milliseconds,
    }),
  })
  .meta({ id: 'Incident' })

export const fullIncidentSchema = incidentSchema
  .extend({
    /** In order of time; `kind`: who knows of it. */
    timeline: z.array(
      z.object({
        at: instantSchema,
        kind: z.enum([
          'measurement',
          'alert',
          'decision',
          'change',
          'kill',
          'acknowledgement',
          'recovery',
          'note',
        ]),
        what: z.string(),
      }),
    ),
    notes: z.array(noteSchema),
  })
  .meta({ id: 'FullIncident' })
