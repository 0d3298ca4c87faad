import type { Resolution } from '@ripcord/evaluator'
import { describe } from './describe.js'
import type { ErrorCode, EvaluationDetails } from './types.js'

/** What a typed question expects. */
export type Expected = 'boolean' | 'string' | 'number' | 'object'

const noMetadata: EvaluationDetails<never>['flagMetadata'] = Object.freeze({})

/** Answered, and counted, where a flag's value is not of the type that was asked for. */
export const typeMismatch: Resolution = Object.freeze({
  type: 'error',
  reason: 'ERROR',
  errorCode: 'TYPE_MISMATCH',
  errorMessage: 'the value is of another type',
  flagMetadata: noMetadata,
})

/** Whether a value is of the type asked for; a null is of none. */
export function isExpected(value: unknown, expected: Expected): boolean {
  return typeof value === expected && value !== null
}

export function detailsOf<T>(
  flagKey: unknown,
  defaultValue: T,
  resolution: Resolution,
  expected: Expected,
): EvaluationDetails<T> {
  const key = keyText(flagKey)
  const { reason, flagMetadata } = resolution
  switch (resolution.type) {
    case 'variant': {
      const value = resolution.value as T
      if (isExpected(value, expected))
        return { flagKey: key, value, variant: resolution.variant, reason, flagMetadata }
      const what = flagMetadata['override'] === true ? 'its override' : 'the flag'
      const message = `${what} is ${withArticle(value)}, ${articled[expected]} was asked for`
      return { ...errorDetails(key, defaultValue, 'TYPE_MISMATCH', message), flagMetadata }
    }
    case 'callerDefault':
      return { flagKey: key, value: defaultValue, reason, flagMetadata }
    case 'error': {
      const { errorCode, errorMessage } = resolution
      return { flagKey: key, value: defaultValue, reason, errorCode, errorMessage, flagMetadata }
    }
  }
}

const articled = { boolean: 'a boolean', string: 'a string', number: 'a number', object: 'an object' }

function withArticle(value: unknown): string {
  const type = typeof value
  return value !== null && type in articled ? articled[type as Expected] : String(value)
}

export function errorDetails<T>(
  flagKey: unknown,
  defaultValue: T,
  errorCode: ErrorCode,
  errorMessage: string,
): EvaluationDetails<T> {
  return {
    flagKey: keyText(flagKey),
    value: defaultValue,
    reason: 'ERROR',
    errorCode,
    errorMessage,
    flagMetadata: noMetadata,
  }
}

function keyText(flagKey: unknown): string {
  return typeof flagKey === 'string' ? flagKey : describe(flagKey)
}
