import { z } from 'zod'
import { limits } from './limits.js'
import { keySchema } from './primitives.js'

/**
 * The operators that compare one attribute of the context with values. docs/evaluation.md says of each what it takes,
 * and what is missing, of the wrong type or odd.
 */
export const attributeOperators = [
  // Text, numbers and booleans: equal to one of the values.
  'equals',
  'in',
  // Text; the second four leave upper and lower case aside.
  'startsWith',
  'endsWith',
  'contains',
  'equalsIgnoreCase',
  'startsWithIgnoreCase',
  'endsWithIgnoreCase',
  'containsIgnoreCase',
  // Text in which a regular expression of RE2's syntax is found, anywhere unless it is anchored.
  'matches',
  // Numbers. `modulo`: divided by the first value, the remainder is the second.
  'lessThan',
  'lessThanOrEqual',
  'greaterThan',
  'greaterThanOrEqual',
  'between',
  'modulo',
  // Moments: RFC 3339 text, or milliseconds since 1970. The second two take durations from now on: `-P7D`, `PT1H`.
  'before',
  'after',
  'beforeNow',
  'afterNow',
  // Semantic versions. `semverCaret`, `semverTilde`: npm's `^` and `~`, of a version that may be partial.
  'semverEqual',
  'semverLess',
  'semverLessOrEqual',
  'semverGreater',
  'semverGreaterOrEqual',
  'semverBetween',
  'semverCaret',
  'semverTilde',
  // Lists: what they hold, compared as by `equals`, and how many entries they have.
  'arrayAnyOf',
  'arrayAllOf',
  'arrayNoneOf',
  'arraySizeEquals',
  'arraySizeAtLeast',
  'arraySizeAtMost',
  'arraySizeBetween',
  // An IPv4 or IPv6 address in one of the blocks.
  'inCidr',
  // Anything at all.
  'exists',
] as const
export type AttributeOperator = (typeof attributeOperators)[number]

/**
 * What a rule asks. A missing or wrongly typed attribute makes a comparison false, and its negation too; only `not`
 * and a negated `exists` turn that into true.
 */
export type Condition =
  | { type: 'all'; of: Condition[] }
  | { type: 'any'; of: Condition[] }
  | { type: 'not'; of: Condition }
  | AttributeCondition
  | { type: 'segment'; segment: string; negate?: boolean | undefined }
  | { type: 'flag'; flag: string; variants: string[]; negate?: boolean | undefined }

export interface AttributeCondition {
  type: 'attribute'
  /** A key of the context, or a dotted path into nested objects; the literal key goes first. */
  attribute: string
  operator: AttributeOperator
  /**
   * What to compare with. `between`, `semverBetween`, `arraySizeBetween`: exactly two, both inclusive. `modulo`: exactly
   * two, divisor and remainder. `arrayAllOf`, `arrayNoneOf`: one or more, all of which count. `exists`: none. The other
   * operators: one or more, true when any of them matches.
   */
  values: (string | number | boolean)[]
  negate?: boolean | undefined
}

const valueSchema = z.union([z.string().max(limits.stringLength), z.number(), z.boolean()])

export const attributeConditionSchema = z.strictObject({
  type: z.literal('attribute'),
  attribute: keySchema,
  operator: z.enum(attributeOperators),
  values: z.array(valueSchema).max(limits.valuesPerCondition),
  negate: z.boolean().optional(),
})

export const conditionSchema: z.ZodType<Condition> = z
  .lazy(() =>
    z.discriminatedUnion('type', [
      z.strictObject({ type: z.literal('all'), of: z.array(conditionSchema).max(limits.conditionsPerFlag) }),
      z.strictObject({ type: z.literal('any'), of: z.array(conditionSchema).max(limits.conditionsPerFlag) }),
      z.strictObject({ type: z.literal('not'), of: conditionSchema }),
      attributeConditionSchema,
      z.strictObject({ type: z.literal('segment'), segment: keySchema, negate: z.boolean().optional() }),
      z.strictObject({
        type: z.literal('flag'),
        flag: keySchema,
        variants: z.array(keySchema).min(1).max(limits.variantsPerFlag),
        negate: z.boolean().optional(),
      }),
    ]),
  )
  .meta({ id: 'Condition' })

export const splitSchema = z.strictObject({
  type: z.literal('split'),
  weights: z
    .array(z.strictObject({ variant: keySchema, weight: z.int().min(0).max(limits.splitWeight) }))
    .min(1)
    .max(limits.splitWeights),
  /** The attribute whose value decides; the targeting key where none is named. */
  bucketBy: keySchema.optional(),
  /** Subjects of two splits with one seed fall alike; the flag's key where none is given. */
  seed: z.string().max(limits.keyLength).optional(),
})
export type Split = z.infer<typeof splitSchema>

/** What a rule or a default gives: a variant, what the caller passed as default, or a split. */
export const outcomeSchema = z
  .discriminatedUnion('type', [
    z.strictObject({ type: z.literal('variant'), variant: keySchema }),
    z.strictObject({ type: z.literal('callerDefault') }),
    splitSchema,
  ])
  .meta({ id: 'Outcome' })
export type Outcome = z.infer<typeof outcomeSchema>

export const ruleSchema = z
  .strictObject({
    /** Stable within the flag, so that counts and explanations can name the rule. */
    id: keySchema,
    description: z.string().max(limits.nameLength).optional(),
    when: conditionSchema,
    serve: outcomeSchema,
  })
  .meta({ id: 'Rule' })
export type Rule = z.infer<typeof ruleSchema>
