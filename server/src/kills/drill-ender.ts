import type { Actor } from '@ripcord/model'
import type { Clock } from '../clock.js'
import type { KillsService } from './kills-service.js'

/** Ends drills whose time is over. */
export interface DrillEnder {
  /** Looks once; to be called each second or so. One that can't be ended is tried again next time. */
  tick(): Promise<void>
}

const drillEnder: Actor = { type: 'drill', id: 'drill-ender', name: 'end of the drill' }

/**
 * Counts by the monotonic clock from when this process first saw a drill: from its commit, or from its own start. A
 * wall clock that jumps can so neither cut a drill short nor let it run on.
 */
export function createDrillEnder({
  kills,
  clock,
}: {
  kills: Pick<KillsService, 'runningDrills' | 'endDrill'>
  clock: Clock
}): DrillEnder {
  const firstSeen = new Map<string, number>()

  return {
    async tick() {
      const running = await kills.runningDrills()
      const ids = new Set(running.map(({ kill }) => kill.killId))
      for (const killId of firstSeen.keys()) if (!ids.has(killId)) firstSeen.delete(killId)
      const now = clock.monotonic()
      for (const { project, environment, kill } of running) {
        const since = firstSeen.get(kill.killId) ?? now
        firstSeen.set(kill.killId, since)
        if (now - since >= (kill.endsAfterMs ?? 0))
          await kills.endDrill(project, environment, kill.killId, {
            actor: drillEnder,
            reason: 'its time is over',
          })
      }
    },
  }
}
