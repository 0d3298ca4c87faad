import type { StreamNumbers } from './index.js'

/** What each figure of the stream counts, for the metrics page. */
export const streamNumberHelps: { readonly [N in keyof StreamNumbers]: string } = {
  sessions: 'Streams open',
  liveSessions: 'Streams that hear changes as they come',
  environments: 'Environments that somebody follows',
  connectedInstances: 'SDK processes connected',
  sockets: 'Sockets open, also those that have not said hello',
  waitingMessages: 'Messages kept for clients that read slowly',
  framed: 'Whether broadcasts write frames made once',
  refusedHandshakes: 'Handshakes with a refused key, since the start',
  shedHandshakes: 'Handshakes sent away for their number, since the start',
  requests: 'HTTP requests of SDKs, since the start',
  shedRequests: 'HTTP requests of SDKs sent away for their number, since the start',
}
