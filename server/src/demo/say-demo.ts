import type { Demo } from '@ripcord/api'

/** What a demo's sentence is made of. */
export type DemoFacts = Omit<Demo, 'sentence' | 'detail'>

/** What is true of the demo, and what to do next. */
export function sayDemo(facts: DemoFacts): Pick<Demo, 'sentence' | 'detail'> {
  const { refusal, problem, state, release, customersPerSecond, processes } = facts
  switch (state) {
    case 'off':
      if (problem !== null) return { sentence: 'The live demo ended before its time.', detail: problem }
      if (refusal !== null) return { sentence: 'The live demo can’t run on this server.', detail: refusal }
      return {
        sentence: 'A release that goes bad, and pulls itself: see it happen here.',
        detail:
          'A small shop of three services starts beside this server, with customers who buy. Nothing is played back: its processes, its SDKs and their requests are real.',
      }
    case 'starting':
      return {
        sentence: 'The shop opens…',
        detail: 'Its services connect to this server, each with the SDK inside.',
      }
    case 'rolling':
      return {
        sentence: `${release} goes out, and all is well.`,
        detail: `Up to ${customersPerSecond} customers a second buy, in a shop of ${processes} processes. Break its new code when you like.`,
      }
    case 'broken':
      return {
        sentence: `${release} breaks. The guard counts.`,
        detail:
          'Customers buy gliders, and the new ledger throws at each of them. Nobody has to press anything.',
      }
    case 'killed':
      return {
        sentence: `${release} was pulled${secondsBetween(facts)}.`,
        detail: 'Customers still buy gliders, and get them: everybody is served by the old code again.',
      }
    case 'over':
      return { sentence: `${release} has ended.`, detail: 'Mend the shop, and the next release goes out.' }
    case 'ending':
      return { sentence: 'The live demo ends…', detail: 'Its processes are told to stop.' }
  }
}

function secondsBetween({ brokenAt, killedAt }: DemoFacts): string {
  if (brokenAt === null || killedAt === null) return ''
  const ms = Date.parse(killedAt) - Date.parse(brokenAt)
  return ms < 0 ? '' : ` ${(ms / 1_000).toFixed(1)} seconds after it broke`
}
