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
    egressAllow: [],
    demo: null,
    isContainer: false,
    mail: null,
    trustProxy: false,
    sdkConnectsPerSecond: 400,
    logLevel: 'info',
  })
})

it('takes an empty variable for one that is not set', () => {
  expect(configOf({ RIPCORD_ADMIN_TOKEN: '', PORT: ' ', DATABASE_URL: '' }).adminToken).toBeNull()
})

it('names every mistake at once', () => {
  const result = readConfig({
    HOST: '999.1.1.1',
    PORT: '70000',
    PUBLIC_URL: 'ripcord.example.com',
    DATABASE_URL: 'postgres://x',
    RIPCORD_ADMIN_TOKEN: 'short',
    TRUST_PROXY: 'everybody',
    SDK_CONNECTS_PER_SECOND: 'all',
    LOG_LEVEL: 'loud',
  })
  if (result.type !== 'mistakes') throw new Error('expected mistakes')
  expect(result.mistakes.map((mistake) => mistake.split(':')[0]).sort()).toEqual([
    'DATABASE_URL',
    'HOST',
    'LOG_LEVEL',
    'PORT',
    'PUBLIC_URL',
    'RIPCORD_ADMIN_TOKEN',
    'SDK_CONNECTS_PER_SECOND',
    'TRUST_PROXY',
  ])
  expect(result.mistakes.join()).toContain('not supported yet')
  // What was seen is shown, unless it may be a secret.
  for (const seen of ['999.1.1.1', '70000', 'ripcord.example.com', 'everybody', 'loud'])
    expect(result.mistakes.join()).toContain(JSON.stringify(seen))
  expect(result.mistakes.join()).not.toMatch(/postgres:|short/)
})

it.each(['::', '0.0.0.0', 'localhost', 'ripcord-1.lan', 'fe80::1%eth0'])('takes %s for a host', (host) => {
  expect(configOf({ HOST: host }).host).toBe(host)
})

it.each(['1.2.3', 'http://localhost', 'a host', '[::1]'])('refuses %j as a host', (host) => {
  expect(readConfig({ HOST: host })).toMatchObject({ mistakes: [expect.stringMatching(/^HOST: /)] })
})

it.each([
  'https://ripcord.example.com/base',
  'ftp://ripcord.example.com',
  'https://ripcord.example.com/?a=1',
  'https://owner:hunter2@ripcord.example.com',
  'https://owner@ripcord.example.com',
])('refuses %s as a public URL', (url) => {
  const result = readConfig({ PUBLIC_URL: url })
  expect(result.type).toBe('mistakes')
  expect(JSON.stringify(result)).not.toContain('hunter2')
})

it.each(['0x50', '1e3', '70000', '-1', '80.0', ' 80', '999999'])('refuses %j as a port', (port) => {
  expect(readConfig({ PORT: port })).toEqual({
    type: 'mistakes',
    mistakes: [`PORT: expected a port number in decimal digits, 0 to 65535, saw ${JSON.stringify(port)}`],
  })
})

it('reads a port in decimal digits', () => {
  expect(configOf({ PORT: '0' }).port).toBe(0)
  expect(configOf({ PORT: '65535' }).port).toBe(65_535)
})

it.each(['ключ-от-всех-дверей-и-окон', 'a token that has spaces in it', 'a-token-with-a-control-\u0007'])(
  'refuses the admin token %j, which no request could carry',
  (token) => {
    const result = readConfig({ RIPCORD_ADMIN_TOKEN: token })
    if (result.type !== 'mistakes') throw new Error('expected mistakes')
    expect(result.mistakes).toEqual([expect.stringMatching(/^RIPCORD_ADMIN_TOKEN: .*no request could carry/)])
  },
)

it('reads trusted proxies as a count or as addresses', () => {
  expect(configOf({ TRUST_PROXY: '1' }).trustProxy).toBe(1)
  expect(configOf({ TRUST_PROXY: 'loopback, 10.0.0.0/8' }).trustProxy).toEqual(['loopback', '10.0.0.0/8'])
})

