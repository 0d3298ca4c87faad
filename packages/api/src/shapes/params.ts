import { keySchema, limits, slugSchema } from '@ripcord/model'
import { z } from 'zod'

export const projectParams = z.object({ project: slugSchema })
export const environmentParams = projectParams.extend({ environment: slugSchema })
export const flagParams = projectParams.extend({ flag: keySchema })
export const flagSettingsParams = environmentParams.extend({ flag: keySchema })
export const segmentParams = environmentParams.extend({ segment: keySchema })
export const killParams = environmentParams.extend({ kill: z.string().min(1).max(limits.killIdLength) })
export const revisionParams = projectParams.extend({ revision: z.coerce.number<number>().int().min(1) })

/** True or false in a query. */
export const booleanParam: z.ZodType<boolean, boolean> = z
  .union([z.boolean(), z.enum(['true', 'false']).transform((text) => text === 'true')])
  .meta({ override: { type: 'boolean' } }) as unknown as z.ZodType<boolean, boolean>

/** A parameter that may stand several times in a query. */
export function listParam<S extends z.ZodType>(item: S) {
  return z
    .union([item, z.array(item).max(limits.maxPageSize)])
    .transform((given): z.output<S>[] => (Array.isArray(given) ? given : [given]) as z.output<S>[])
}

/** A page of a list: how many, and where the page before ended. */
export const pageQuery = z.object({
  limit: z.coerce.number<number>().int().min(1).max(limits.maxPageSize).default(limits.pageSize),
  cursor: z.string().max(500).optional(),
})

/** A page of items; `nextCursor` is null on the last. */
export function pageOf<S extends z.ZodType>(item: S) {
  return z.object({ items: z.array(item), nextCursor: z.string().nullable() })
}

export const revisionSchema = z.int().min(0)
