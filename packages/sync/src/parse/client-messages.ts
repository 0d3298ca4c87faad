import type { Kill } from '@ripcord/model'
import { limits } from '@ripcord/model/plain'
import type { AckRequest, GoodbyeRequest } from '../http.js'
import type { Ack, ClientMessage, Hello, InstanceInfo, Report } from '../messages.js'
import { killOf } from './kill.js'
import { breakersOf, outcomesOf, trafficOf } from './outcomes.js'
import { hashesOf, killIdsOf, positionOf, proofOf } from './parts.js'
import {
  booleanOf,
  countOf,
  epochOf,
  type Fields,
  fieldsOf,
  listOf,
  type Parsed,
  parsing,
  refuse,
  textOf,
} from './shape.js'
import { wireLimits } from './wire-limits.js'

/** Reads a message that a client sent over the stream. */
export const parseClientMessage = parsing((input): ClientMessage => {
  const message = fieldsOf(input, 'message')
  switch (message.type) {
    case 'hello':
      return { type: 'hello', ...helloOf(message) }
    case 'ack':
      return { type: 'ack', ...ackOf(message) }
    case 'goodbye':
      return { type: 'goodbye', count: countOf(message.count, 'count') }
    default:
      return refuse('type', message.type, 'hello, ack or goodbye')
  }
})

/** Reads the hello of a snapshot's request. */
export const parseHello: (input: unknown) => Parsed<Hello> = parsing((input) =>
  helloOf(fieldsOf(input, 'hello')),
)

export const parseAck: (input: unknown) => Parsed<Ack> = parsing((input) => ackOf(fieldsOf(input, 'ack')))

/** Reads the body of `POST /sdk/v1/ack`. */
export const parseAckRequest = parsing((input): AckRequest => {
  const request = fieldsOf(input, 'request')
  return { hello: helloOf(fieldsOf(request.hello, 'hello')), ack: ackOf(fieldsOf(request.ack, 'ack')) }
})

/** Reads the body of `POST /sdk/v1/goodbye`. */
export const parseGoodbyeRequest = parsing((input): GoodbyeRequest => {
  const goodbye = fieldsOf(input, 'goodbye')
  return { bootId: bootIdOf(goodbye.bootId, 'bootId'), count: countOf(goodbye.count, 'count') }
})

/** Reads the body of `POST /sdk/v1/report`. */
export const parseReport = parsing((input): Report => {
  const report = fieldsOf(input, 'report')
  return {
    bootId: bootIdOf(report.bootId, 'bootId'),
    sequence: countOf(report.sequence, 'sequence'),
    service: textOf(report.service, 'service', limits.nameLength, 1),
    evaluations: listOf(report.evaluations, 'evaluations', wireLimits.evaluations, evaluationOf),
    dropped: countOf(report.dropped, 'dropped'),
    ...(report.outcomes !== undefined && { outcomes: outcomesOf(report.outcomes) }),
    ...(report.breakers !== undefined && { breakers: breakersOf(report.breakers) }),
    ...(report.traffic !== undefined && { traffic: trafficOf(report.traffic) }),
  }
})

function evaluationOf(input: unknown, where: string): Report['evaluations'][number] {
  const row = fieldsOf(input, where)
  return {
    flag: textOf(row.flag, `${where}.flag`, limits.keyLength, 1),
    variant: row.variant === null ? null : textOf(row.variant, `${where}.variant`, limits.keyLength),
    reason: textOf(row.reason, `${where}.reason`, wireLimits.kindLength),
    count: countOf(row.count, `${where}.count`, 1),
  }
}

function helloOf(hello: Fields): Hello {
  return {
    protocol: countOf(hello.protocol, 'protocol', 1),
    count: countOf(hello.count, 'count'),
    bootId: bootIdOf(hello.bootId, 'bootId'),
    follows: listOf(hello.follows, 'follows', limits.bootsFollowed, bootIdOf),
    instance: instanceOf(hello.instance),
    highestEpoch: highestEpochOf(hello.highestEpoch),
    held: heldOf(hello.held),
    kills: killsOf(hello.kills),
    ...(hello.killsById !== undefined && { killsById: killIdsOf(hello.killsById, 'killsById') }),
    notServing: flagKeysOf(hello.notServing),
  }
}

function ackOf(ack: Fields): Ack {
  return {
    count: countOf(ack.count, 'count'),
    epoch: epochOf(ack.epoch, 'epoch'),
    applied: countOf(ack.applied, 'applied'),
    whole: booleanOf(ack.whole, 'whole'),
    added: killIdsOf(ack.added, 'added'),
    removed: killIdsOf(ack.removed, 'removed'),
    notServing: flagKeysOf(ack.notServing),
  }
}

function bootIdOf(input: unknown, where: string): string {
  return textOf(input, where, wireLimits.longestBootId, wireLimits.shortestBootId)
}

function instanceOf(input: unknown): InstanceInfo {
  const instance = fieldsOf(input, 'instance')
  const sdk = fieldsOf(instance.sdk, 'instance.sdk')
  const named = (field: unknown, name: string) => textOf(field, `instance.${name}`, limits.nameLength)
  return {
    service: textOf(instance.service, 'instance.service', limits.nameLength, 1),
    version: named(instance.version, 'version'),
    host: named(instance.host, 'host'),
    ...(instance.zone === undefined || instance.zone === null ? {} : { zone: named(instance.zone, 'zone') }),
    sdk: { name: named(sdk.name, 'sdk.name'), version: named(sdk.version, 'sdk.version') },
  }
}

function highestEpochOf(input: unknown): Hello['highestEpoch'] {
  if (input === null) return null
  const highest = fieldsOf(input, 'highestEpoch')
  return {
    epoch: epochOf(highest.epoch, 'highestEpoch.epoch'),
    proof: proofOf(highest.proof, 'highestEpoch.proof'),
  }
}

function heldOf(input: unknown): Hello['held'] {
  if (input === null) return null
  const held = fieldsOf(input, 'held')
  return { ...positionOf(held, 'held'), hashes: hashesOf(held.hashes, 'held.hashes') }
}

function killsOf(input: unknown): Kill[] {
  return listOf(input, 'kills', limits.killsPerEnvironment, killOf)
}

function flagKeysOf(input: unknown): string[] {
  return listOf(input, 'notServing', wireLimits.notServing, (item, at) =>
    textOf(item, at, limits.keyLength, 1),
  )
}
