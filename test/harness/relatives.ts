import { type ChildProcess, fork } from 'node:child_process'
import cluster, { type Worker as ClusterWorker } from 'node:cluster'
import { Worker } from 'node:worker_threads'
import { programs } from './paths.js'
import type { FromService, Relatives, ServiceSettings } from './service-messages.js'

/** A service that another one has started. */
export interface Relative {
  send(message: unknown): void
  onMessage(listener: (message: FromService) => void): void
}

export function startRelative(
  how: Relatives['how'],
  { relatives: _relatives, ...settings }: ServiceSettings,
): Relative {
  const args = [JSON.stringify(settings)]
  switch (how) {
    case 'cluster':
      cluster.setupPrimary({ exec: programs.service, args })
      return relativeOf(cluster.fork())
    case 'fork':
      return relativeOf(fork(programs.service, args))
    case 'thread': {
      const worker = new Worker(programs.service, { argv: args })
      return {
        send: (message) => worker.postMessage(message, []),
        onMessage: (listener) => void worker.on('message', listener),
      }
    }
  }
}

function relativeOf(child: ChildProcess | ClusterWorker): Relative {
  return {
    send: (message) => void child.send(message as object),
    onMessage: (listener) => void child.on('message', listener),
  }
}
