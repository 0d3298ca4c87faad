import type { SyncRules } from '@ripcord/sync'
import { describe, expect, it } from 'vitest'
import type { Weights } from './faults.js'
import { simulate } from './world.js'

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

/** The first seed that fails without the rule. */
async function firstFailing(rule: keyof SyncRules): Promise<{ seed: number; because: string } | undefined> {
  for (let seed = 1; seed <= mostSeeds; seed++) {
    try {
      await simulate(seed, { rules: { [rule]: false }, weights: rules[rule] })
    } catch (error) {
      return { seed, because: String(error) }
    }
  }
  return undefined
}

describe('a client without one of its rules breaks a promise', () => {
  it.each(Object.keys(rules) as (keyof SyncRules)[])('%s', async (rule) => {
    expect(await firstFailing(rule), `${mostSeeds} seeds noticed nothing`).toMatchObject({
      because: expect.stringContaining('client-'),
    })
  })
})
