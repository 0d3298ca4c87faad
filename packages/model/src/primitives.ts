import { z } from 'zod'
import type { Json } from './canonical-json.js'
import { durationMs } from './duration.js'
import { refuseKey, refuseSlug } from './keys.js'
import { limits } from './limits.js'

function checkedBy(refuse: (key: string) => string | undefined) {
  return z.string().superRefine((key, check) => {
    const refusal = refuse(key)
    if (refusal !== undefined) check.addIssue({ code: 'custom', message: refusal })
  })
}

/** Key of a flag, a segment, an attribute, a variant or a rule. */
export const keySchema = checkedBy(refuseKey)
/** Key of a project, an environment or a release. */
export const slugSchema = checkedBy(refuseSlug)
/** Control characters, and those that turn the direction of what follows: a name that holds one reads as another. */
const disguise = /[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/u
export const nameSchema = z
  .string()
  .trim()
  .min(1)
  .max(limits.nameLength)
  .refine((text) => !disguise.test(text), {
    error:
      'has a control character, or one that turns the direction of text: expected a name that reads as it is',
  })
export const descriptionSchema = z.string().max(limits.descriptionLength)
/** What moves a cursor or rings a bell: all control characters but tab and line ends. */
const control = /[^\P{Cc}\t\n\r]/u
/** Why somebody did something, for a person to read, in a terminal too. */
export const reasonSchema = z
  .string()
  .trim()
  .min(1)
  .max(limits.reasonLength)
  .refine((text) => !control.test(text), {
    error: 'has a control character in it: expected text that a person can read',
  })
/** RFC 3339 in UTC, as Date.toISOString prints it. */
export const instantSchema = z.iso.datetime({ offset: true })
export const jsonSchema: z.ZodType<Json> = z.json()
/** A duration as files say it: `90s`, `10m`, `1h`. */
export const durationSchema = z.string().refine((text) => durationMs(text) !== undefined, {
  message: 'expected a whole number with its unit (ms, s, m, h or d), such as 90s or 10m',
})
