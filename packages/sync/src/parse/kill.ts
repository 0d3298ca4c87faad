import type { Kill } from '@ripcord/model'
import { limits } from '@ripcord/model/plain'
import { countOf, type Fields, fieldsOf, jsonOf, parsing, refuse, textOf } from './shape.js'
import { wireLimits } from './wire-limits.js'

/**
 * Reads a kill record. It is kept as it came, fields that we don't know included (its MAC and its hash cover them),
 * and is only refused where it could not be served or named: an unknown cause never costs a kill.
 */
export const parseKill = parsing((input) => killOf(input, 'kill'))

/** As `parseKill`, inside another parser. */
export function killOf(input: unknown, where: string): Kill {
  const kill = fieldsOf(jsonOf(input, where), where)
  textOf(kill.killId, `${where}.killId`, limits.killIdLength, 1)
  textOf(kill.cause, `${where}.cause`, limits.nameLength)
  textOf(kill.episode, `${where}.episode`, limits.episodeLength)
  textOf(kill.reason, `${where}.reason`, wireLimits.reasonLength)
  textOf(kill.mac, `${where}.mac`, wireLimits.proofLength)
  actorOf(kill.actor, `${where}.actor`)
  firstCommitOf(kill.firstCommit, `${where}.firstCommit`)
  servesOf(kill.serves, `${where}.serves`)
  if (kill.endsAfterMs !== undefined) countOf(kill.endsAfterMs, `${where}.endsAfterMs`, 1)
  return kill as unknown as Kill
}

function actorOf(input: unknown, where: string): void {
  const actor = fieldsOf(input, where)
  textOf(actor.type, `${where}.type`, limits.nameLength)
  textOf(actor.id, `${where}.id`, limits.nameLength)
}

function firstCommitOf(input: unknown, where: string): void {
  const commit = fieldsOf(input, where)
  textOf(commit.epoch, `${where}.epoch`, limits.killIdLength)
  countOf(commit.revision, `${where}.revision`)
  textOf(commit.at, `${where}.at`, limits.nameLength)
}

function servesOf(input: unknown, where: string): void {
  const serves = fieldsOf(input, where)
  const flags = Object.keys(serves)
  if (flags.length > limits.flagsPerKill) refuse(where, flags.length, `at most ${limits.flagsPerKill} flags`)
  for (const flag of flags) servedOf(fieldsOf(serves[flag], `${where}.${flag}`), `${where}.${flag}`)
}

function servedOf(served: Fields, where: string): void {
  switch (served.type) {
    case 'callerDefault':
      return
    case 'variant':
      textOf(served.variant, `${where}.variant`, limits.keyLength)
      if (served.value === undefined) refuse(`${where}.value`, undefined, 'the value of the variant')
      return
    default:
      refuse(`${where}.type`, served.type, 'variant or callerDefault')
  }
}
