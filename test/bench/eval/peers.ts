import { isDeepStrictEqual } from 'node:util'
import type { Scope } from '../../harness/scope.js'
import { median, type Report } from '../rows.js'
import { byHand } from './by-hand.js'
import { evalCases } from './cases.js'
import { type BenchFlag, contexts, keysOf, thousandFlags } from './flags.js'
import { openFlagd } from './peers/flagd.js'
import { openGrowthbook } from './peers/growthbook.js'
import { openLaunchdarkly } from './peers/launchdarkly.js'
import type { Peer } from './peers/peer.js'
import { openUnleash } from './peers/unleash.js'

const rounds = 15
/** What one round takes about. */
const roundMs = 3

async function openPeers(scope: Scope, flags: readonly BenchFlag[]): Promise<Peer[]> {
  return [
    openFlagd(flags),
    openGrowthbook(flags),
    await openLaunchdarkly(scope, flags),
    await openUnleash(scope, flags),
  ]
}

type Question = (context: number) => unknown

/** Times the peers, and tells how many times faster we are than the fastest of them. `ours`: by case, in nanoseconds. */
export async function measurePeers(
  scope: Scope,
  flags: readonly BenchFlag[],
  ours: ReadonlyMap<string, number>,
  report: Report,
): Promise<void> {
  const peers = await openPeers(scope, flags)
  for (const { name, kind } of evalCases) {
    const keys = keysOf(kind)
    const questions = peers.map((peer): [Peer, Question] => {
      const ask = kind === 'segment' ? peer.object : peer.boolean
      return [peer, (context) => ask(keys[context & 63] as string, context)]
    })
    for (const [peer, question] of questions) await verify(peer, name, kind, keys, question)
    await tell(`value: ${name}`, ours.get(`value: ${name}`) ?? Number.NaN, 'ns', questions, report)
  }
  const allPeers = await openPeers(scope, thousandFlags)
  for (const peer of allPeers) await verifyAll(peer)
  const questions = allPeers.map((peer): [Peer, Question] => [peer, (context) => peer.all(context)])
  await tell('all 1,000 flags', ours.get('all 1,000 flags') ?? Number.NaN, 'ns', questions, report)
}

async function tell(
  name: string,
  ours: number,
  unit: string,
  questions: readonly [Peer, Question][],
  report: Report,
): Promise<void> {
  let fastest = { name: '', ns: Number.POSITIVE_INFINITY }
  for (const [peer, question] of questions) {
    const ns = await timed(question)
    if (ns < fastest.ns) fastest = { name: peer.name, ns }
    report({ name: `${name}, of a peer`, value: ns, unit, aim: null, better: 'lower', against: peer.name })
  }
  report({
    name: `${name}, times faster than the fastest peer`,
    value: fastest.ns / ours,
    unit: '×',
    aim: null,
    better: 'higher',
    against: fastest.name,
  })
}

/** Nanoseconds a question, as a median over rounds. */
async function timed(question: Question): Promise<number> {
  const warmUp = await ask(question, 512)
  const calls = Math.min(Math.max(Math.ceil((roundMs * 1e6) / warmUp), 4), 8_192)
  const figures: number[] = []
  for (let round = 0; round < rounds; round++) figures.push(await ask(question, calls))
  return median(figures.slice(3))
}

async function ask(question: Question, calls: number): Promise<number> {
  const start = process.hrtime.bigint()
  for (let i = 0; i < calls; i++) {
    const answer = question(i & 1023)
    // Only where it is needed: an await costs more than most evaluations.
    if (answer instanceof Promise) await answer
  }
  return Number(process.hrtime.bigint() - start) / calls
}

type Kind = (typeof evalCases)[number]['kind']

/** A peer is timed only where it answers as a closure by hand does, in every context. */
async function verify(
  peer: Peer,
  name: string,
  kind: Kind,
  keys: readonly string[],
  question: Question,
): Promise<void> {
  let on = 0
  for (const [i, context] of contexts.entries()) {
    const answer = await question(i)
    const wanted = kind === 'unknown' ? false : byHand(kind, keys[i & 63] as string)(context)
    if (answer === true) on++
    if (kind === 'split' && !peer.isSplitAlike) continue
    if (!isDeepStrictEqual(answer, wanted))
      throw new Error(`${peer.name}: ${name} is answered with ${JSON.stringify(answer)}`)
  }
  if (kind === 'split' && !isAboutHalf(on, contexts.length))
    throw new Error(`${peer.name}: ${on} of ${contexts.length} are on, expected about half`)
}

/** Within five standard deviations. */
function isAboutHalf(on: number, all: number): boolean {
  return Math.abs(on - all / 2) < 2.5 * Math.sqrt(all)
}

async function verifyAll(peer: Peer): Promise<void> {
  const kindOf = new Map(thousandFlags.map(([kind, key]) => [key, kind]))
  for (const [i, context] of contexts.slice(0, 16).entries()) {
    const missing = new Map(kindOf)
    for (const [key, value] of peer.valuesOf(await peer.all(i))) {
      const kind = missing.get(key)
      if (kind === undefined) throw new Error(`${peer.name} answers for ${key}, which was not asked for`)
      missing.delete(key)
      if (kind === 'split' && !peer.isSplitAlike) continue
      if (!isDeepStrictEqual(value, byHand(kind, key)(context)))
        throw new Error(`${peer.name}: ${key} of a thousand is answered with ${JSON.stringify(value)}`)
    }
    for (const [key, kind] of missing)
      if (kind !== 'off') throw new Error(`${peer.name} does not answer for ${key}`)
  }
}
