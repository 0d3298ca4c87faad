import type { Position, SectionHashes, SentEntity } from '@ripcord/model'
import { limits, sections } from '@ripcord/model/plain'
import type { EpochProof, SnapshotSection } from '../messages.js'
import { booleanOf, countOf, epochOf, fieldsOf, jsonOf, listOf, refuse, textOf } from './shape.js'
import { wireLimits } from './wire-limits.js'

// Parts that several messages have.

const hashPattern = /^[0-9a-f]{16}$/

export function proofOf(input: unknown, where: string): EpochProof {
  return textOf(input, where, wireLimits.proofLength, 1)
}

export function positionOf(input: unknown, where: string): Position {
  const position = fieldsOf(input, where)
  return {
    epoch: epochOf(position.epoch, `${where}.epoch`),
    revision: countOf(position.revision, `${where}.revision`),
  }
}

/** Hashes of the sections that this version reads; those of others are skipped. */
export function hashesOf(input: unknown, where: string): SectionHashes {
  const hashes = fieldsOf(input, where)
  const read = sections.map((section) => {
    const hash = hashes[section]
    if (typeof hash !== 'string' || !hashPattern.test(hash))
      refuse(`${where}.${section}`, hash, 'a hash of 16 lower-case hex digits')
    return [section, hash] as const
  })
  return Object.fromEntries(read) as Record<(typeof sections)[number], string>
}

/** Sections with their entities as sent: kinds that we don't know are kept, since the hashes cover them. */
export function sectionsOf(input: unknown, where: string): SnapshotSection[] {
  return listOf(input, where, wireLimits.sections, (item, at) => {
    const section = fieldsOf(item, at)
    const name = textOf(section.name, `${at}.name`, wireLimits.sectionNameLength, 1)
    const required = booleanOf(section.required, `${at}.required`)
    const isKnown = (sections as readonly string[]).includes(name)
    // What is in a section of a later version is none of our business: it may look like nothing we know.
    const entities = isKnown ? entitiesOf(section.entities, `${at}.entities`) : []
    return { name, required, entities }
  })
}

/** Entities as sent, whatever their kind. */
export function entitiesOf(input: unknown, where: string): SentEntity[] {
  return listOf(input, where, wireLimits.entities, (item, at) => {
    const entity = fieldsOf(item, at)
    if (entity.value === undefined) refuse(`${at}.value`, undefined, 'JSON (null where it is gone)')
    return {
      kind: textOf(entity.kind, `${at}.kind`, wireLimits.kindLength, 1) as SentEntity['kind'],
      key: textOf(entity.key, `${at}.key`, wireLimits.entityKeyLength, 1),
      value: jsonOf(entity.value, `${at}.value`),
    }
  })
}

export function killIdsOf(input: unknown, where: string): string[] {
  return listOf(input, where, wireLimits.killIds, (item, at) => textOf(item, at, limits.killIdLength, 1))
}
