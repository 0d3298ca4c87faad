import type { Epoch } from '@ripcord/model'
import type { Hello } from '@ripcord/sync'
import type { ChangeStore } from '../storage/storage.js'
import { answerMessages } from './answer.js'
import type { Prepare } from './preparing.js'
import type { Member, Room } from './room.js'

export interface AnsweringDeps {
  changes: ChangeStore
  prepare: Prepare
  /** The present epoch. */
  epoch: () => Epoch
  /** Whether the session is still there. */
  isThere: (member: Member) => boolean
}

/** Answers hellos over the stream. */
export class Answering {
  readonly #deps: AnsweringDeps

  constructor(deps: AnsweringDeps) {
    this.#deps = deps
  }

  /** Resolves when the newest hello of the session is answered. Rejects where the log can't be read. */
  hello(room: Room, member: Member, hello: Hello): Promise<void> {
    // Until it is answered, changes would not follow what the client holds.
    member.live = false
    member.asked = hello
    member.answering ??= this.#answer(room, member)
    return member.answering
  }

  /** Answers the newest hello; those that came before it need no answer any more. */
  async #answer(room: Room, member: Member): Promise<void> {
    const { changes, prepare, epoch: presentEpoch, isThere } = this.#deps
    try {
      while (member.asked !== undefined) {
        const hello: Hello = member.asked
        const killIds = await prepare(room, hello)
        while (member.asked === hello) {
          const { head } = room.feed
          const epoch = presentEpoch()
          const next = await room.catchUp(changes, hello.held, epoch)
          // From here to the end nothing waits, so that nothing is published between the answer and the first change.
          if (member.asked !== hello || room.feed.head !== head || presentEpoch() !== epoch) continue
          member.asked = undefined
          if (!isThere(member)) return
          for (const message of answerMessages(room.feed, epoch, killIds, next)) member.session.send(message)
          member.live = true
        }
      }
    } finally {
      member.answering = undefined
    }
  }
}
