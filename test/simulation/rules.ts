import type { SyncRules } from '@ripcord/sync'
import type { HubRules } from '../../server/src/stream/rules.js'
import type { Weights } from './plan.js'
import type { Options } from './world.js'

export type Rule = keyof SyncRules | keyof HubRules

const rollBacks: Weights = { rollBack: 20, backup: 20 }

/** Each rule of a client with the trouble in which its absence shows soon. */
export const clientRules: Record<keyof SyncRules, Weights> = {
  refuseOlderEpochs: rollBacks,
  ignoreOldKills: { addSlowClient: 20, cut: 2 },
  keepKillsAtSnapshot: { ...rollBacks, kill: 30 },
  checkHashes: rollBacks,
  discardEarlierAnswers: { cut: 30 },
  discardOlderSnapshots: { restartClient: 20, write: 60 },
  rememberRemoved: { ...rollBacks, restore: 30, addClient: 10 },
  takeKillsAtMatch: {
    tearKills: 20,
    kill: 30,
    rollBack: 0,
    restartServer: 1,
    restoreBackup: 0,
    loseKey: 0,
  },
  storeBeforeAck: { restartClient: 30, kill: 30 },
  wholeAckInNewEpoch: {
    ...rollBacks,
    kill: 30,
    restore: 2,
    cut: 1,
    blacken: 1,
    closeClient: 0,
    restartClient: 0,
  },
  helloWhileOrphaned: { ...rollBacks, restore: 25, restartServer: 0 },
}

/** Each rule of the server, likewise. */
export const serverRules: Record<keyof HubRules, Weights> = {
  countWords: { cut: 200, kill: 60, rollBack: 0, restartServer: 0, restoreBackup: 0, loseKey: 0 },
  mintAboveProven: { ...rollBacks, loseKey: 0 },
  compareHashes: rollBacks,
  sendKillsAhead: { burst: 10, kill: 20, addSlowClient: 4 },
  dropKills: { ...rollBacks, restore: 25 },
  adoptLostKills: { ...rollBacks, kill: 30 },
  countLost: { blacken: 30, kill: 30, setClock: 0 },
  bookmarkOnlyWhatIsRead: { blindServer: 10 },
}

export const isRule = (name: string): name is Rule =>
  Object.hasOwn(clientRules, name) || Object.hasOwn(serverRules, name)

/** Everything as it should be, but for one rule. */
export function without(rule: Rule): Options {
  return rule in clientRules ? { rules: { [rule]: false } } : { hubRules: { [rule]: false } }
}

export function weightsFor(rule: Rule): Weights {
  return { ...clientRules, ...serverRules }[rule]
}
