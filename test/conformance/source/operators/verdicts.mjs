export const T = true
export const F = false
/** Of a type that the operator can't compare: false, negated or not. */
export const wrong = 'wrong'
export const missing = Symbol('missing')
