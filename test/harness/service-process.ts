import { type Child, type Exit, startChild, story } from './child.js'
import { programs } from './paths.js'
import type { Scope } from './scope.js'
import { openService, type Service, type ServiceLink } from './service.js'
import type { FromService, ServiceSettings } from './service-messages.js'
import { tempDir } from './temp-dir.js'

/** A service with the SDK inside, in a process of its own. */
export interface ServiceProcess extends Service {
  readonly child: Child
  /** Those that it has started. */
  readonly relatives: readonly Service[]
  kill(): Promise<Exit>
  stop(): Promise<Exit>
}

export type ServiceOptions = Omit<ServiceSettings, 'name' | 'version' | 'cacheDir'> &
  Partial<Pick<ServiceSettings, 'name' | 'version' | 'cacheDir'>>

/** Starts a service; without `cacheDir` it has a folder of its own. */
export async function startService(
  scope: Scope,
  options: ServiceOptions,
  env: { readonly [name: string]: string } = {},
): Promise<ServiceProcess> {
  const settings: ServiceSettings = {
    name: 'service',
    version: '1.0.0',
    ...options,
    cacheDir: options.cacheDir ?? tempDir(scope, 'cache'),
  }
  const args = [JSON.stringify(settings)]
  const child = startChild(scope, { program: programs.service, args, env, ipc: true })
  const over = (): string | undefined => (child.exit === undefined ? undefined : story(child))
  const own: ServiceLink = {
    name: settings.name,
    send: (message) => child.send(message),
    onMessage: (listener) => child.onMessage((message) => listener(message as FromService)),
    over,
  }
  const linkTo = (index: number): ServiceLink => ({
    name: `${settings.name}'s relative ${index}`,
    send: (message) => child.send({ ...message, to: index }),
    onMessage: (listener) =>
      own.onMessage((message) => {
        if (message.type === 'relative' && message.index === index) listener(message.message)
      }),
    over,
  })
  const links = Array.from({ length: settings.relatives?.count ?? 0 }, (_, index) => linkTo(index))
  const [service, ...relatives] = await Promise.all([own, ...links].map(openService))
  if (service === undefined) throw new Error('A service is always opened')
  return { ...service, child, relatives, kill: () => child.kill(), stop: () => child.stop() }
}
