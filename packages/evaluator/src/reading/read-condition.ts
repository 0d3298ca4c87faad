import { limits } from '@ripcord/model/plain'
import { prepareAttribute } from '../attribute.js'
import { operatorNamed } from '../operators/index.js'
import type { Comparison, Operand, Operator } from '../operators/operator.js'
import type { AttributePlan, ConditionPlan } from '../plan.js'
import { show } from './problem.js'
import {
  type Fields,
  own,
  type Reader,
  readBoolean,
  readKey,
  readList,
  readObject,
  readVariantKeys,
  refuse,
} from './reader.js'

/** Reads one condition; undefined where a problem was noted. `depth`: of how many groups it is a member. */
export function readCondition(
  reader: Reader,
  path: string,
  value: unknown,
  depth = 0,
): ConditionPlan | undefined {
  const fields = readObject(reader, path, value)
  if (fields === undefined) return undefined
  if (depth >= limits.conditionDepth)
    return refuse(reader, path, `expected at most ${limits.conditionDepth} levels of conditions`)
  reader.conditions++
  if (reader.conditions === limits.conditionsPerFlag + 1)
    refuse(reader, path, `expected at most ${limits.conditionsPerFlag} conditions altogether`)
  const type = own(fields, 'type')
  switch (type) {
    case 'all':
    case 'any':
      return { type, of: readMembers(reader, `${path}.of`, own(fields, 'of'), depth) }
    case 'not': {
      const of = readCondition(reader, `${path}.of`, own(fields, 'of'), depth + 1)
      return of && { type, of }
    }
    case 'attribute':
      return readAttributeCondition(reader, path, fields)
    case 'segment':
      return readSegmentCondition(reader, path, fields)
    case 'flag':
      return readFlagCondition(reader, path, fields)
    default:
      return refuse(
        reader,
        `${path}.type`,
        `expected all, any, not, attribute, segment or flag, saw ${show(type)}`,
      )
  }
}

function readMembers(reader: Reader, path: string, value: unknown, depth: number): ConditionPlan[] {
  if (value === undefined) refuse(reader, path, 'expected a list, saw nothing')
  return readList(reader, path, value, limits.conditionsPerFlag, (entry, at) =>
    readCondition(reader, at, entry, depth + 1),
  )
}

function readAttributeCondition(reader: Reader, path: string, fields: Fields): AttributePlan | undefined {
  const key = readKey(reader, `${path}.attribute`, own(fields, 'attribute'))
  const negate = readNegate(reader, path, fields)
  const name = own(fields, 'operator')
  const operator = operatorNamed(name)
  if (operator === undefined)
    return refuse(
      reader,
      `${path}.operator`,
      `unknown operator ${show(name)}: check its name, or update what is to read it`,
    )
  const before = reader.problems.length
  const given = own(fields, 'values')
  if (given === undefined) refuse(reader, `${path}.values`, 'expected a list, saw nothing')
  const values = readList(reader, `${path}.values`, given, limits.valuesPerCondition, (entry, at) =>
    readOperand(reader, at, entry),
  )
  if (reader.problems.length > before) return undefined
  const compare = prepareComparison(reader, `${path}.values`, operator, values)
  if (compare === undefined || key === undefined) return undefined
  const attribute = prepareAttribute(key, reader.constants)
  return {
    type: 'attribute',
    attribute,
    operator: name as AttributePlan['operator'],
    values,
    compare,
    isTimed: operator.isTimed ?? false,
    negate,
  }
}

function prepareComparison(
  reader: Reader,
  path: string,
  operator: Operator,
  values: readonly Operand[],
): Comparison | undefined {
  if (operator.hasPatterns) reader.patterns += values.length
  if (reader.patterns > limits.patternsPerFlag)
    return refuse(
      reader,
      path,
      `expected at most ${limits.patternsPerFlag} regular expressions altogether, saw ${reader.patterns}: put several into one, as in a|b`,
    )
  const compare = operator.prepare(values, reader.now)
  if (typeof compare === 'function') return compare
  const { message, index } = compare
  return refuse(reader, index === undefined ? path : `${path}[${index}]`, message)
}

function readOperand(reader: Reader, path: string, value: unknown): Operand | undefined {
  switch (typeof value) {
    case 'string':
      if (value.length <= limits.stringLength) return value
      return refuse(reader, path, `expected at most ${limits.stringLength} characters, saw ${value.length}`)
    case 'number':
      return Number.isFinite(value) ? value : refuse(reader, path, 'expected a finite number')
    case 'boolean':
      return value
    default:
      return refuse(reader, path, `expected text, a number, true or false, saw ${show(value)}`)
  }
}

function readSegmentCondition(reader: Reader, path: string, fields: Fields): ConditionPlan | undefined {
  const segment = readKey(reader, `${path}.segment`, own(fields, 'segment'))
  const negate = readNegate(reader, path, fields)
  if (segment === undefined) return undefined
  reader.references.push(`segment:${segment}`)
  return { type: 'segment', segment, negate }
}

function readFlagCondition(reader: Reader, path: string, fields: Fields): ConditionPlan | undefined {
  const flag = readKey(reader, `${path}.flag`, own(fields, 'flag'))
  const negate = readNegate(reader, path, fields)
  const variants = readVariantKeys(reader, `${path}.variants`, own(fields, 'variants'))
  if (flag === undefined) return undefined
  reader.references.push(`flag:${flag}`)
  return { type: 'flag', flag, variants, negate }
}

function readNegate(reader: Reader, path: string, fields: Fields): boolean {
  const negate = own(fields, 'negate')
  return negate === undefined ? false : (readBoolean(reader, `${path}.negate`, negate) ?? false)
}
