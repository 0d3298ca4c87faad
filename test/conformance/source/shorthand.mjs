// Words in which the sources of the vectors are written. Nothing here evaluates: what is expected is written by hand.

export const booleanVariants = { on: true, off: false }

/** A boolean flag that serves `off` by default and `on` when `when` holds. */
export function ruled(when, more = {}) {
  return flag({ rules: [{ id: 'rule', when, serve: variant('on') }], ...more })
}

export function flag(more = {}) {
  return {
    key: 'flag',
    type: 'boolean',
    variants: booleanVariants,
    enabled: true,
    offVariant: 'off',
    default: variant('off'),
    ...more,
  }
}

/** The flag that `flag()` refers to: it serves `on`. */
export const other = (more = {}) => flag({ key: 'other', default: variant('on'), ...more })

export const variant = (name) => ({ type: 'variant', variant: name })
export const callerDefault = { type: 'callerDefault' }
export const split = (weights, more = {}) => ({
  type: 'split',
  weights: Object.entries(weights).map(([name, weight]) => ({ variant: name, weight })),
  ...more,
})

export function attribute(operator, values, more = {}) {
  return { type: 'attribute', attribute: 'attr', operator, values, ...more }
}
export const always = { type: 'all', of: [] }
export const never = { type: 'any', of: [] }

/** `flags`: one flag, a list, or a map by the key under which each is sent. */
export function vector(name, flags, context, expect, more = {}) {
  const isMap = !Array.isArray(flags) && flags.key === undefined
  const byKey = isMap ? flags : Object.fromEntries([flags].flat().map((one) => [one.key, one]))
  return { name, flags: byKey, ...more, flagKey: more.flagKey ?? 'flag', context, expect }
}

export const serves = (name, value, reason, metadata) => ({
  variant: name,
  value,
  reason,
  ...(metadata && { metadata }),
})
export const matched = serves('on', true, 'TARGETING_MATCH')
export const unmatched = serves('off', false, 'DEFAULT')
export const defaulted = (reason, metadata) => ({
  callerDefault: true,
  reason,
  ...(metadata && { metadata }),
})
export const fails = (errorCode) => ({ reason: 'ERROR', errorCode })

export function kill(more = {}) {
  return {
    killId: 'kill-1',
    cause: 'manual',
    actor: { type: 'person', id: 'p1' },
    reason: 'errors rose',
    episode: 'episode-1',
    firstCommit: { epoch: '01JABCDEFGHJKMNPQRSTVWXYZ0', revision: 7, at: '2026-01-01T00:00:00.000Z' },
    serves: { flag: { type: 'variant', variant: 'off', value: false } },
    mac: 'bWFj',
    ...more,
  }
}
