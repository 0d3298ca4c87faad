import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { e1, FakeLog, flagEntity, killOf } from '../testing/fixtures.js'
import { parseAck, parseClientMessage, parseHello, parseReport } from './client-messages.js'
import { parseKill } from './kill.js'
import { parseSeedState } from './seed.js'
import { parsePollAnswer, parseServerMessage, parseSnapshot } from './server-messages.js'

const parsers = {
  parseAck,
  parseClientMessage,
  parseHello,
  parseKill,
  parsePollAnswer,
  parseReport,
  parseSeedState,
  parseServerMessage,
  parseSnapshot,
}

function log(): FakeLog {
  const made = new FakeLog()
  made.change(flagEntity('checkout', { on: true }))
  made.kill(killOf('k1'))
  return made
}

const hello = {
  protocol: 1,
  count: 3,
  bootId: 'boot-0000000000000001',
  follows: ['boot-0000000000000000'],
  instance: { service: 'checkout', version: '1', host: 'h', sdk: { name: 's', version: '1' } },
  highestEpoch: { epoch: e1, proof: 'p' },
  held: { epoch: e1, revision: 2, hashes: log().hashes },
  kills: [killOf('k1')],
  notServing: ['search'],
}
const ack = { count: 4, epoch: e1, applied: 2, whole: true, added: ['k1'], removed: [], notServing: [] }

describe('every parser', () => {
  it.each(Object.entries(parsers))('%s answers something for anything', (_name, parse) => {
    fc.assert(
      fc.property(
        fc.anything({ withBigInt: true, withDate: true, withMap: true, withNullPrototype: true }),
        (input) => {
          const answer = parse(input)
          if ('problem' in answer) expect(answer.problem).not.toBe('')
        },
      ),
    )
  })

  it.each(Object.entries(parsers))(
    '%s survives a getter that throws and an object without end',
    (_name, parse) => {
      const hostile = {
        get type(): never {
          throw new Error('no')
        },
        get protocol(): never {
          throw new Error('no')
        },
      }
      const endless: Record<string, unknown> = { type: 'kill', protocol: 1 }
      endless.kill = endless
      expect(parse(hostile)).toHaveProperty('problem')
      expect(parse(endless)).toHaveProperty('problem')
    },
  )
})

describe('messages of the server', () => {
  it('are read as they were sent', () => {
    const made = log()
    const { kill, changes } = made.kill(killOf('k2'))
    const all = [made.bookmark(), made.resync(true), made.drop('k1'), kill, changes]
    for (const message of all) expect(parseServerMessage(message)).toEqual({ ok: message })
    expect(parseSnapshot(made.snapshot())).toEqual({ ok: made.snapshot() })
    expect(parsePollAnswer(made.answer(made.drop('k1')))).toEqual({ ok: made.answer(made.drop('k1')) })
  })

  it('may have fields that are not known, and entities keep theirs', () => {
    const message = log().change({ kind: 'flag', key: 'checkout', value: { on: true, later: [1] } })
    expect(parseServerMessage({ ...message, later: 1 })).toEqual({ ok: message })
    const kill = { ...killOf('k1'), later: { deep: true } }
    expect(parseKill(kill)).toEqual({ ok: kill })
  })

  it('are refused in a sentence that names the field, what was seen and what was expected', () => {
    const refusal = parseServerMessage({ ...log().bookmark(), at: { epoch: e1, revision: -1 } })
    expect(refusal).toEqual({ problem: 'at.revision is -1: expected a whole number of at least 0' })
    expect(parseServerMessage({ type: 'dance' })).toMatchObject({
      problem: expect.stringContaining('type is "dance"'),
    })
  })

  it.each([
    ['a step to where it comes from', () => ({ ...log().change(flagEntity('a', 1)), to: 2, from: 2 })],
    ['an epoch that is none', () => ({ ...log().bookmark(), at: { epoch: 'now', revision: 1 } })],
    ['a hash that is none', () => ({ ...log().bookmark(), hashes: { kills: 'x', flags: 'y' } })],
    [
      'a kill that serves what is no variant',
      () => ({ ...log().kill(killOf('k2')).kill, kill: { ...killOf('k2'), serves: { a: {} } } }),
    ],
    ['JSON without end', () => log().change(flagEntity('deep', nested(70)))],
  ])('are refused: %s', (_what, make) => {
    expect(parseServerMessage(make())).toHaveProperty('problem')
  })

  it('send a client away for ten minutes at most', () => {
    expect(parseServerMessage({ type: 'goodbye', reconnectAfterMs: 10 ** 12 })).toEqual({
      ok: { type: 'goodbye', reconnectAfterMs: 600_000 },
    })
  })
})

describe('messages of a client', () => {
  it('are read as they were sent', () => {
    expect(parseHello(hello)).toEqual({ ok: hello })
    expect(parseClientMessage({ type: 'hello', ...hello })).toEqual({ ok: { type: 'hello', ...hello } })
    expect(parseAck(ack)).toEqual({ ok: ack })
    expect(parseClientMessage({ type: 'goodbye', count: 5 })).toEqual({ ok: { type: 'goodbye', count: 5 } })
  })

  it('may hold nothing', () => {
    const empty = { ...hello, held: null, highestEpoch: null, kills: [], follows: [] }
    expect(parseHello(empty)).toEqual({ ok: empty })
  })

  it('are refused where a boot id could be guessed', () => {
    expect(parseHello({ ...hello, bootId: '1' })).toHaveProperty('problem')
  })

  it('report counts of at least one', () => {
    const row = { flag: 'checkout', variant: null, reason: 'STATIC', count: 1 }
    const report = { bootId: hello.bootId, sequence: 1, service: 'checkout', evaluations: [row], dropped: 0 }
    expect(parseReport(report)).toEqual({ ok: report })
    expect(parseReport({ ...report, evaluations: [{ ...row, count: 0 }] })).toHaveProperty('problem')
  })
})

function nested(levels: number): number[] {
  let value: unknown = 1
  for (let level = 0; level < levels; level++) value = [value]
  return value as number[]
}
