import type { Epoch, Json, Kill, Position, SectionHashes, SentEntity } from '@ripcord/model'
import { ulid } from '@ripcord/model/plain'
import { HeldState } from '../held-state.js'
import type {
  BookmarkMessage,
  ChangesMessage,
  DropMessage,
  KillMessage,
  PollAnswer,
  ResyncMessage,
  SectionChanges,
  Snapshot,
} from '../messages.js'

/** Epochs in their order: `epochAt(1) < epochAt(2)`. */
export function epochAt(number: number): Epoch {
  return ulid(1_700_000_000_000 + number, new Uint8Array(10).fill(number))
}

export const e1 = epochAt(1)
export const e2 = epochAt(2)

export function proofOf(epoch: Epoch): string {
  return `proof-of-${epoch}`
}

export function killOf(killId: string, more: Partial<Kill> = {}): Kill {
  return {
    killId,
    cause: 'manual',
    actor: { type: 'person', id: 'ada' },
    reason: 'checkout fails',
    episode: `episode-${killId}`,
    firstCommit: { epoch: e1, revision: 1, at: '2026-01-01T00:00:00.000Z' },
    serves: { checkout: { type: 'variant', variant: 'off', value: false } },
    mac: `mac-${killId}`,
    ...more,
  }
}

export function drillOf(killId: string, endsAfterMs: number): Kill {
  return killOf(killId, { cause: 'drill', endsAfterMs })
}

export function flagEntity(key: string, value: Json): SentEntity {
  return { kind: 'flag', key, value }
}

export function killEntity(kill: Kill): SentEntity {
  return { kind: 'kill', key: kill.killId, value: JSON.parse(JSON.stringify(kill)) }
}

/** An environment's log as a server would keep it: a state, its revision, its epoch; messages are made from it. */
export class FakeLog {
  epoch: Epoch = e1
  revision = 0
  readonly #state = HeldState.of([])

  get position(): Position {
    return { epoch: this.epoch, revision: this.revision }
  }

  get hashes(): SectionHashes {
    return this.#state.hashes
  }

  get entities(): SentEntity[] {
    return [...this.#state.entities()]
  }

  /** Commits, and answers the message that tells of it. */
  change(...entities: SentEntity[]): ChangesMessage {
    const sections = sectionsOf(entities)
    this.#state.applyUnchecked(sections)
    const from = this.revision++
    const { epoch, revision: to, hashes } = this
    return { type: 'changes', epoch, proof: proofOf(epoch), from, to, hashes, sections }
  }

  kill(kill: Kill): { kill: KillMessage; changes: ChangesMessage } {
    const changes = this.change(killEntity(kill))
    const { epoch, revision } = this
    return { kill: { type: 'kill', epoch, proof: proofOf(epoch), revision, kill }, changes }
  }

  restore(killId: string): ChangesMessage {
    return this.change({ kind: 'kill', key: killId, value: null })
  }

  bookmark(): BookmarkMessage {
    return { type: 'bookmark', at: this.position, hashes: this.hashes, proof: proofOf(this.epoch) }
  }

  resync(mismatch = false): ResyncMessage {
    return { type: 'resync', epoch: this.epoch, proof: proofOf(this.epoch), because: 'start over', mismatch }
  }

  drop(...killIds: string[]): DropMessage {
    return { type: 'drop', epoch: this.epoch, proof: proofOf(this.epoch), killIds }
  }

  answer(drop: DropMessage | null = null): PollAnswer {
    return { drop, bookmark: this.bookmark() }
  }

  snapshot(): Snapshot {
    return {
      protocol: 1,
      environment: { id: 'env-1', key: 'production', project: 'shop' },
      at: this.position,
      proof: proofOf(this.epoch),
      hashes: this.hashes,
      sections: sectionsOf(this.entities).map((section) => ({ ...section, required: true })),
    }
  }
}

function sectionsOf(entities: readonly SentEntity[]): SectionChanges[] {
  return [
    { name: 'kills', required: true, entities: entities.filter((entity) => entity.kind === 'kill') },
    { name: 'flags', required: true, entities: entities.filter((entity) => entity.kind !== 'kill') },
  ]
}
