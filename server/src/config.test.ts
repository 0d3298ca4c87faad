import { resolve } from 'node:path'
import { expect, it } from 'vitest'
import { readConfig, redactConfig } from './config.js'

function configOf(environment: Record<string, string>) {
  const result = readConfig(environment)
  if (result.type === 'mistakes') throw new Error(result.mistakes.join('; '))
  return result.config
}

it('runs without any variable, on this machine alone', () => {
  expect(configOf({})).toEqual({
    host: '127.0.0.1',
    port: 4400,
    publicUrl: null,
    dataFolder: resolve('data'),
    adminToken: null,
    trustProxy: false,
    logLevel: 'info',
  })
})

it('takes an empty variable for one that is not set', () => {
  expect(configOf({ RIPCORD_ADMIN_TOKEN: '', PORT: ' ', DATABASE_URL: '' }).adminToken).toBeNull()
})

it('names every mistake at once', () => {
  const result = readConfig({
    PORT: '70000',
    PUBLIC_URL: 'ripcord.example.com',
    DATABASE_URL: 'postgres://x',
    RIPCORD_ADMIN_TOKEN: 'short',
    TRUST_PROXY: 'everybody',
    LOG_LEVEL: 'loud',
  })
  if (result.type !== 'mistakes') throw new Error('expected mistakes')
  expect(result.mistakes.map((mistake) => mistake.split(':')[0]).sort()).toEqual([
    'DATABASE_URL',
    'LOG_LEVEL',
    'PORT',
    'PUBLIC_URL',
    'RIPCORD_ADMIN_TOKEN',
    'TRUST_PROXY',
  ])
  expect(result.mistakes.join()).toContain('not supported yet')
})

it.each([
  'https://ripcord.example.com/base',
  'ftp://ripcord.example.com',
  'https://ripcord.example.com/?a=1',
])('refuses %s as a public URL', (url) => {
  expect(readConfig({ PUBLIC_URL: url }).type).toBe('mistakes')
})

it('reads trusted proxies as a count or as addresses', () => {
  expect(configOf({ TRUST_PROXY: '1' }).trustProxy).toBe(1)
  expect(configOf({ TRUST_PROXY: 'loopback, 10.0.0.0/8' }).trustProxy).toEqual(['loopback', '10.0.0.0/8'])
})

it('shows a configuration without its secret', () => {
  const shown = redactConfig(configOf({ RIPCORD_ADMIN_TOKEN: 'a-secret-that-is-long-enough' }))
  expect(JSON.stringify(shown)).not.toContain('a-secret')
  expect(shown['adminToken']).toBe('(set)')
})
