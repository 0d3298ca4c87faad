import { fileURLToPath } from 'node:url'
import { startChild, story } from '../../../harness/child.js'
import type { Scope } from '../../../harness/scope.js'
import { waitFor } from '../../../harness/wait-for.js'
import type { LightServer } from '../crowd/light-client.js'
import type { Disturbance, FromDisturber, ToDisturber } from './disturber-messages.js'

/** A client in a process of its own that behaves badly between `start` and `stop`. */
export interface Disturber {
  start(what: Disturbance, server: LightServer): Promise<void>
  /** How often it has done its worst meanwhile. */
  stop(): Promise<number>
}

export function startDisturber(scope: Scope): Disturber {
  const child = startChild(scope, {
    program: fileURLToPath(new URL('./disturber-main.js', import.meta.url)),
    ipc: true,
  })
  let heard: FromDisturber | undefined
  child.onMessage((message) => {
    heard = message as FromDisturber
  })
  const ask = async (command: ToDisturber): Promise<FromDisturber> => {
    heard = undefined
    child.send(command)
    const stopWhen = (): string | undefined => (child.exit === undefined ? undefined : story(child))
    return waitFor(`the disturber to ${command.type}`, () => heard, { stopWhen })
  }
  return {
    async start(what, server) {
      await ask({ type: 'start', what, server })
    },
    async stop() {
      const answer = await ask({ type: 'stop' })
      return answer.type === 'stopped' ? answer.times : 0
    },
  }
}
