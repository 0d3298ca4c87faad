import type { SentFlag } from '@ripcord/model'
import type { Client } from '@ripcord/sdk'
import type { Scope } from '../../harness/scope.js'
import type { Report } from '../rows.js'
import { bytesPerCall } from './allocation.js'
import { type BenchContext, contexts, flagOf, keysOf } from './flags.js'
import { openClient, rulesetInput } from './ripcord.js'
import { type Compared, compare, timed } from './timing.js'

const release = { key: 'bench', generation: 1, stage: 1, treatment: 'on', control: 'off', seed: 'bench' }
const plainKeys = keysOf('split')
const observedKeys = plainKeys.map((key) => `observed-${key}`)
const against = 'the same split, not observed'

/** What it costs that outcomes are counted: of flags that a running release owns, and of all others. */
export async function measureObserved(scope: Scope, report: Report): Promise<void> {
  const client = await openClient(scope, {
    ...rulesetInput(plainKeys.map((key) => ['split', key])),
    flags: new Map([...plainKeys.map(plain), ...observedKeys.map(observed)]),
  })
  const row = (name: string, { ns, ratio }: Compared, aim: number | null): void => {
    report({ name, value: ratio, unit: '×', aim, better: 'lower', against })
    report({ name: `${name}, per call`, value: ns, unit: 'ns', aim: null, better: 'lower', against: '' })
  }
  const ask = (key: string, context: BenchContext) => client.getBooleanValue(key, false, context)
  const outside = () => timed(ask, plainKeys)
  const inScope = (work: () => number) => () => client.scope(undefined, work)
  for (const keys of [plainKeys, observedKeys]) inScope(() => timed(ask, keys))()
  row('not observed, in a scope', compare(inScope(outside), outside), 1.1)
  row(
    'observed, without a scope',
    compare(() => timed(ask, observedKeys), outside),
    null,
  )
  row(
    'observed, in a scope, asked again',
    compare(() => askAgain(client), outside),
    null,
  )
  row(
    'observed, in a scope of its own',
    compare(() => timed(requestOf(client), observedKeys), outside),
    null,
  )
  report({
    name: 'not observed, in a scope, allocated per call',
    value: inScope(() => bytesPerCall((call) => ask(plainKeys[call & 63] as string, contextAt(call))))(),
    unit: 'bytes',
    aim: 1,
    better: 'lower',
    against: '',
  })
}

const contextAt = (call: number): BenchContext => contexts[(call + (call >> 6)) & 1023] as BenchContext

/** A whole request: a scope is opened, one flag evaluated, and its outcome counted. */
function requestOf(client: Client) {
  return (key: string, context: BenchContext) =>
    client.scope(context, () => client.getBooleanValue(key, false, context))
}

/** Nanoseconds a call of a flag that has answered the subject before in the scope. */
function askAgain(client: Client): number {
  const [context] = contexts as [BenchContext]
  return client.scope(context, () =>
    timed((key) => client.getBooleanValue(key, false, context), observedKeys),
  )
}

function plain(key: string): [string, SentFlag] {
  return [key, flagOf('split', key)]
}

function observed(key: string): [string, SentFlag] {
  const flag = flagOf('split', key)
  const weights = [
    { variant: 'on', weight: 50_000 },
    { variant: 'off', weight: 50_000 },
  ]
  return [key, { ...flag, default: { type: 'split', weights, seed: release.seed, missing: 'off' }, release }]
}
