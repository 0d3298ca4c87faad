import { type ClientRequestArgs, Agent as HttpAgent } from 'node:http'
import { Agent as HttpsAgent, type RequestOptions } from 'node:https'
import { Socket } from 'node:net'
import type { Duplex } from 'node:stream'

/** An agent whose sockets never keep the process alive, from the first packet on, and which knows them. */
export interface UnrefAgent {
  readonly agent: HttpAgent
  /** Ends what is open. */
  end(how: 'whenWritten' | 'now'): void
}

/** A connection for each request or stream: nothing is shared, nothing stays open. */
export function createUnrefAgent(secure: boolean): UnrefAgent {
  const open = new Set<Socket>()
  const keep = (socket: Duplex | null | undefined): Duplex | null | undefined => {
    if (socket instanceof Socket) {
      socket.unref()
      open.add(socket)
      socket.once('close', () => open.delete(socket))
    }
    return socket
  }
  return {
    agent: secure ? new UnrefHttpsAgent(keep) : new UnrefHttpAgent(keep),
    end(how) {
      for (const socket of open) {
        if (how === 'now') socket.destroy()
        else socket.destroySoon()
      }
    },
  }
}

type Keep = (socket: Duplex | null | undefined) => Duplex | null | undefined
type OnCreate = (error: Error | null, stream: Duplex) => void

class UnrefHttpAgent extends HttpAgent {
  readonly #keep: Keep

  constructor(keep: Keep) {
    super({ keepAlive: false })
    this.#keep = keep
  }

  override createConnection(options: ClientRequestArgs, callback?: OnCreate): Duplex | null | undefined {
    return this.#keep(super.createConnection(options, callback))
  }
}

class UnrefHttpsAgent extends HttpsAgent {
  readonly #keep: Keep

  constructor(keep: Keep) {
    super({ keepAlive: false })
    this.#keep = keep
  }

  override createConnection(options: RequestOptions, callback?: OnCreate): Duplex | null | undefined {
    return this.#keep(super.createConnection(options, callback))
  }
}
