import { fileURLToPath } from 'node:url'
import { type Child, startChild, story } from '../../../harness/child.js'
import type { Scope } from '../../../harness/scope.js'
import { waitFor } from '../../../harness/wait-for.js'
import type { FromInstances, InstancesSettings, ToInstances } from './instances-messages.js'

/** Instances of services in several processes, that serve requests all the time. */
export interface Instances {
  readonly size: number
  /** Resolves when every process does so: the new path fails, or is well again. */
  serve(isFailing: boolean): Promise<void>
}

/** Starts a process for each of `counts` with so many instances, and waits until all are ready. */
export async function startInstances(
  scope: Scope,
  counts: readonly number[],
  settings: Omit<InstancesSettings, 'count' | 'first'>,
): Promise<Instances> {
  const heard: FromInstances[] = []
  const children: Child[] = []
  let size = 0
  for (const count of counts) {
    const child = startChild(scope, {
      program: fileURLToPath(new URL('./instances-main.js', import.meta.url)),
      args: [JSON.stringify({ ...settings, count, first: size } satisfies InstancesSettings)],
      ipc: true,
    })
    child.onMessage((message) => heard.push(message as FromInstances))
    children.push(child)
    size += count
  }
  const died = (): string | undefined => {
    const dead = children.find((child) => child.exit !== undefined)
    return dead === undefined ? undefined : story(dead)
  }
  const all = async (type: FromInstances['type']): Promise<void> => {
    await waitFor(
      `all instances to be ${type}`,
      () => heard.filter((message) => message.type === type).length === counts.length,
      { timeoutMs: 180_000, stopWhen: died },
    )
    heard.length = 0
  }
  await all('ready')
  return {
    size,
    async serve(isFailing) {
      for (const child of children) child.send({ type: 'serve', isFailing } satisfies ToInstances)
      await all('serving')
    },
  }
}
