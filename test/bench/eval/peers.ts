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

/** By the index of the context. */
export type Question = (context: number) => unknown

/** Times the peers in turn with us, and tells how many times faster we are than the fastest. `ours`: by name. */
export async function measurePeers(
  scope: Scope,
  flags: readonly BenchFlag[],
  ours: ReadonlyMap<string, Question>,
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
    await tell(`value: ${name}`, ours.get(`value: ${name}`) as Question, questions, kind === 'split', report)
  }
  const allPeers = await openPeers(scope, thousandFlags)
  for (const peer of allPeers) await verifyAll(peer)
  const questions = allPeers.map((peer): [Peer, Question] => [peer, (context) => peer.all(context)])
  await tell('all 1,000 flags', ours.get('all 1,000 flags') as Question, questions, true, report)
}

/** Not all that a peer was asked can be held against a closure by hand, and the row says so. */
const saidOf = ({ name, isSplitAlike }: Peer, hasSplits: boolean): string =>
  hasSplits && !isSplitAlike ? `${name} (splits otherwise, about half)` : name

async function tell(
  name: string,
  ours: Question,
  peers: readonly [Peer, Question][],
  hasSplits: boolean,
  report: Report,
): Promise<void> {
  const [own = [], ...others] = await timedInTurn([ours, ...peers.map(([, question]) => question)])
  const medians = others.map(median)
  const fastest = medians.indexOf(Math.min(...medians))
  for (const [i, [peer]] of peers.entries())
    report({
      name: `${name}, of a peer`,
      value: medians[i] as number,
      unit: 'ns',
      aim: null,
      better: 'lower',
      against: saidOf(peer, hasSplits),
    })
  const [peer] = peers[fastest] ?? []
  report({
    name: `${name}, times faster than the fastest peer`,
    value: median(own.map((ns, round) => (others[fastest]?.[round] ?? Number.NaN) / ns)),
    unit: '×',
    aim: null,
    better: 'higher',
    against: peer === undefined ? '' : saidOf(peer, hasSplits),
  })
}

/** Of each question nanoseconds a call, round by round. */
async function timedInTurn(questions: readonly Question[]): Promise<number[][]> {
  const calls: number[] = []
  for (const question of questions) {
    const ns = await ask(question, 512)
    calls.push(Math.min(Math.max(Math.ceil((roundMs * 1e6) / ns), 4), 8_192))
  }
  const figures = questions.map((): number[] => [])
  for (let round = 0; round < rounds; round++)
    for (const [i, question] of questions.entries()) {
      const ns = await ask(question, calls[i] as number)
      // The first rounds warm up.
      if (round >= 3) figures[i]?.push(ns)
    }
  return figures
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

/** As `verify`; a split that falls otherwise than by hand must fall as the same peer says of that flag alone. */
async function verifyAll(peer: Peer): Promise<void> {
  const kindOf = new Map(thousandFlags.map(([kind, key]) => [key, kind]))
  const splits: unknown[] = []
  for (const [i, context] of contexts.slice(0, 16).entries()) {
    const missing = new Map(kindOf)
    for (const [key, value] of peer.valuesOf(await peer.all(i))) {
      const kind = missing.get(key)
      if (kind === undefined) throw new Error(`${peer.name} answers for ${key}, which was not asked for`)
      missing.delete(key)
      if (kind === 'split') splits.push(value)
      const isItsOwn = kind === 'split' && !peer.isSplitAlike
      const wanted = isItsOwn ? await peer.boolean(key, i) : byHand(kind, key)(context)
      if (!isDeepStrictEqual(value, wanted))
        throw new Error(`${peer.name}: ${key} of a thousand is answered with ${JSON.stringify(value)}`)
    }
    for (const [key, kind] of missing)
      if (kind !== 'off') throw new Error(`${peer.name} does not answer for ${key}`)
  }
  const on = splits.filter((value) => value === true).length
  if (!isAboutHalf(on, splits.length))
    throw new Error(
      `${peer.name}: ${on} of ${splits.length} splits of a thousand flags are on, expected half`,
    )
}
