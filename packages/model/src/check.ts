import { z } from 'zod'
import { durationMs } from './duration.js'
import { limits } from './limits.js'
import { durationSchema, keySchema, nameSchema } from './primitives.js'

const positiveDuration = durationSchema.refine((text) => durationMs(text) !== 0, {
  message: 'expected more than nothing: leave it out instead',
})

const outcomesCheck = z.strictObject({
  id: keySchema,
  type: z.literal('sdk-outcomes'),
  /** Above which a request is slow; where it is left out, above what was usual before the start, as far as that is known. */
  slowAfter: positiveDuration.optional(),
})

const failAfterShape = /^([1-9]\d?) of ([1-9]\d?)$/

/** `2 of 3`: how many of the last so many measurements have to fail. */
export function readFailAfter(text: string): { fails: number; of: number } | undefined {
  const [, fails, of] = failAfterShape.exec(text) ?? []
  if (fails === undefined || of === undefined || Number(fails) > Number(of)) return undefined
  return { fails: Number(fails), of: Number(of) }
}

/** What every check has that is looked for from outside. */
const pulled = {
  id: keySchema,
  /** Which of the release's services `$service` and `$version` stand for; where left out, the only one. */
  service: nameSchema.optional(),
  /** How often it is asked. */
  interval: durationSchema.default('10s'),
  /** How long an answer may take; at most half of the interval, which is also what counts where it is left out, up to 5 s. */
  timeout: positiveDuration.optional(),
  /** CEL; true = the measurement is bad. Knows `value`, and `baseline` and `ratio` where the check has a baseline. */
  failWhen: z.string().min(1).max(limits.expressionLength),
  failAfter: z
    .string()
    .refine((text) => readFailAfter(text) !== undefined, {
      message: 'expected how many of the last so many have to fail, such as "2 of 3"',
    })
    .default('2 of 3'),
  /** How far back its query looks: until so long after the start it tells of the time before. */
  window: durationSchema.default('0s'),
  onNoData: z.enum(['hold', 'pass', 'fail', 'ignore']).default('hold'),
  onError: z.enum(['hold', 'fail']).default('hold'),
}

/** How the metric was at the same time of an earlier day or week. */
const past = {
  baseline: z.enum(['24h', '7d']).optional(),
}

const urlSchema = z
  .url({ protocol: /^https?$/, error: 'expected an http or https URL' })
  .max(limits.reasonLength)

/** Where a check asks: a backend of the project by its key (with its credentials), or a bare address. */
const asked = {
  backend: keySchema.optional(),
  url: urlSchema.optional(),
}

const headersSchema = z
  .record(z.string().regex(/^[!#$%&'*+.^_`|~\w-]{1,100}$/), z.string().max(limits.nameLength))
  .refine((headers) => Object.keys(headers).length <= 20, { message: 'at most 20 headers' })

const httpCheck = z.strictObject({
  ...pulled,
  ...asked,
  type: z.literal('http'),
  method: z.enum(['GET', 'HEAD', 'POST']).default('GET'),
  headers: headersSchema.optional(),
  /** `value` is the status, `latencyMs` how long it took. */
  failWhen: pulled.failWhen.default('value < 200 || value >= 400'),
})

const prometheusCheck = z.strictObject({
  ...pulled,
  ...asked,
  ...past,
  type: z.literal('prometheus'),
  query: z.string().min(1).max(limits.queryLength),
  /** How old a sample may be. */
  lookback: positiveDuration.default('60s'),
  /** Asks for a number of samples; below `minCount` a bad measurement is no data. */
  minCountQuery: z.string().min(1).max(limits.queryLength).optional(),
  minCount: z.int().min(1).default(100),
})

const elasticsearchCheck = z.strictObject({
  ...pulled,
  ...asked,
  ...past,
  type: z.literal('elasticsearch'),
  index: z.string().min(1).max(limits.nameLength),
  /** The query DSL's `query`, as JSON. */
  query: z.record(z.string(), z.json()).optional(),
  /** One metric aggregation, whose value is the measurement; the number of hits (`_count`) where left out. */
  aggregation: z.record(z.string(), z.json()).optional(),
  /** The field that says when, by which `window` and `baseline` are cut out. */
  timeField: z.string().min(1).max(limits.nameLength).default('@timestamp'),
})

const jsonCheck = z.strictObject({
  ...pulled,
  ...asked,
  type: z.literal('json'),
  headers: headersSchema.optional(),
  /** Where the number stands in the answer, as a JSON Pointer (RFC 6901). */
  pointer: z.string().max(limits.nameLength),
})

const heartbeatCheck = z.strictObject({
  id: keySchema,
  type: z.literal('heartbeat'),
  /** How often it beats; silent for twice as long is a failure. */
  period: positiveDuration,
})

const alertCheck = z.strictObject({
  id: keySchema,
  type: z.literal('alert'),
  /** Alertmanager's matchers; all have to match. `$release` and `$environment` stand for this one's. */
  match: z.array(z.string().min(1).max(limits.nameLength)).min(1).max(20).default(['release="$release"']),
})

/** One question that the guard asks of a release. */
export const checkSchema = z
  .discriminatedUnion('type', [
    outcomesCheck,
    httpCheck,
    prometheusCheck,
    elasticsearchCheck,
    jsonCheck,
    heartbeatCheck,
    alertCheck,
  ])
  .meta({ id: 'Check' })
export type Check = z.infer<typeof checkSchema>

export const pulledTypes = ['http', 'prometheus', 'elasticsearch', 'json'] as const
export type PulledType = (typeof pulledTypes)[number]
/** A check that the server asks somebody for. */
export type PulledCheck = Extract<Check, { type: PulledType }>
export type HeartbeatCheck = Extract<Check, { type: 'heartbeat' }>
export type AlertCheck = Extract<Check, { type: 'alert' }>

export function isPulled(check: Check): check is PulledCheck {
  return (pulledTypes as readonly string[]).includes(check.type)
}

/** Which of `$service` and `$version` stand anywhere in what a check asks. */
export function serviceNamesIn(check: PulledCheck): ('service' | 'version')[] {
  const asked = JSON.stringify({ ...check, id: '', service: '', failWhen: '' })
  return (['service', 'version'] as const).filter((name) => new RegExp(`\\$${name}\\b`).test(asked))
}

/** One question's answer at one time: a number, or why there is none. Times in epoch milliseconds. */
export type Measurement = { readonly at: number; readonly tookMs: number } & (
  | {
      readonly type: 'value'
      readonly value: number
      /** The same of the day or week before. */
      readonly baseline?: number
      /** How many samples it rests on, where the check asks. */
      readonly count?: number
      readonly isBad: boolean
    }
  | { readonly type: 'no-data'; readonly because: string }
  | { readonly type: 'error'; readonly because: string }
)
