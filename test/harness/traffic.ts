import type { Client } from '@ripcord/sdk'

/** What a process that serves requests is told. */
export interface TrafficSettings {
  readonly flagKey: string
  readonly perSecond: number
  /** Of a hundred requests that run the new path, how many fail; or each ends the process, at once. */
  readonly failing: number | 'abort'
}

/** Serves requests, each of a subject of its own, until it is told otherwise. */
export function createTraffic(client: Client, name: string): { set(settings: TrafficSettings): void } {
  let timer: NodeJS.Timeout | undefined
  let served = 0
  let inNewPath = 0

  function serve({ flagKey, failing }: TrafficSettings): void {
    const context = { targetingKey: `${name}-${(served += 1)}` }
    try {
      client.run(flagKey, context, { on: () => newPath(failing), off: () => undefined })
    } catch {
      // The service answers 500.
    }
  }

  function newPath(failing: TrafficSettings['failing']): void {
    if (failing === 'abort') process.abort()
    inNewPath += 1
    if (inNewPath % 100 < failing) throw new TypeError('the cart is empty')
  }

  return {
    set(settings) {
      clearInterval(timer)
      timer = setInterval(() => serve(settings), 1_000 / settings.perSecond).unref()
    },
  }
}
