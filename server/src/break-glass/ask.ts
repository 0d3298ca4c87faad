import { connect, type Socket } from 'node:net'
import { type BreakGlassAnswer, type BreakGlassKill, breakGlassAnswerSchema, lineLimit } from './messages.js'

export type Asked =
  | { type: 'answer'; answer: BreakGlassAnswer }
  /** A server took the question and said nothing in time: it may act on it yet. */
  | { type: 'silent' }
  /** No server runs on this folder. */
  | { type: 'down' }

/** Asks the server behind a socket. Waits so many milliseconds, all in all. */
export function askServer(path: string, request: BreakGlassKill, waitMs: number): Promise<Asked> {
  return new Promise((resolve) => {
    let text = ''
    let connected = false
    const socket = connect(path)
    const end = (asked: Asked) => {
      clearTimeout(timer)
      socket.destroy()
      resolve(asked)
    }
    const timer = setTimeout(() => end(connected ? { type: 'silent' } : { type: 'down' }), waitMs)
    socket.setEncoding('utf8')
    socket.on('connect', () => {
      connected = true
      socket.write(`${JSON.stringify(request)}\n`)
    })
    socket.on('data', (chunk: string) => {
      text += chunk
      if (text.includes('\n') || text.length > lineLimit) end(readAnswer(text))
    })
    socket.on('error', () => end(connected ? { type: 'silent' } : { type: 'down' }))
    socket.on('close', () => end({ type: 'silent' }))
  })
}

function readAnswer(text: string): Asked {
  try {
    return { type: 'answer', answer: breakGlassAnswerSchema.parse(JSON.parse(text)) }
  } catch {
    return { type: 'silent' }
  }
}

/** Whether a server listens on the socket; one that hangs counts, a file that a dead one left does not. */
export function isListening(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket: Socket = connect(path)
    socket.on('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.on('error', () => resolve(false))
  })
}
