import { Disk } from './disk.js'
import { flags, type Step } from './story.js'
import type { World } from './world.js'

/** What stands for an override: no log ever has it. */
export const overridingValue = 1_000_000

/** Does what a step says. Where what it speaks of is not there just now, nothing happens. */
export function perform(world: World, step: Step): void {
  const { server, truth, agenda } = world
  switch (step.type) {
    case 'start':
      return world.addPlace(step, step.disk === 'none' ? null : new Disk(agenda, step.disk === 'slow'))
    case 'write':
      return server.operate((operator) => operator.writeFlag(step.flag, step.value))
    case 'burst':
      for (let count = 0; count < step.writes; count++) {
        const flag = flags[count % flags.length] ?? 'checkout'
        server.operate((operator) => operator.writeFlag(flag, step.value + count))
      }
      return
    case 'writeElsewhere':
      return server.operate((operator) => operator.writeElsewhere('checkout', step.value))
    case 'kill':
      return server.operate((operator) => operator.kill(step.kill, step.flags))
    case 'drill':
      truth.drills.add(`kill-${step.kill}`)
      return server.operate((operator) => operator.kill(step.kill, ['banner'], step.endsAfterMs))
    case 'restore':
      return server.operate((operator) => operator.restore(`kill-${step.kill}`))
    case 'cut':
      return world.clientAt(step.client)?.cut()
    case 'blacken':
      return blacken(world, step)
    case 'freeze':
      return world.clientAt(step.client)?.freeze(step.forMs)
    case 'restart':
      return world.restart(step.client, step.disk === 'kept', step.afterMs)
    case 'tear':
      return tear(world, step)
    case 'close':
      return world.clientAt(step.client)?.close()
    case 'override':
      return world.clientAt(step.client)?.override(step.flag, overridingValue)
    case 'backup':
      return server.backup(step.backup)
    case 'restartServer':
      return restartServer(world, step)
    case 'blind':
      server.goBlind()
      return world.undoAfter(step.forMs, () => server.seeAgain())
  }
}

function blacken(world: World, { client, forMs }: Step & { type: 'blacken' }): void {
  const link = world.clientAt(client)?.link
  if (link === undefined) return
  link.isBlack = true
  world.undoAfter(forMs, () => {
    link.isBlack = false
  })
}

function tear(world: World, { client, file }: Step & { type: 'tear' }): void {
  const disk = world.clientAt(client)?.disk
  if (disk === undefined || disk === null) return
  world.clientAt(client)?.die()
  disk.tearKills(file)
  world.restart(client, true, 0)
}

function restartServer(world: World, step: Step & { type: 'restartServer' }): void {
  const { server } = world
  const { on } = step
  if (!server.isUp) return
  const bytes = on.type === 'same' ? undefined : server.backups.get(on.backup)
  if (on.type !== 'same' && bytes === undefined) return
  if (step.clockMs !== undefined) server.setClock(step.clockMs)
  if (step.losesKey === true) server.loseKey()
  server.die(step.saysGoodbye)
  let isStarted = false
  world.undoAfter(step.afterMs, () => {
    if (isStarted) return
    isStarted = true
    server.start({ type: on.type, bytes }).catch((error: unknown) => world.fail(error))
  })
}
