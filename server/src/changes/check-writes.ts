import { compileProblems, compileRuleset } from '@ripcord/evaluator'
import {
  definitionProblems,
  type EntityRef,
  type EntityWrite,
  limits,
  type Node,
  nodeName,
  type Problem,
  parseNodeName,
  pointer,
  referenceProblems,
  type SentFlag,
  type SentSegment,
  segmentProblems,
  settingsProblems,
} from '@ripcord/model'
import type { SentWrite } from '../storage/storage.js'
import type { After } from './after.js'
import { type Closure, readClosure } from './closure.js'
import { dependentsAtRisk } from './dependents-at-risk.js'
import { sentFlag, sentSegment } from './sent-projection.js'
import { checkValues } from './value-schema.js'

/** Where in the body of the request an entity was given: a JSON pointer. */
export type PathOf = (ref: EntityRef) => string

/** Where no request says otherwise: by what it is. */
export const pathByName: PathOf = ({ kind, environment, key }) => {
  if (kind === 'flag') return pointer('flags', key)
  if (kind === 'flagSettings') return pointer('flags', key, 'environments', environment ?? '')
  return pointer(kind, key)
}

/**
 * All that is wrong with the state that the writes would lead to: what the model says of each entity and of its
 * references, and then whatever an SDK would quarantine.
 */
export function checkWrites(after: After, sent: readonly SentWrite[], pathOf: PathOf): Problem[] {
  const own = after.writes.flatMap((write) => ownProblems(after, write, pathOf))
  if (own.length > 0) return own
  return sent.flatMap((part) => environmentProblems(after, part, pathOf))
}

function ownProblems(after: After, write: EntityWrite, pathOf: PathOf): Problem[] {
  if (write.value === null) return []
  switch (write.kind) {
    case 'flag': {
      const flag = write.value
      const problems = under(pathOf(write), definitionProblems(flag, checkValues))
      // Settings that are not written must still fit to the definition.
      const others = after.environments().flatMap((environment) => {
        const ref = { kind: 'flagSettings', environment, key: write.key } as const
        const settings = after.get('flagSettings', environment, write.key)
        if (!settings || after.isWritten(ref)) return []
        return under(pathOf(ref), settingsProblems(flag, settings))
      })
      return [...problems, ...others]
    }
    case 'flagSettings': {
      const definition = after.get('flag', null, write.key)
      return definition ? under(pathOf(write), settingsProblems(definition, write.value)) : []
    }
    case 'segment':
      return under(pathOf(write), segmentProblems(write.value))
    case 'project':
    case 'environment':
    case 'segmentChunk':
    case 'kill':
    case 'episode':
    case 'release':
    case 'service':
      return []
  }
}

function environmentProblems(after: After, { environment, entities }: SentWrite, pathOf: PathOf): Problem[] {
  const written = entities.flatMap(({ kind, key }): Node[] =>
    kind === 'flag' || kind === 'segment' ? [{ kind, key }] : [],
  )
  if (written.length === 0) return []
  const checked = new Map(written.map((node) => [nodeName(node), node]))
  for (const name of dependentsAtRisk(after, environment, written)) checked.set(name, parseNodeName(name))
  const closure = readClosure(after, environment, checked.values())
  const locate = ({ kind, key }: Node) =>
    pathOf({ kind: kind === 'flag' ? 'flagSettings' : 'segment', environment, key })
  const problems = [...checked.values()].flatMap((node) => [
    ...under(locate(node), referenceProblems(node, closure)),
    ...under(locate(node), sizeProblems(after, environment, node)),
  ])
  return problems.length > 0 ? problems : quarantined(after, environment, closure, checked, locate)
}

function sizeProblems(after: After, environment: string, { kind, key }: Node): Problem[] {
  const sent = kind === 'flag' ? readFlag(after, environment, key) : readSegment(after, environment, key)
  const bytes = sent === null ? 0 : Buffer.byteLength(JSON.stringify(sent))
  if (bytes <= limits.flagBytes) return []
  const message = `expected at most ${limits.flagBytes} bytes as sent to SDKs, saw ${bytes}: put long lists into segments`
  return [{ path: '', message }]
}

/** What the evaluator that SDKs ship makes of the closure; of that, what concerns the nodes that are checked. */
function quarantined(
  after: After,
  environment: string,
  closure: Closure,
  checked: ReadonlyMap<string, Node>,
  locate: (node: Node) => string,
): Problem[] {
  const flags = new Map<string, SentFlag>()
  const segments = new Map<string, SentSegment>()
  for (const { kind, key } of closure.nodes.values()) {
    const flag = kind === 'flag' ? readFlag(after, environment, key) : null
    const segment = kind === 'segment' ? readSegment(after, environment, key) : null
    if (flag !== null) flags.set(key, flag)
    if (segment !== null) segments.set(key, segment)
  }
  const ruleset = compileRuleset({ flags, segments, segmentChunks: new Map(), kills: new Map() }, {})
  return compileProblems(ruleset)
    .filter((refused) => checked.has(nodeName(refused)))
    .flatMap((refused) =>
      refused.problems.map(({ path, message }) => ({ path: locate(refused) + asPointer(path), message })),
    )
}

function readFlag(after: After, environment: string, key: string): SentFlag | null {
  return sentFlag(after.get('flag', null, key), after.get('flagSettings', environment, key))
}

function readSegment(after: After, environment: string, key: string): SentSegment | null {
  return sentSegment(after.get('segment', environment, key))
}

/** The evaluator's `rules[0].when` as a JSON pointer. */
function asPointer(path: string): string {
  return path === '' ? '' : pointer(...path.replaceAll(/\[(\d+)\]/g, '.$1').split('.'))
}

function under(prefix: string, problems: readonly Problem[]): Problem[] {
  return problems.map((problem) => ({ ...problem, path: prefix + problem.path }))
}
