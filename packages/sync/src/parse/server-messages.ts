import { limits } from '@ripcord/model/plain'
import type {
  BookmarkMessage,
  ChangesMessage,
  DropMessage,
  GoodbyeMessage,
  KillMessage,
  PollAnswer,
  ResyncMessage,
  ServerMessage,
  Snapshot,
} from '../messages.js'
import { killOf } from './kill.js'
import { hashesOf, killIdsOf, positionOf, proofOf, sectionsOf } from './parts.js'
import { booleanOf, countOf, epochOf, type Fields, fieldsOf, parsing, refuse, textOf } from './shape.js'
import { wireLimits } from './wire-limits.js'

/** Reads a message of the stream. Fields that we don't know are skipped. */
export const parseServerMessage = parsing((input): ServerMessage => {
  const message = fieldsOf(input, 'message')
  switch (message.type) {
    case 'drop':
      return dropOf(message)
    case 'changes':
      return changesOf(message)
    case 'kill':
      return killMessageOf(message)
    case 'bookmark':
      return bookmarkOf(message)
    case 'resync':
      return resyncOf(message)
    case 'goodbye':
      return goodbyeOf(message)
    default:
      return refuse('type', message.type, 'drop, changes, kill, bookmark, resync or goodbye')
  }
})

/** Reads the body of a snapshot's answer. */
export const parseSnapshot = parsing((input): Snapshot => {
  const snapshot = fieldsOf(input, 'snapshot')
  const environment = fieldsOf(snapshot.environment, 'environment')
  return {
    protocol: countOf(snapshot.protocol, 'protocol', 1),
    environment: {
      id: textOf(environment.id, 'environment.id', limits.nameLength, 1),
      key: textOf(environment.key, 'environment.key', limits.nameLength, 1),
      project: textOf(environment.project, 'environment.project', limits.nameLength, 1),
    },
    at: positionOf(snapshot.at, 'at'),
    proof: proofOf(snapshot.proof, 'proof'),
    hashes: hashesOf(snapshot.hashes, 'hashes'),
    sections: sectionsOf(snapshot.sections, 'sections'),
  }
})

/** Reads what an answer to a GET or POST carries beside its body. */
export const parsePollAnswer = parsing((input): PollAnswer => {
  const answer = fieldsOf(input, 'answer')
  const drop = answer.drop ?? null
  return {
    drop: drop === null ? null : dropOf(fieldsOf(drop, 'drop')),
    bookmark: bookmarkOf(fieldsOf(answer.bookmark, 'bookmark')),
  }
})

function dropOf(message: Fields): DropMessage {
  return { type: 'drop', ...spoken(message), killIds: killIdsOf(message.killIds, 'killIds') }
}

function changesOf(message: Fields): ChangesMessage {
  const from = countOf(message.from, 'from')
  return {
    type: 'changes',
    ...spoken(message),
    from,
    to: countOf(message.to, 'to', from + 1),
    hashes: hashesOf(message.hashes, 'hashes'),
    sections: sectionsOf(message.sections, 'sections'),
  }
}

function killMessageOf(message: Fields): KillMessage {
  return {
    type: 'kill',
    ...spoken(message),
    revision: countOf(message.revision, 'revision'),
    kill: killOf(message.kill, 'kill'),
  }
}

function bookmarkOf(message: Fields): BookmarkMessage {
  return {
    type: 'bookmark',
    at: positionOf(message.at, 'at'),
    hashes: hashesOf(message.hashes, 'hashes'),
    proof: proofOf(message.proof, 'proof'),
  }
}

function resyncOf(message: Fields): ResyncMessage {
  return {
    type: 'resync',
    ...spoken(message),
    because: textOf(message.because, 'because', limits.reasonLength),
    mismatch: booleanOf(message.mismatch, 'mismatch'),
  }
}

function goodbyeOf(message: Fields): GoodbyeMessage {
  const pause = countOf(message.reconnectAfterMs, 'reconnectAfterMs')
  return { type: 'goodbye', reconnectAfterMs: Math.min(pause, wireLimits.longestPauseMs) }
}

function spoken(message: Fields) {
  return { epoch: epochOf(message.epoch, 'epoch'), proof: proofOf(message.proof, 'proof') }
}
