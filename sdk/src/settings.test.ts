import { describe, expect, it } from 'vitest'
import { readSettings } from './settings.js'

const good = {
  url: 'https://flags.example.com/',
  sdkKey: 'rk_srv_1',
  application: { name: 'shop', version: '1' },
}

describe('the options of a client', () => {
  it('take what is good and fill in the rest', () => {
    const settings = readSettings(good, {})
    expect(settings).toMatchObject({
      urls: ['https://flags.example.com'],
      mode: 'stream',
      pollIntervalMs: 10_000,
      reportIntervalMs: 10_000,
      refusal: undefined,
      warnings: [],
    })
  })

  it.each([
    [{ ...good, url: undefined }, 'url is undefined'],
    [{ ...good, url: [] }, 'url is an empty list'],
    [{ ...good, url: 'ftp://x' }, 'url is "ftp://x"'],
    [
      { ...good, url: 'https://a/x' },
      'url is "https://a/x": expected scheme, host and port alone, "https://a"',
    ],
    [{ ...good, url: ['https://a', 'https://b/?c'] }, 'a path is not supported'],
    [{ ...good, url: 'https://u:p@a' }, 'url has a user or password in it'],
    [{ ...good, sdkKey: '' }, 'sdkKey is missing'],
    [{ ...good, sdkKey: 'rk_srv_1\n' }, 'sdkKey has white space around it'],
    [{ ...good, sdkKey: 'a\nb' }, 'sdkKey is missing or no key'],
    [undefined, 'url is undefined'],
  ])('say why no server can be asked', (options, because) => {
    expect(readSettings(options, {}).refusal).toContain(because)
  })

  it('take paths as long as a system takes them', () => {
    const path = `/${'long/'.repeat(200)}`
    const settings = readSettings({ ...good, cacheDir: path, overrideFile: path }, {})
    expect(settings).toMatchObject({ cacheDir: path, overrideFile: path, warnings: [] })
  })

  it('never repeat the SDK key in a message', () => {
    const settings = readSettings({ ...good, sdkKey: 'secret key' }, {})
    expect(JSON.stringify([settings.refusal, settings.warnings])).not.toContain('secret')
  })

  it('mend what can be mended, and say so', () => {
    const settings = readSettings(
      {
        ...good,
        pollIntervalMs: 5,
        mode: 'telepathy',
        application: { name: 7, version: '' },
        reportIntervalMs: 'x',
      },
      {},
    )
    expect(settings).toMatchObject({
      pollIntervalMs: 10_000,
      mode: 'stream',
      application: { name: 'unknown', version: 'unknown' },
      reportIntervalMs: 10_000,
    })
    expect(settings.warnings).toHaveLength(5)
  })

  it.each([
    [undefined, 'application is undefined: expected { name, version }'],
    ['shop', 'application is "shop": expected { name, version }'],
    [{ name: 'shop' }, 'application.version is missing: rules and operators see "unknown"'],
    [{ version: '1' }, 'application.name is missing: rules and operators see "unknown"'],
  ])('say once what follows where the application is not named: %j', (application, warning) => {
    expect(readSettings({ ...good, application }, {}).warnings).toEqual([expect.stringContaining(warning)])
  })

  it('are known by name: of another one it is said which was meant', () => {
    const { warnings } = readSettings({ ...good, pollInterval: 5, colour: 'red' }, {})
    expect(warnings).toEqual([
      'options has no "pollInterval", which does nothing: did you mean pollIntervalMs?',
      'options has no "colour", which does nothing: leave it out',
    ])
    const many = Object.fromEntries(Array.from({ length: 10_000 }, (_, i) => [`option ${i}`, 1]))
    const told = readSettings({ ...good, ...many }, {}).warnings
    expect(told).toHaveLength(6)
    expect(told.at(-1)).toBe('options has 9995 more that are not known')
  })

  it('take overrides from the environment where none are given', () => {
    const environment = { RIPCORD_OVERRIDE: 'a=true', RIPCORD_OVERRIDE_FILE: '/o.json' }
    expect(readSettings(good, environment)).toMatchObject({ overrideText: 'a=true', overrideFile: '/o.json' })
    expect(readSettings({ ...good, overrideFile: '/p.json' }, environment).overrideFile).toBe('/p.json')
  })
})
