import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { RefusedError } from '../errors.js'
import { askServer, isListening } from './ask.js'
import type { BreakGlassKill } from './messages.js'
import { type BreakGlass, type BreakGlassOptions, listenBreakGlass } from './socket.js'

const request: BreakGlassKill = {
  type: 'kill',
  project: 'shop',
  environment: 'production',
  flags: ['new-checkout'],
  reason: 'checkout fails',
  episode: 'break-glass:1',
  actor: { type: 'person', id: 'os:ada' },
}
const patientMs = 10_000

describe('the break-glass socket', () => {
  let folder: string
  let path: string
  const listening: BreakGlass[] = []
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'ripcord-bg-'))
    path = join(folder, 's')
  })
  afterEach(async () => {
    for (const one of listening.splice(0)) await one.close()
    rmSync(folder, { recursive: true, force: true })
  })
  async function listen(kill: BreakGlassOptions['kill']): Promise<void> {
    listening.push(await listenBreakGlass({ path, kill }))
  }

  it('hands a kill to the server, and its answer back', async () => {
    const seen: BreakGlassKill[] = []
    await listen(async (asked) => {
      seen.push(asked)
      return { killId: 'k1', revision: 7, stood: false }
    })
    expect(await askServer(path, request, patientMs)).toEqual({
      type: 'answer',
      answer: { type: 'killed', killId: 'k1', revision: 7, stood: false },
    })
    expect(seen).toEqual([request])
  })

  it('is for its owner alone, and gone when the server is', async () => {
    await listen(async () => ({ killId: 'k1', revision: 7, stood: false }))
    expect(statSync(path).mode & 0o777).toBe(0o600)
    await listening.pop()?.close()
    expect(existsSync(path)).toBe(false)
    expect(await askServer(path, request, patientMs)).toEqual({ type: 'down' })
  })

  it('tells a refusal from a failure', async () => {
    await listen(async ({ reason }) => {
      throw reason === '' ? new RefusedError('invalid', 'Give a reason') : new Error('disk on fire')
    })
    expect(await askServer(path, { ...request, reason: '' }, patientMs)).toEqual({
      type: 'answer',
      answer: { type: 'refused', code: 'invalid', message: 'Give a reason' },
    })
    expect(await askServer(path, request, patientMs)).toEqual({
      type: 'answer',
      answer: { type: 'failed', message: 'disk on fire' },
    })
  })

  it('refuses what it does not understand', async () => {
    await listen(async () => ({ killId: 'k1', revision: 7, stood: false }))
    for (const line of ['{', '{"type":"kill"}']) {
      const said = await new Promise<string>((resolve) => {
        let text = ''
        const socket = connect(path, () => socket.write(`${line}\n`))
        socket.on('data', (chunk) => (text += String(chunk))).on('end', () => resolve(text))
      })
      expect(JSON.parse(said)).toMatchObject({ type: 'refused', code: 'invalid' })
    }
  })

  it('knows a server that is silent from one that is not there', async () => {
    expect(await askServer(path, request, patientMs)).toEqual({ type: 'down' })
    writeFileSync(path, '')
    expect(await askServer(path, request, patientMs)).toEqual({ type: 'down' })
    rmSync(path)
    const silent = createServer((socket) => socket.resume()).listen(path)
    await new Promise((resolve) => silent.once('listening', resolve))
    expect(await askServer(path, request, 50)).toEqual({ type: 'silent' })
    await new Promise((resolve) => silent.close(resolve))
  })

  it('takes the place of a dead server, never of a living one', async () => {
    writeFileSync(path, '')
    await listen(async () => ({ killId: 'k1', revision: 7, stood: false }))
    expect(await isListening(path)).toBe(true)
    await expect(listen(async () => ({ killId: 'k2', revision: 8, stood: false }))).rejects.toThrow(
      'Another server runs on this data folder',
    )
    expect(await askServer(path, request, patientMs)).toMatchObject({ answer: { killId: 'k1' } })
  })
})