it.each([
  '999.1.1.1',
  '1.1.1.1/99',
  '1.1.1.1/0',
  '::1/129',
  '1.2.3',
  'loopback, 10.0.0.0/33',
  'fe80::1%eth0',
])('refuses %s as trusted proxies', (proxies) => {
  const result = readConfig({ TRUST_PROXY: proxies })
  if (result.type !== 'mistakes') throw new Error('expected mistakes')
  expect(result.mistakes).toEqual([expect.stringMatching(/^TRUST_PROXY: /)])
})

it.each(['::1', '::1/128', 'fd00::/8', '203.0.113.7', '0.0.0.0/1'])('takes %s for a proxy', (proxy) => {
  expect(configOf({ TRUST_PROXY: proxy }).trustProxy).toEqual([proxy])
})

it('shows a configuration without its secret', () => {
  const shown = redactConfig(configOf({ RIPCORD_ADMIN_TOKEN: 'a-secret-that-is-long-enough' }))
  expect(JSON.stringify(shown)).not.toContain('a-secret')
  expect(shown['adminToken']).toBe('(set)')
})

it.each(['0', '-1', '1.5', '1e3', '1000000'])(
  'refuses %j as how many SDKs may connect in a second',
  (text) => {
    expect(readConfig({ SDK_CONNECTS_PER_SECOND: text }).type).toBe('mistakes')
  },
)

it('warns of a variable of ours that it does not know, and names the one that was meant', () => {
  const result = readConfig({
    RIPCORD_DATA: '/data',
    RIPCORD_ADMIN_TOKN: 'hunter2hunter2',
    RIPCORD_PORT: '80',
    RIPCORD_COLOUR: 'red',
    RIPCORD_OVERRIDE: 'a=true',
    PATH: '/bin',
  })
  if (result.type !== 'config') throw new Error('expected a configuration')
  expect(result.warnings).toEqual([
    'RIPCORD_ADMIN_TOKN is not known here and does nothing: did you mean RIPCORD_ADMIN_TOKEN?',
    'RIPCORD_PORT is not known here and does nothing: did you mean PORT?',
    expect.stringMatching(
      /^RIPCORD_COLOUR is not known here and does nothing: leave it out, or set one of HOST, /,
    ),
  ])
})

it('says nothing of what the command line reads, which may stand in the same shell', () => {
  const result = readConfig({ RIPCORD_URL: 'http://localhost:4400', RIPCORD_TOKEN: 'rk_adm_any' })
  expect(result).toMatchObject({ type: 'config', warnings: [] })
})

it('says nothing of what Kubernetes sets for a service that is called ripcord', () => {
  const result = readConfig({
    RIPCORD_PORT: 'tcp://10.0.0.1:4400',
    RIPCORD_PORT_4400_TCP_ADDR: '10.0.0.1',
    RIPCORD_SERVICE_HOST: '10.0.0.1',
    RIPCORD_SERVICE_PORT_HTTP: '4400',
  })
  expect(result).toMatchObject({ type: 'config', warnings: [] })
})

it('reads what may be reached beside public addresses, and names the entry that is none', () => {
  const config = configOf({ RIPCORD_EGRESS_ALLOW: '10.0.0.0/8, prometheus:9090' })
  expect(config.egressAllow).toEqual(['10.0.0.0/8', 'prometheus:9090'])
  expect(configOf({}).egressAllow).toEqual([])
  const read = readConfig({ RIPCORD_EGRESS_ALLOW: '10.0.0.0/8,http://prometheus' })
  expect(read).toMatchObject({
    mistakes: [expect.stringMatching(/^RIPCORD_EGRESS_ALLOW: "http:\/\/prometheus": expected an address/)],
  })
})

it('names a mail server whose password is never shown', () => {
  const config = configOf({ RIPCORD_SMTP_URL: 'smtp://user:pass@mail.example:587' })
  expect(config.mail).toEqual({ url: 'smtp://user:pass@mail.example:587', from: 'ripcord@localhost' })
  expect(JSON.stringify(redactConfig(config))).not.toContain('pass@')
  for (const wrong of [
    { RIPCORD_SMTP_URL: 'http://user:pass@mail' },
    { RIPCORD_MAIL_FROM: 'a@b\nBcc: c@d' },
  ]) {
    const read = readConfig({ ...wrong })
    expect(read.type).toBe('mistakes')
    expect(JSON.stringify(read)).not.toContain('pass@')
  }
})
