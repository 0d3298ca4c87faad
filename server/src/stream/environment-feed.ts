import type { Environment, Epoch, Kill, Project, Revision } from '@ripcord/model'
import { type BookmarkMessage, type EpochProof, etagOf, type PollAnswer } from '@ripcord/sync'
import type { KeyRing } from '../secrets/key-ring.js'
import type { ChangeStore, EnvironmentHead, SentChange } from '../storage/storage.js'
import { inRounds } from './rounds.js'
import { SentState } from './sent-state.js'
import { type EncodedSnapshot, encodeSnapshot } from './snapshot-encoding.js'

/** Revisions remembered to tell how far behind an instance is. */
const rememberedRevisions = 1_000

/** One environment's log, read up to its head: what stands there, and how it is said. */
export class EnvironmentFeed {
  readonly project: Project
  readonly environment: Environment
  readonly #changes: ChangeStore
  readonly #keyRing: KeyRing
  #head: EnvironmentHead
  #kills: Map<string, Kill>
  #recent: Revision[] = []
  #said: { epoch: Epoch; proof: EpochProof; bookmark: BookmarkMessage } | undefined
  #state: SentState | undefined
  /** Rows that came while the state was being read. */
  #missed: SentChange[] | undefined
  #snapshot: EncodedSnapshot | undefined
  readonly #loadState = inRounds(() => this.#readState())

  private constructor(
    at: { project: Project; environment: Environment },
    changes: ChangeStore,
    keyRing: KeyRing,
    sent: Awaited<ReturnType<ChangeStore['sentState']>>,
  ) {
    this.project = at.project
    this.environment = at.environment
    this.#changes = changes
    this.#keyRing = keyRing
    this.#head = sent.head
    this.#kills = standingKills(sent.entities)
  }

  static async open(
    at: { project: Project; environment: Environment },
    changes: ChangeStore,
    keyRing: KeyRing,
  ): Promise<EnvironmentFeed> {
    return new EnvironmentFeed(at, changes, keyRing, await changes.sentState(at.environment.id))
  }

  get head(): EnvironmentHead {
    return this.#head
  }

  /** Kills that stand at the head, by id. */
  get kills(): ReadonlyMap<string, Kill> {
    return this.#kills
  }

  get etag(): string {
    return etagOf(this.#head.hashes)
  }

  /** Bytes of the last snapshot's JSON; undefined where none was asked for yet. */
  get snapshotBytes(): number | undefined {
    return this.#snapshot?.bytes
  }

  /** Takes up the next row. False where it does not follow the head: the feed must start over. */
  advance(row: SentChange): boolean {
    if (row.from !== this.#head.revision) return false
    this.#head = { revision: row.revision, hashes: row.hashes }
    for (const { kind, key, value } of row.entities) {
      if (kind !== 'kill') continue
      if (value === null) this.#kills.delete(key)
      else this.#kills.set(key, value as unknown as Kill)
    }
    this.#state?.apply(row)
    this.#missed?.push(row)
    this.#recent.push(row.revision)
    if (this.#recent.length > 2 * rememberedRevisions) this.#recent = this.#recent.slice(-rememberedRevisions)
    return true
  }

  /** Starts over at the log's head: what was read last is not there any more. */
  async restart(): Promise<void> {
    const sent = await this.#changes.sentState(this.environment.id)
    this.#head = sent.head
    this.#kills = standingKills(sent.entities)
    this.#recent = []
    this.#state = undefined
    this.#missed = undefined
  }

  proof(epoch: Epoch): EpochProof {
    return this.#word(epoch).proof
  }

  /** One object as long as position and epoch stay, so that it is encoded once for everybody. */
  bookmark(epoch: Epoch): BookmarkMessage {
    return this.#word(epoch).bookmark
  }

  /** How many changes of this environment an instance has not applied (of the last thousand or so). */
  lag(applied: Revision): number {
    if (applied >= this.#head.revision) return 0
    const missing = this.#recent.filter((revision) => revision > applied).length
    return Math.max(1, missing)
  }

  /**
   * The snapshot at the head, encoded once per position. `catchUp` reads the log to its head.
   */
  async snapshot(epoch: () => Epoch, catchUp: () => Promise<void>): Promise<EncodedSnapshot> {
    const state = await this.#stateAtHead(catchUp)
    const at = { epoch: epoch(), revision: this.#head.revision }
    const cached = this.#snapshot
    if (cached !== undefined && cached.at.epoch === at.epoch && cached.at.revision === at.revision)
      return cached
    const { environment, project } = this
    this.#snapshot = encodeSnapshot({
      environment: { id: environment.id, key: environment.key, project: project.key },
      at,
      proof: this.proof(at.epoch),
      hashes: this.#head.hashes,
      sectionsJson: state.sectionsJson(),
    })
    return this.#snapshot
  }

  async #stateAtHead(catchUp: () => Promise<void>): Promise<SentState> {
    for (;;) {
      const state = this.#state
      if (state !== undefined && state.revision === this.#head.revision) return state
      if (state === undefined) await this.#loadState()
      await catchUp()
    }
  }

  async #readState(): Promise<void> {
    if (this.#state !== undefined) return
    const missed: SentChange[] = []
    this.#missed = missed
    const { head, entities } = await this.#changes.sentState(this.environment.id)
    // A restart meanwhile has let go of the list: what was read belongs to a log that is gone.
    if (this.#missed !== missed) return
    const state = new SentState(head.revision, entities)
    for (const row of missed) state.apply(row)
    this.#missed = undefined
    this.#state = state
  }

  #word(epoch: Epoch) {
    const said = this.#said
    if (said?.epoch === epoch && said.bookmark.at.revision === this.#head.revision) return said
    const proof = said?.epoch === epoch ? said.proof : this.#keyRing.proveEpoch(this.environment.id, epoch)
    const at = { epoch, revision: this.#head.revision }
    const bookmark: BookmarkMessage = { type: 'bookmark', at, hashes: this.#head.hashes, proof }
    this.#said = { epoch, proof, bookmark }
    return this.#said
  }
}

function standingKills(
  entities: readonly { kind: string; key: string; value: unknown }[],
): Map<string, Kill> {
  return new Map(
    entities.flatMap(({ kind, key, value }) => (kind === 'kill' ? [[key, value as Kill] as const] : [])),
  )
}

/** What a GET answers beside its body, for the snapshot that it answers with. */
export function answerFor(snapshot: EncodedSnapshot, drop: PollAnswer['drop']): PollAnswer {
  return { drop, bookmark: snapshot.bookmark }
}
