import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Kill } from '@ripcord/model'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createKeyRing } from './create-key-ring.js'
import { openKeyRing } from './open-key-ring.js'

const now = new Date('2026-03-01T12:00:00.000Z')
const clock = { now: () => now, monotonic: () => 0 }
const ring = createKeyRing(new Uint8Array(32).fill(7), now)
const stranger = createKeyRing(new Uint8Array(32).fill(8), now)
const epoch = '01HZZZZZZZZZZZZZZZZZZZZZZZ'
const record: Omit<Kill, 'mac'> = {
  killId: 'k1',
  cause: 'manual',
  actor: { type: 'person', id: 'ada' },
  reason: 'checkout fails',
  episode: 'manual:1',
  firstCommit: { epoch, revision: 7, at: now.toISOString() },
  serves: { 'new-checkout': { type: 'callerDefault' } },
}

describe('a key ring', () => {
  it('proves an epoch to itself alone, for one environment', () => {
    const proof = ring.proveEpoch('env-1', epoch)
    expect(ring.checkEpoch('env-1', epoch, proof)).toBe(true)
    expect(ring.checkEpoch('env-2', epoch, proof)).toBe(false)
    expect(ring.checkEpoch('env-1', `${epoch.slice(0, -1)}Y`, proof)).toBe(false)
    expect(ring.checkEpoch('env-1', epoch, '')).toBe(false)
    expect(stranger.checkEpoch('env-1', epoch, proof)).toBe(false)
  })

  it('knows its kills again, in any order of fields, lifted or not, and no altered one', () => {
    const mac = ring.killMac('env-1', record)
    const reordered = Object.fromEntries(Object.entries(record).toReversed()) as typeof record
    expect(ring.checkKill('env-1', { ...reordered, mac })).toBe(true)
    const stored = { ...record, mac, lifted: { at: now.toISOString(), actor: record.actor, reason: '' } }
    expect(ring.checkKill('env-1', stored)).toBe(true)
    expect(ring.checkKill('env-2', { ...record, mac })).toBe(false)
    expect(ring.checkKill('env-1', { ...record, reason: 'no reason', mac })).toBe(false)
    expect(stranger.checkKill('env-1', { ...record, mac })).toBe(false)
  })

  it('opens a box only where it was sealed for, and only whole', () => {
    const plain = Buffer.from('the session key')
    const box = ring.seal(plain, 'session')
    expect(Buffer.from(ring.open(box, 'session')).toString()).toBe('the session key')
    expect(Buffer.from(box).includes('session key')).toBe(false)
    expect(() => ring.open(box, 'webhook')).toThrow("can't be opened")
    expect(() => stranger.open(box, 'session')).toThrow("can't be opened")
    const altered = Uint8Array.from(box, (byte, i) => (i === box.length - 1 ? byte ^ 1 : byte))
    expect(() => ring.open(altered, 'session')).toThrow("can't be opened")
    expect(() => ring.open(box.subarray(0, 20), 'session')).toThrow("can't be opened")
  })
})

describe('the key file', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'ripcord-key-'))
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  it('is made at the first start, for its owner alone, and read at the next', () => {
    const first = openKeyRing(join(folder, 'data'), clock)
    const later = { ...clock, now: () => new Date(now.getTime() + 1000) }
    const second = openKeyRing(join(folder, 'data'), later)
    expect(statSync(join(folder, 'data', 'key')).mode & 0o777).toBe(0o600)
    expect(readdirSync(join(folder, 'data'))).toEqual(['key'])
    expect(second.createdAt).toEqual(now)
    expect(second.proveEpoch('env-1', epoch)).toBe(first.proveEpoch('env-1', epoch))
  })

  it('is refused where others may read it', () => {
    openKeyRing(folder, clock)
    chmodSync(join(folder, 'key'), 0o640)
    expect(() => openKeyRing(folder, clock)).toThrow(/mode 0640.*chmod 600/)
  })

  it('is used where others may read it, with a warning, where a kill must land', () => {
    openKeyRing(folder, clock)
    chmodSync(join(folder, 'key'), 0o644)
    const warn = vi.fn<(message: string) => void>()
    openKeyRing(folder, clock, { warn, takesOpenMode: true })
    expect(warn.mock.calls).toEqual([[expect.stringMatching(/mode 0644.*chmod 600/)]])
  })

  it('is warned of where it is gone and the database is there', () => {
    const warn = vi.fn<(message: string) => void>()
    openKeyRing(folder, clock, { warn })
    expect(warn).not.toHaveBeenCalled()
    writeFileSync(join(folder, 'ripcord.db'), '')
    rmSync(join(folder, 'key'))
    openKeyRing(folder, clock, { warn })
    expect(warn.mock.calls).toEqual([[expect.stringContaining('no key file')]])
  })

  it('is refused by name where it is a folder', () => {
    mkdirSync(join(folder, 'key'))
    expect(() => openKeyRing(folder, clock)).toThrow(/key is a folder/)
  })

  it('is refused, and left as it is, where it is damaged', () => {
    for (const text of ['', '{', '{"secret":"AAAA","createdAt":"2026-03-01T12:00:00.000Z"}']) {
      writeFileSync(join(folder, 'key'), text, { mode: 0o600 })
      expect(() => openKeyRing(folder, clock)).toThrow('is no key file')
      expect(readFileSync(join(folder, 'key'), 'utf8')).toBe(text)
    }
  })
})
