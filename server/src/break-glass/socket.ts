import { chmodSync, rmSync } from 'node:fs'
import { createServer, type Server, type Socket } from 'node:net'
import { RefusedError } from '../errors.js'
import { isListening } from './ask.js'
import type { BreakGlassKilled } from './kill-with.js'
import { type BreakGlassAnswer, type BreakGlassKill, breakGlassKillSchema, lineLimit } from './messages.js'

/** Bytes of a socket's path that every system takes. */
const pathLimit = 100
const idleMs = 5_000

export interface BreakGlassOptions {
  path: string
  /** Commits the kill. A RefusedError goes to the caller as a refusal, another error as a failure. */
  kill: (request: BreakGlassKill) => Promise<BreakGlassKilled>
}

export interface BreakGlass {
  close(): Promise<void>
}

/**
 * Listens for kills of whoever may use the socket (mode 0600: the user that runs the server). One JSON line a question,
 * one JSON line an answer.
 *
 * @throws Error where another server runs on this folder, or the path can't be used.
 */
export async function listenBreakGlass(options: BreakGlassOptions): Promise<BreakGlass> {
  const { path } = options
  if (Buffer.byteLength(path) > pathLimit)
    throw new Error(`${path} is too long for a socket (${pathLimit} bytes): choose a shorter data folder`)
  if (await isListening(path))
    throw new Error(`Another server runs on this data folder (${path} answers): stop it first`)
  // What a server left that was killed.
  rmSync(path, { force: true })

  const open = new Set<Socket>()
  const server = createServer((socket) => {
    open.add(socket)
    socket.on('close', () => open.delete(socket))
    serve(socket, options.kill)
  })
  await listen(server, path)
  return {
    close: () =>
      new Promise((resolve) => {
        // Node takes the file away.
        server.close(() => resolve())
        for (const socket of open) socket.destroy()
      }),
  }
}

function listen(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    // The file is made within this call: it must never stand there for others, not even for a moment.
    const mask = process.umask(0o177)
    try {
      server.listen(path, () => {
        chmodSync(path, 0o600)
        resolve()
      })
    } finally {
      process.umask(mask)
    }
  })
}

function serve(socket: Socket, kill: BreakGlassOptions['kill']): void {
  let text = ''
  socket.setEncoding('utf8').setTimeout(idleMs, () => socket.destroy())
  // A caller that is gone has nobody to tell.
  socket.on('error', () => socket.destroy())
  socket.on('data', (chunk: string) => {
    text += chunk
    if (text.length > lineLimit) return socket.destroy()
    const end = text.indexOf('\n')
    if (end === -1) return
    const line = text.slice(0, end)
    socket.pause()
    // A kill may wait for the log's lock longer than a silent caller would be kept.
    socket.setTimeout(0)
    void answer(line, kill).then((said) => socket.end(`${JSON.stringify(said)}\n`))
  })
}

async function answer(line: string, kill: BreakGlassOptions['kill']): Promise<BreakGlassAnswer> {
  const request = readRequest(line)
  if (request === undefined)
    return {
      type: 'refused',
      code: 'invalid',
      message: 'The request is not understood: is the version the same?',
    }
  try {
    return { type: 'killed', ...(await kill(request)) }
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    if (error instanceof RefusedError) return { type: 'refused', code: error.code, message }
    return { type: 'failed', message }
  }
}

function readRequest(line: string): BreakGlassKill | undefined {
  try {
    return breakGlassKillSchema.parse(JSON.parse(line))
  } catch {
    return undefined
  }
}
