import type { Epoch } from '@ripcord/model'
import type { Ack, Hello, PollAnswer } from '@ripcord/sync'
import { dropMessage } from './answer.js'
import { answerFor } from './environment-feed.js'
import type { Prepare } from './preparing.js'
import type { Room } from './room.js'
import type { Rooms } from './rooms.js'
import type { EncodedSnapshot } from './snapshot-encoding.js'

export type SnapshotAnswer =
  | { type: 'notModified'; etag: string; answer: PollAnswer }
  | { type: 'snapshot'; snapshot: EncodedSnapshot; answer: PollAnswer }

export interface HttpAnswersDeps {
  rooms: Rooms
  /** The present epoch. */
  epoch: () => Epoch
  /** Monotonic milliseconds. */
  monotonic: () => number
  /** Reads the log to its head. */
  read: () => Promise<void>
  prepare: Prepare
}

/** What clients are told over HTTP: all that those hear who have a stream, when they ask. */
export class HttpAnswers {
  readonly #deps: HttpAnswersDeps

  constructor(deps: HttpAnswersDeps) {
    this.#deps = deps
  }

  async poll(environmentId: string, hello: Hello, ack: Ack): Promise<PollAnswer> {
    const room = await this.#deps.rooms.of(environmentId)
    room.table.polledAck(hello, ack)
    const killIds = await this.#deps.prepare(room, hello)
    return this.#answer(room, killIds)
  }

  async snapshot(
    environmentId: string,
    asked: { hello: Hello } | { from: string },
    etag: string | null,
  ): Promise<SnapshotAnswer> {
    const { rooms, read, epoch } = this.#deps
    const room = await rooms.of(environmentId)
    const { drop, bookmark } = this.#answer(room, await this.#heard(room, asked))
    if (etag === room.feed.etag) return { type: 'notModified', etag, answer: { drop, bookmark } }
    const snapshot = await room.feed.snapshot(epoch, read)
    return { type: 'snapshot', snapshot, answer: answerFor(snapshot, drop) }
  }

  /** Ids of the kills that whoever asks is to let go of. */
  async #heard(room: Room, asked: { hello: Hello } | { from: string }): Promise<string[]> {
    const { monotonic, read, prepare } = this.#deps
    if ('hello' in asked) {
      room.table.hello(asked.hello, null)
      return prepare(room, asked.hello)
    }
    room.stranger(asked.from, monotonic())
    await read()
    return []
  }

  #answer({ feed }: Room, killIds: readonly string[]): PollAnswer {
    const epoch = this.#deps.epoch()
    return { drop: dropMessage(feed, epoch, killIds), bookmark: feed.bookmark(epoch) }
  }
}
