import type { SyncRules } from '@ripcord/sync'
import { describe, expect, it } from 'vitest'
import type { Weights } from './faults.js'
import { firstFailing } from './first-failing.js'

const rollBacks: Weights = { rollBack: 20, backup: 20 }

/** Each rule of a client with the trouble in which its absence shows soon. */
const rules: Record<keyof SyncRules, Weights> = {
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
const mostSeeds = 300

describe('a client without one of its rules breaks a promise', () => {
  it.each(Object.keys(rules) as (keyof SyncRules)[])('%s', async (rule) => {
    const seeds = { from: 1, to: mostSeeds }
    const broken = await firstFailing(seeds, { rules: { [rule]: false }, weights: rules[rule] })
    expect(broken, `${mostSeeds} seeds noticed nothing`).toContain('client-')
  })
})
