import type { AttributeOperator } from '@ripcord/model'
import { after } from './after.js'
import { afterNow } from './after-now.js'
import { arrayAllOf } from './array-all-of.js'
import { arrayAnyOf } from './array-any-of.js'
import { arrayNoneOf } from './array-none-of.js'
import { arraySizeAtLeast } from './array-size-at-least.js'
import { arraySizeAtMost } from './array-size-at-most.js'
import { arraySizeBetween } from './array-size-between.js'
import { arraySizeEquals } from './array-size-equals.js'
import { before } from './before.js'
import { beforeNow } from './before-now.js'
import { between } from './between.js'
import { contains } from './contains.js'
import { containsIgnoreCase } from './contains-ignore-case.js'
import { endsWith } from './ends-with.js'
import { endsWithIgnoreCase } from './ends-with-ignore-case.js'
import { equals } from './equals.js'
import { equalsIgnoreCase } from './equals-ignore-case.js'
import { exists } from './exists.js'
import { greaterThan } from './greater-than.js'
import { greaterThanOrEqual } from './greater-than-or-equal.js'
import { isIn } from './in.js'
import { inCidr } from './in-cidr.js'
import { lessThan } from './less-than.js'
import { lessThanOrEqual } from './less-than-or-equal.js'
import { matches } from './matches.js'
import { modulo } from './modulo.js'
import type { Operator } from './operator.js'
import { semverBetween } from './semver-between.js'
import { semverCaret } from './semver-caret.js'
import { semverEqual } from './semver-equal.js'
import { semverGreater } from './semver-greater.js'
import { semverGreaterOrEqual } from './semver-greater-or-equal.js'
import { semverLess } from './semver-less.js'
import { semverLessOrEqual } from './semver-less-or-equal.js'
import { semverTilde } from './semver-tilde.js'
import { startsWith } from './starts-with.js'
import { startsWithIgnoreCase } from './starts-with-ignore-case.js'

/** Every operator by its name on the wire. A new one is a file of its own and a line here. */
const operators: { readonly [name in AttributeOperator]: Operator } = {
  equals,
  in: isIn,
  startsWith,
  endsWith,
  contains,
  equalsIgnoreCase,
  startsWithIgnoreCase,
  endsWithIgnoreCase,
  containsIgnoreCase,
  matches,
  lessThan,
  lessThanOrEqual,
  greaterThan,
  greaterThanOrEqual,
  between,
  modulo,
  before,
  after,
  beforeNow,
  afterNow,
  semverEqual,
  semverLess,
  semverLessOrEqual,
  semverGreater,
  semverGreaterOrEqual,
  semverBetween,
  semverCaret,
  semverTilde,
  arrayAnyOf,
  arrayAllOf,
  arrayNoneOf,
  arraySizeEquals,
  arraySizeAtLeast,
  arraySizeAtMost,
  arraySizeBetween,
  inCidr,
  exists,
}

const byName: ReadonlyMap<unknown, Operator> = new Map(Object.entries(operators))

/** The operator of that name; undefined where there is none. */
export function operatorNamed(name: unknown): Operator | undefined {
  return byName.get(name)
}
