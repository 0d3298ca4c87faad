import type { ServerMessage } from '@ripcord/sync'
import { describe, expect, it } from 'vitest'
import { mostWaitingMessages, Outbox, type Wire } from './outbox.js'

class SlowWire implements Wire {
  free = true
  readonly written: ServerMessage[] = []
  readonly writes: number[] = []
  canWrite(): boolean {
    return this.free
  }
  write(message: ServerMessage): void {
    this.writeAll([message])
  }
  writeAll(messages: readonly ServerMessage[]): boolean {
    this.written.push(...messages)
    this.writes.push(messages.length)
    this.free = false
    return true
  }
  bytesOf(): number {
    return 10
  }
  names(): string[] {
    return this.written.map(name)
  }
}

function name(message: ServerMessage): string {
  switch (message.type) {
    case 'changes':
      return `changes ${message.to}`
    case 'kill':
      return `kill ${message.revision}`
    case 'bookmark':
      return `bookmark ${message.at.revision}`
    default:
      return message.type
  }
}

const hashes = { kills: '', flags: '' }
const changes = (to: number): ServerMessage => ({
  type: 'changes',
  epoch: '',
  proof: '',
  from: to - 1,
  to,
  hashes,
  sections: [],
})
const bookmark = (revision: number): ServerMessage => ({
  type: 'bookmark',
  at: { epoch: '', revision },
  hashes,
  proof: '',
})
const kill = (revision: number): ServerMessage => ({
  type: 'kill',
  epoch: '',
  proof: '',
  revision,
  kill: {} as never,
})
const resync: ServerMessage = { type: 'resync', epoch: '', proof: '', because: '', mismatch: false }

function slow(overflowed: (outbox: Outbox) => void = () => undefined) {
  const wire = new SlowWire()
  const outbox: Outbox = new Outbox(wire, () => overflowed(outbox))
  const drain = () => {
    while (outbox.waiting > 0) {
      wire.free = true
      outbox.flush()
    }
  }
  return { wire, outbox, drain }
}

describe('what waits for a slow client', () => {
  it('goes out in order, but kills first', () => {
    const { wire, outbox, drain } = slow()
    for (const message of [changes(1), changes(2), kill(3), changes(3), kill(4), changes(4)])
      outbox.push(message)
    drain()
    expect(wire.names()).toEqual(['changes 1', 'kill 3', 'kill 4', 'changes 2', 'changes 3', 'changes 4'])
  })

  it('leaves one by one; a kill and its change are one write where nothing waits', () => {
    const { wire, outbox, drain } = slow()
    outbox.pushAll([kill(1), changes(1)])
    outbox.push(changes(2))
    outbox.pushAll([kill(3), changes(3)])
    drain()
    expect(wire.names()).toEqual(['kill 1', 'changes 1', 'kill 3', 'changes 2', 'changes 3'])
    expect(wire.writes).toEqual([2, 1, 1, 1])
  })

  it('holds one bookmark where several follow each other', () => {
    const { wire, outbox, drain } = slow()
    for (const message of [changes(1), bookmark(1), bookmark(1), changes(2), bookmark(2)])
      outbox.push(message)
    drain()
    expect(wire.names()).toEqual(['changes 1', 'bookmark 1', 'changes 2', 'bookmark 2'])
  })

  it('is replaced by a resync when it is too much, and no kill is lost', () => {
    let times = 0
    const { wire, outbox, drain } = slow((full) => {
      times += 1
      full.startOver(resync)
    })
    outbox.push(changes(0))
    outbox.push(kill(1))
    for (let i = 1; i <= mostWaitingMessages; i++) outbox.push(changes(i))
    drain()
    expect(times).toBe(1)
    expect(wire.names()).toEqual(['changes 0', 'kill 1', 'resync'])
  })
})
