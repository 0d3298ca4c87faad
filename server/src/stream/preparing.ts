import type { Hello } from '@ripcord/sync'
import type { Clock } from '../clock.js'
import type { KeyRing } from '../secrets/key-ring.js'
import type { Storage } from '../storage/storage.js'
import type { EpochKeeper } from './epochs.js'
import { type AdoptKill, HeldKills } from './held-kills.js'
import { RollbackWarning } from './rollback-warning.js'
import type { Room } from './room.js'
import type { HubRules } from './rules.js'
import type { StreamLog } from './session.js'
import { together } from './together.js'

export interface PreparingDeps {
  storage: Pick<Storage, 'changes' | 'waitingKills'>
  keyRing: KeyRing
  clock: Clock
  log: StreamLog
  adoptKill: AdoptKill
  epochs: EpochKeeper
  rules: HubRules
  pause: (ms: number) => Promise<void>
  /** Stores whoever was not there before. */
  flushNews: () => Promise<void>
  /** Reads the log to its head. */
  read: () => Promise<void>
}

/** What stands before any answer to a hello; ids of the kills that its sender is to let go of. */
export type Prepare = (room: Room, hello: Hello) => Promise<string[]>

/** Who asks is stored, its epoch is heard, the log is read, its kills are settled: in this order. */
export function preparing(deps: PreparingDeps): Prepare {
  const { storage, clock, log, epochs, rules, flushNews, read } = deps
  const adoptKill = rules.adoptLostKills ? deps.adoptKill : adoptNone
  const heldKills = new HeldKills({ ...deps, adoptKill, now: () => clock.now() })
  const rollback = new RollbackWarning(storage.changes, clock, log)
  const herd = together(() => clock.monotonic(), deps.pause)
  return async ({ feed }, hello) => {
    await herd()
    await flushNews()
    await epochs.hear(feed.environment.id, hello.highestEpoch)
    await read()
    await rollback.look(feed, hello.held)
    const { service, host } = hello.instance
    const over = await heldKills.settle(feed, hello.kills, `${service} on ${host}`)
    const overById = await heldKills.settleById(feed, hello.killsById ?? [])
    return rules.dropKills ? [...over, ...overById] : []
  }
}

async function adoptNone(): Promise<never> {
  throw new Error('the rule is switched off')
}
