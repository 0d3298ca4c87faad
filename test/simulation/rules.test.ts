import type { SyncRules } from '@ripcord/sync'
import { describe, expect, it } from 'vitest'
import type { HubRules } from '../../server/src/stream/rules.js'
import type { Weights } from './faults.js'
import { firstFailing } from './first-failing.js'
import type { Options } from './world.js'

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

/** Each rule of the server, likewise. */
const hubRules: Record<keyof HubRules, Weights> = {
  countWords: { override: 200, cut: 100, kill: 20, rollBack: 0, restartServer: 0, restoreBackup: 0 },
  mintAboveProven: { ...rollBacks, loseKey: 0 },
  compareHashes: rollBacks,
  sendKillsAhead: { burst: 10, kill: 20, addSlowClient: 4 },
  dropKills: { ...rollBacks, restore: 25 },
  adoptLostKills: { ...rollBacks, kill: 30 },
  countLost: { blacken: 30, kill: 30, setClock: 0 },
  bookmarkOnlyWhatIsRead: { blindServer: 10 },
}
const mostSeeds = 300

async function expectMissed(options: Options): Promise<void> {
  const broken = await firstFailing({ from: 1, to: mostSeeds }, options)
  if (process.env['RIPCORD_SHOW'] !== undefined) process.stdout.write(`${broken}\n`)
  expect(broken ?? '', `${mostSeeds} seeds noticed nothing`).toContain('client-')
}

describe('a client without one of its rules breaks a promise', () => {
  it.each(Object.keys(rules) as (keyof SyncRules)[])('%s', (rule) =>
    expectMissed({ rules: { [rule]: false }, weights: rules[rule] }),
  )
})

describe('a server without one of its rules breaks a promise', () => {
  it.each(Object.keys(hubRules) as (keyof HubRules)[])('%s', (rule) =>
    expectMissed({ hubRules: { [rule]: false }, weights: hubRules[rule] }),
  )
})
