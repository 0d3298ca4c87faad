import { limits } from '@ripcord/model/plain'
import { lastLatencyIndex } from '../latency.js'
import type { ArmOutcomes, ReleaseOutcomes, Report, Traffic } from '../messages.js'
import { countOf, fieldsOf, listOf, refuse, textOf } from './shape.js'
import { wireLimits } from './wire-limits.js'

// What comes in here may become evidence that takes flags down, so that what can't be true is refused as a whole.

export function outcomesOf(input: unknown): ReleaseOutcomes[] {
  return listOf(input, 'outcomes', wireLimits.outcomes, releaseOf)
}

export function breakersOf(input: unknown): NonNullable<Report['breakers']> {
  return listOf(input, 'breakers', wireLimits.breakers, (item, at) => {
    const trip = fieldsOf(item, at)
    return {
      flag: textOf(trip.flag, `${at}.flag`, limits.keyLength, 1),
      ...(trip.release !== undefined && {
        release: textOf(trip.release, `${at}.release`, limits.keyLength, 1),
      }),
      because: textOf(trip.because, `${at}.because`, wireLimits.becauseLength),
    }
  })
}

export function trafficOf(input: unknown): Traffic {
  const row = fieldsOf(input, 'traffic')
  const requests = requestsOf(row.requests, 'traffic.requests')
  const errors = partOf(row.errors, 'traffic.errors', requests)
  const latency = latencyOf(row.latency, 'traffic.latency')
  refuseAbove('the sum of traffic.latency', sumOf(latency), requests)
  return { requests, errors, latency }
}

function releaseOf(input: unknown, where: string): ReleaseOutcomes {
  const row = fieldsOf(input, where)
  const treatment = armOf(row.treatment, `${where}.treatment`)
  const control = armOf(row.control, `${where}.control`)
  for (const list of ['erring', 'slowed'] as const)
    refuseAbove(`${where}.${list}`, treatment[list].length + control[list].length, wireLimits.subjects)
  return {
    release: textOf(row.release, `${where}.release`, limits.keyLength, 1),
    generation: countOf(row.generation, `${where}.generation`),
    stage: countOf(row.stage, `${where}.stage`),
    treatment,
    control,
    unassigned: requestsOf(row.unassigned, `${where}.unassigned`),
    subjectsLost: requestsOf(row.subjectsLost, `${where}.subjectsLost`),
  }
}

function armOf(input: unknown, where: string): ArmOutcomes {
  const arm = fieldsOf(input, where)
  const requests = requestsOf(arm.requests, `${where}.requests`)
  const errors = partOf(arm.errors, `${where}.errors`, requests)
  const slow = partOf(arm.slow, `${where}.slow`, requests)
  const erring = bucketsOf(arm.erring, `${where}.erring`, Math.min(errors, wireLimits.subjects))
  const slowed = bucketsOf(arm.slowed, `${where}.slowed`, Math.min(slow, wireLimits.subjects))
  const seen = bucketsOf(arm.seen, `${where}.seen`, Math.min(requests, wireLimits.seen))
  const latency = latencyOf(arm.latency, `${where}.latency`)
  refuseAbove(`the sum of ${where}.latency`, sumOf(latency), requests)
  const kinds = listOf(arm.kinds, `${where}.kinds`, wireLimits.kinds, kindOf)
  refuseAbove(`the sum of ${where}.kinds`, sumOf(kinds.map(({ count }) => ['', count])), errors)
  const tracked = arm.tracked === undefined ? undefined : trackedOf(arm.tracked, `${where}.tracked`)
  return { requests, errors, slow, erring, slowed, seen, latency, kinds, ...(tracked && { tracked }) }
}

function requestsOf(input: unknown, where: string): number {
  const count = countOf(input, where)
  refuseAbove(where, count, wireLimits.requests)
  return count
}

function partOf(input: unknown, where: string, requests: number): number {
  const count = countOf(input, where)
  refuseAbove(where, count, requests)
  return count
}

function bucketsOf(input: unknown, where: string, most: number): number[] {
  const buckets = listOf(input, where, most, (item, at) => {
    const bucket = countOf(item, at)
    refuseAbove(at, bucket, 2 ** 32 - 1)
    return bucket
  })
  if (new Set(buckets).size < buckets.length) refuse(where, buckets, 'each subject once')
  return buckets
}

function latencyOf(input: unknown, where: string): ArmOutcomes['latency'] {
  const latency = listOf(input, where, lastLatencyIndex + 1, (item, at): [number, number] => {
    const [index, count] = listOf(item, at, 2, (part, partAt) => countOf(part, partAt))
    if (index === undefined || count === undefined || index > lastLatencyIndex)
      return refuse(at, item, `an index of at most ${lastLatencyIndex} and a count`)
    return [index, count]
  })
  if (new Set(latency.map(([index]) => index)).size < latency.length)
    refuse(where, latency, 'each index once')
  return latency
}

function kindOf(input: unknown, where: string): ArmOutcomes['kinds'][number] {
  const row = fieldsOf(input, where)
  return {
    kind: textOf(row.kind, `${where}.kind`, wireLimits.kindLength, 1),
    count: countOf(row.count, `${where}.count`, 1),
    ...(row.traceId !== undefined && { traceId: traceIdOf(row.traceId, `${where}.traceId`) }),
  }
}

function traceIdOf(input: unknown, where: string): string {
  if (typeof input !== 'string' || !/^[0-9a-f]{32}$/.test(input))
    return refuse(where, input, 'a trace id of 32 lower-case hex digits')
  return input
}

function trackedOf(input: unknown, where: string): NonNullable<ArmOutcomes['tracked']> {
  return listOf(input, where, wireLimits.tracked, (item, at) => {
    const row = fieldsOf(item, at)
    return {
      event: textOf(row.event, `${at}.event`, wireLimits.kindLength, 1),
      count: countOf(row.count, `${at}.count`, 1),
    }
  })
}

function sumOf(counts: readonly (readonly [unknown, number])[]): number {
  return counts.reduce((sum, [, count]) => sum + count, 0)
}

function refuseAbove(where: string, seen: number, most: number): void {
  if (seen > most) refuse(where, seen, `at most ${most}`)
}
