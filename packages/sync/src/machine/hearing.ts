import type { BookmarkMessage, ServerMessage } from '../messages.js'
import { parseServerMessage } from '../parse/server-messages.js'
import { hearBookmark, hearChanges, hearResync, helloAgain } from './catching-up.js'
import { admit } from './epochs.js'
import { hearDrop, hearKill } from './kills.js'
import { report } from './reporting.js'
import type { Turn } from './state.js'
import { hearGoodbye } from './streaming.js'
import { silenceMs } from './times.js'

/** A message of the stream, as it came. One that can't be read, or of a time or an epoch that is over, changes nothing. */
export function hearMessage(turn: Turn, input: unknown): void {
  const { phase, heardAt } = turn.state.streaming
  if (phase !== 'open') return
  // Of a process that stood still: what waited in its socket tells of a time that is over, and confirms nothing.
  if (turn.now >= heardAt + silenceMs && turn.rules.endSilentStream) return
  const parsed = parseServerMessage(input)
  if ('problem' in parsed) {
    report(turn, 'warn', 'message-refused', `a message of the server is refused: ${parsed.problem}`)
    return
  }
  const message = parsed.ok
  if (message.type !== 'goodbye' && !isOfPresent(turn, message)) return helloAgain(turn)
  noteWord(turn)
  switch (message.type) {
    case 'drop':
      return hearDrop(turn, message)
    case 'kill':
      return hearKill(turn, message)
    case 'changes':
      return hearChanges(turn, message)
    case 'bookmark':
      return hearBookmark(turn, message, 'stream')
    case 'resync':
      return hearResync(turn, message)
    case 'goodbye':
      return hearGoodbye(turn, message)
  }
}

function isOfPresent(turn: Turn, message: Exclude<ServerMessage, { type: 'goodbye' }>): boolean {
  return admit(turn, epochOf(message), message.proof)
}

function epochOf(message: Exclude<ServerMessage, { type: 'goodbye' }>): BookmarkMessage['at']['epoch'] {
  return message.type === 'bookmark' ? message.at.epoch : message.epoch
}

function noteWord(turn: Turn): void {
  const { contact, streaming } = turn.state
  contact.heardAt = turn.now
  contact.keyRefused = null
  streaming.heardAt = turn.now
  streaming.hasSpoken = true
  streaming.refusals = 0
}
