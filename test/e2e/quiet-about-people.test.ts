import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { type Recording, startFaultProxy } from '../harness/fault-proxy.js'
import { tempDir } from '../harness/temp-dir.js'
import { waitFor } from '../harness/wait-for.js'
import { payloadsOf } from '../harness/websocket-frames.js'
import { setUp } from './setting.js'

const marker = 'ada-lovelace-1815'

/** All that a recording says: as it passed, and with the frames of a websocket opened. */
function saidIn({ up, down }: Recording): Buffer {
  const both = [Buffer.concat(up), Buffer.concat(down)]
  return Buffer.concat([...both, ...both.map(payloadsOf)])
}

/** A text as it may be written down: plain, in hex, or within something that is base64. */
function spellingsOf(text: string): string[] {
  const bytes = Buffer.from(text)
  const packed = [0, 1, 2].flatMap((before) => {
    const whole = Buffer.concat([Buffer.alloc(before), bytes])
    // The characters at both ends also depend on what stands around.
    const inner = [Math.ceil((before * 8) / 6), Math.floor((whole.length * 8) / 6)] as const
    return (['base64', 'base64url'] as const).map((code) => whole.toString(code).slice(...inner))
  })
  return [text, text.toUpperCase(), bytes.toString('hex'), ...packed]
}

function spelledIn(said: Buffer, text: string): string[] {
  return spellingsOf(text).filter((spelling) => said.includes(spelling))
}

it('says nothing of what is in a context: not to the server, not to its disk, not to its log', async () => {
  const { scope, server, project, service } = await setUp()
  await project.createFlags(['a', 'b'])
  await project.api.updateFlagSettings({
    params: { project: 'shop', flag: 'a', environment: 'live' },
    body: {
      rules: [
        {
          id: 'people',
          when: { type: 'attribute', attribute: 'email', operator: 'startsWith', values: ['x'] },
          serve: { type: 'variant', variant: 'off' },
        },
      ],
    },
  })
  const proxy = await startFaultProxy(scope, server.port)
  const recordings = proxy.record()
  const cacheDir = tempDir(scope, 'cache')
  const one = await service({ url: proxy.url, cacheDir, name: 'checkout-of-ada', reportIntervalMs: 100 })
  await one.is('READY')

  expect((await one.molest(marker)).calls).toBeGreaterThan(1_000)
  const killId = await project.kill(['b'])
  await project.reachedAll(killId, 1)
  await one.molest(marker)
  await waitFor('the counts to have been reported', () =>
    recordings.some((recording) => Buffer.concat(recording.up).includes('/sdk/v1/report')),
  )
  await waitFor('the state to be on disk', () => filesIn(cacheDir).some((path) => /state\.[ab]$/.test(path)))
  await one.close()

  const said = Buffer.concat(recordings.map(saidIn))
  // What is meant to be said is found, so that the marker would be.
  expect(spelledIn(said, 'checkout-of-ada').length).toBeGreaterThan(0)
  expect(Buffer.concat(recordings.map(({ up }) => payloadsOf(Buffer.concat(up)))).toString()).toContain(
    '"checkout-of-ada"',
  )
  expect(spelledIn(said, marker)).toEqual([])
  for (const path of filesIn(cacheDir)) expect(spelledIn(readFileSync(path), marker), path).toEqual([])
  expect([...one.child.out, ...one.child.err].filter((line) => line.includes(marker))).toEqual([])
})

it('finds a text however it is packed', () => {
  for (const before of ['', 'x', 'xy', 'xyz']) {
    const text = `${before}{"email":"${marker}"}`
    for (const code of ['utf8', 'hex', 'base64', 'base64url'] as const)
      expect(spelledIn(Buffer.from(Buffer.from(text).toString(code)), marker), code).not.toEqual([])
  }
})

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
}
