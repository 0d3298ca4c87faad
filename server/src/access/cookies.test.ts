import { expect, it } from 'vitest'
import { cookieRules, endedCookie, readCookie, sessionCookie } from './cookies.js'

it('pins the cookie to the host over https', () => {
  const rules = cookieRules('https://ripcord.example.com')
  expect(sessionCookie(rules, 't', '2026-01-01T00:00:00.000Z')).toBe(
    '__Host-ripcord=t; Path=/; Expires=Thu, 01 Jan 2026 00:00:00 GMT; HttpOnly; SameSite=Strict; Secure',
  )
})

it.each([null, 'http://10.0.0.7:4400'])('keeps it usable over plain HTTP (PUBLIC_URL %s)', (publicUrl) => {
  const cookie = endedCookie(cookieRules(publicUrl))
  expect(cookie).toBe('ripcord=; Path=/; Max-Age=0; HttpOnly; SameSite=Strict')
})

it('reads one cookie among others, and none where the name stands twice', () => {
  expect(readCookie('a=1; ripcord=t; b=2', 'ripcord')).toBe('t')
  expect(readCookie('xripcord=t', 'ripcord')).toBeUndefined()
  expect(readCookie('ripcord=t; ripcord=u', 'ripcord')).toBeUndefined()
  expect(readCookie(undefined, 'ripcord')).toBeUndefined()
})
