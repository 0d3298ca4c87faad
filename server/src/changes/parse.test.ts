import { expect, it } from 'vitest'
import { refuseProblems } from './parse.js'

const wrong = { path: '/offVariant', message: 'expected one of the flag’s variants ("on")' }

it.each([
  [[wrong], '/offVariant: expected one of the flag’s variants ("on")'],
  [[{ ...wrong, seen: 'blue' }], '/offVariant is "blue": expected one of the flag’s variants ("on")'],
  [[{ ...wrong, seen: 'on' }], '/offVariant: expected one of the flag’s variants ("on")'],
  [
    [{ ...wrong, seen: 'rk_adm_0' }, wrong],
    '/offVariant: expected one of the flag’s variants ("on") (and 1 more)',
  ],
  [[{ path: '/a', message: 'is wrong', seen: 'x'.repeat(900) }], `/a is "${'x'.repeat(60)}…": is wrong`],
  [[{ path: '', message: 'is wrong' }, wrong, wrong], 'is wrong (and 2 more)'],
])('of %j the detail says: %s', (problems, detail) => {
  expect(refuseProblems(problems).message).toBe(detail)
})
