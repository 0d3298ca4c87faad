import type { Agenda } from './agenda.js'
import type { SimClient } from './client.js'
import type { Relay } from './relay.js'
import type { SimServer } from './server.js'
import type { Noise } from './story.js'

/** A client's way to the server; changes as the simulation goes on. */
export interface Link {
  latencyMs: number
  /** Milliseconds that each message down takes, when the client is slow. */
  slowMs: number
  /** Nothing goes through, and nobody is told. */
  isBlack: boolean
}

/** What all clients live in. */
export interface Surroundings {
  agenda: Agenda
  noise: ReadonlySet<Noise>
  server: SimServer
  relay: Relay
  /** Called whenever the client has carried something out. */
  look: (client: SimClient) => void
  /** Called where the client does what a rule forbids. */
  breaks: (client: SimClient, what: string) => void
}
