import { fileURLToPath } from 'node:url'
import { startChild, story } from '../../../harness/child.js'
import type { Scope } from '../../../harness/scope.js'
import { waitFor } from '../../../harness/wait-for.js'
import type { FromService, ServiceSettings, ToService } from './service-messages.js'

/** A real SDK client in a process of its own. */
export interface Service {
  /** Begins anew, holding nothing: milliseconds until READY, and of a bare fetch of the same state just before. */
  becomeReady(): Promise<FromService & { type: 'ready' }>
  /** From when it resolves, it is expected to serve `value`; what it answers resolves when it does. */
  expect(value: boolean): Promise<() => Promise<FromService & { type: 'serving' }>>
}

export async function startService(scope: Scope, settings: ServiceSettings): Promise<Service> {
  const child = startChild(scope, {
    program: fileURLToPath(new URL('./service-main.js', import.meta.url)),
    args: [JSON.stringify(settings)],
    ipc: true,
  })
  const heard: FromService[] = []
  child.onMessage((message) => heard.push(message as FromService))
  const next = async <T extends FromService['type']>(type: T): Promise<FromService & { type: T }> => {
    const isIt = (message: FromService): message is FromService & { type: T } => message.type === type
    const stopWhen = (): string | undefined => (child.exit === undefined ? undefined : story(child))
    const message = await waitFor(`${type} of a service`, () => heard.find(isIt), { everyMs: 1, stopWhen })
    heard.splice(heard.indexOf(message), 1)
    return message
  }
  const ask = <T extends FromService['type']>(command: ToService, type: T) => {
    child.send(command)
    return next(type)
  }
  await next('started')
  return {
    becomeReady: () => ask({ type: 'becomeReady' }, 'ready'),
    async expect(value) {
      await ask({ type: 'tellServing', value }, 'expecting')
      return () => next('serving')
    },
  }
}
