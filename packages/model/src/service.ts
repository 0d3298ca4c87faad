import { z } from 'zod'
import { checkSchema } from './check.js'
import { limits } from './limits.js'
import { nameSchema } from './primitives.js'

/** A service as people keep it; one whose SDK has connected is there by itself, with nothing said yet. */
export const serviceSchema = z
  .strictObject({
    /** `application.name`. */
    name: nameSchema,
    owner: z.string().max(limits.nameLength).default(''),
    /** Where its runbook is. */
    runbook: z
      .url({ protocol: /^https?$/ })
      .max(limits.reasonLength)
      .nullable()
      .default(null),
    /** Labels by which an alert is known to be about it. */
    alertLabels: z
      .record(z.string().min(1).max(limits.keyLength), z.string().max(limits.nameLength))
      .refine((labels) => Object.keys(labels).length <= limits.metadataEntries, {
        message: `at most ${limits.metadataEntries} labels`,
      })
      .default({}),
    /** What a release that names it watches where it has no checks of its own. */
    checks: z.array(checkSchema).max(limits.checksPerRelease).default([]),
  })
  .meta({ id: 'Service' })
export type Service = z.infer<typeof serviceSchema>
