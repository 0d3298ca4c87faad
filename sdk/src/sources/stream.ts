import { limits } from '@ripcord/model/plain'
import { type ClientMessage, messageEvent, streamPath } from '@ripcord/sync'
import { io, type Socket } from 'socket.io-client'
import type { Agenda } from '../agenda.js'
import { messageOf } from '../describe.js'
import { isRecord } from '../json.js'
import { connectionProblem, saysNoServer } from './connection-problem.js'
import { createUnrefAgent } from './unref-agent.js'

export interface StreamEvents {
  opened(): void
  message(message: unknown): void
  closed(because: string, refusal: { status?: number; retryAfterMs?: number }): void
}

/** At most one connection; nothing is heard of one after `close`, or after it has said `closed`. */
export interface StreamSource {
  /** `base`: a server's URL. Ends the connection there was. */
  open(base: string): void
  send(message: ClientMessage): void
  /** Settles when a goodbye that was said has been heard, or can't be waited for any longer. */
  close(): Promise<void>
}

/** From the first packet to the server's yes. */
export const openingMs = 10_000
/** From a goodbye to the server's end of the stream, by which it says that it has heard. */
export const farewellMs = 1_000

/** socket.io as a pipe: one websocket, and every decision about it is the sync machine's. */
export function createStreamSource(sdkKey: string, agenda: Agenda, events: StreamEvents): StreamSource {
  let endCurrent: (() => void) | undefined
  let current: Socket | undefined
  let hasSaidGoodbye = false
  let farewell = Promise.resolve()

  function end(): void {
    endCurrent?.()
    endCurrent = undefined
    current = undefined
    hasSaidGoodbye = false
  }

  function open(base: string): void {
    end()
    const pipe = createUnrefAgent(base.startsWith('https:'))
    const socket = io(base, pipeOptions(sdkKey, pipe.agent))
    current = socket
    endCurrent = () => {
      agenda.cancel('stream opening')
      socket.off()
      const cut = (): void => {
        socket.disconnect()
        // A peer that hangs would not answer the closing frame: the socket ends when it is out.
        pipe.end('whenWritten')
      }
      // With the end of the stream right behind it a goodbye is passed over: the server ends it.
      if (hasSaidGoodbye && socket.connected) farewell = heardOut(socket).then(cut)
      else cut()
    }
    const fail = (because: string, refusal: { status?: number; retryAfterMs?: number } = {}): void => {
      if (current !== socket) return
      end()
      events.closed(because, refusal)
    }
    agenda.after('stream opening', openingMs, () => fail(`no answer within ${openingMs} ms`))
    socket.on('connect', () => {
      agenda.cancel('stream opening')
      events.opened()
    })
    socket.on(messageEvent, (message: unknown) => events.message(message))
    socket.on('connect_error', (error: Error) => fail(becauseOf(error), refusalOf(error)))
    socket.on('disconnect', (reason, details) => fail(reasonOf(details) ?? reason))
  }

  function heardOut(socket: Socket): Promise<void> {
    return new Promise((resolve) => {
      agenda.after('farewell', farewellMs, resolve)
      socket.once('disconnect', () => {
        agenda.cancel('farewell')
        resolve()
      })
    })
  }

  return {
    open(base) {
      try {
        open(base)
      } catch (error) {
        end()
        events.closed(messageOf(error), {})
      }
    },
    send(message) {
      if (current?.connected !== true) return
      hasSaidGoodbye ||= message.type === 'goodbye'
      current.emit(messageEvent, message)
    },
    close() {
      end()
      return farewell
    },
  }
}

function pipeOptions(sdkKey: string, agent: unknown): Parameters<typeof io>[1] {
  const options: object = {
    path: streamPath,
    transports: ['websocket'],
    auth: { sdkKey },
    reconnection: false,
    forceNew: true,
    autoUnref: true,
    timeout: openingMs * 2,
    perMessageDeflate: false,
    maxPayload: limits.snapshotBytes,
    agent,
  }
  return options
}

/** What the server said with its no: in the packet, or as the status of the handshake. */
function refusalOf(error: Error): { status?: number; retryAfterMs?: number } {
  const data = (error as { data?: unknown }).data
  if (isRecord(data) && typeof data['status'] === 'number') {
    const retryAfterMs = data['retryAfterMs']
    return { status: data['status'], ...(typeof retryAfterMs === 'number' ? { retryAfterMs } : {}) }
  }
  const status = handshakeStatusOf(error)
  return status === undefined ? {} : { status }
}

function becauseOf(error: Error): string {
  const data = (error as { data?: unknown }).data
  if (isRecord(data) && typeof data['because'] === 'string') return data['because'].slice(0, 500)
  const status = handshakeStatusOf(error)
  if (status === undefined) return connectionProblem(causeOf(error))
  const stranger = saysNoServer(status)
    ? ': this is no Ripcord server, or no websocket gets through to it'
    : ''
  return `the stream was answered with ${status}${stranger}`
}

/** Of a handshake that was answered by something else than the server. */
function handshakeStatusOf(error: Error): number | undefined {
  const status = /Unexpected server response: (\d{3})/.exec(causeOf(error))?.[1]
  return status === undefined ? undefined : Number(status)
}

/** What the server said as it cut the connection: the reason in the frame that closes a websocket. */
function reasonOf(details: unknown): string | undefined {
  const closed = isRecord(details) ? details['context'] : undefined
  const reason = isRecord(closed) ? closed['reason'] : undefined
  return typeof reason === 'string' && reason !== '' ? reason : undefined
}

/** engine.io wraps what ws said ("websocket error") around the event that holds it. */
function causeOf(error: Error): string {
  const description = (error as { description?: unknown }).description
  if (isRecord(description) && typeof description['message'] === 'string' && description['message'] !== '')
    return description['message']
  return error.message
}
