import type { SyncRules } from '@ripcord/sync'
import type { HubRules } from '../../server/src/stream/rules.js'
import type { Weights } from './plan.js'
import type { Options } from './world.js'

export type Rule = keyof SyncRules | keyof HubRules

const rollBacks: Weights = { rollBack: 20, backup: 20 }
/** The epoch stays the same. */
const calm: Weights = { rollBack: 0, restartServer: 0, restoreBackup: 0, loseKey: 0, setClock: 0 }

/** How the absence of a rule shows: in which trouble soon, and as what. */
interface Showing {
  trouble: Weights
  as: RegExp
}

const stays = /still holds kill-\d+, which does not stand/
const isNotCounted = /of quiet client-\S+ counts as safe for kill-\d+: false/

/** Each rule of a client. */
export const clientRules: Record<keyof SyncRules, Showing> = {
  refuseOlderEpochs: { trouble: rollBacks, as: /went back from/ },
  ignoreOldKills: {
    trouble: { addSlowClient: 20, cut: 2 },
    as: /took up the kill \S+, which was lifted before/,
  },
  keepKillsAtSnapshot: {
    trouble: { ...rollBacks, kill: 30 },
    as: /lost the kill \S+, which it has acknowledged/,
  },
  checkHashes: { trouble: rollBacks, as: /holds [0-9a-f]{16} .*, the log has/ },
  discardEarlierAnswers: { trouble: { cut: 30 }, as: /heeds an answer from before its stream/ },
  discardOlderSnapshots: {
    trouble: { restartClient: 20, write: 60 },
    as: /went back from \d+ to \d+ in epoch/,
  },
  rememberRemoved: {
    trouble: { ...rollBacks, restore: 30, addClient: 10 },
    as: /again, in the epoch that took it away/,
  },
  takeKillsAtMatch: {
    trouble: { tearKills: 20, kill: 30, rollBack: 0, restartServer: 1, restoreBackup: 0, loseKey: 0 },
    as: /is READY at \d+ without the kill/,
  },
  storeBeforeAck: {
    trouble: { restartClient: 30, kill: 30 },
    as: /counts as safe for \S+ and does not hold it/,
  },
  wholeAckInNewEpoch: {
    trouble: { ...rollBacks, kill: 30, restore: 2, cut: 1, blacken: 1, closeClient: 0, restartClient: 0 },
    as: isNotCounted,
  },
  helloWhileOrphaned: { trouble: { ...rollBacks, restore: 25, restartServer: 0 }, as: stays },
  keepRevisionAtBookmark: { trouble: { burst: 10 }, as: /holds [0-9a-f]{16} .*, the log has/ },
  goOnFromApplied: { trouble: { burst: 10, cut: 20 }, as: /goes from \d+ to \d+ by the changes from/ },
  endDrillsAlone: { trouble: { drill: 20, blacken: 20 }, as: /is alone, and serves the drill/ },
  takeNoDrillAtMatch: { trouble: { drill: 30, blacken: 20, restartServer: 10 }, as: /takes up the drill/ },
  wholeAckOnNewStream: { trouble: { ...calm, cut: 30, kill: 30 }, as: isNotCounted },
  wholeAckAfterRequest: { trouble: { ...calm, addClient: 20, kill: 30 }, as: isNotCounted },
  endSilentStream: { trouble: { blacken: 30 }, as: /of quiet client-\S+ is (NOT_READY|STALE)/ },
}

/** Each rule of the server. */
export const serverRules: Record<keyof HubRules, Showing> = {
  countWords: {
    trouble: { cut: 200, kill: 60, rollBack: 0, restartServer: 0, restoreBackup: 0, loseKey: 0 },
    as: /no longer counts as safe for \S+, which it still holds/,
  },
  mintAboveProven: { trouble: { ...rollBacks, loseKey: 0 }, as: /of quiet .* older epoch/ },
  compareHashes: {
    trouble: rollBacks,
    as: /is told changes from \d+, and does not hold what the log had there/,
  },
  sendKillsAhead: { trouble: { burst: 10, kill: 20, addSlowClient: 4 }, as: /the kill was not sent ahead/ },
  dropKills: { trouble: { ...rollBacks, restore: 25 }, as: stays },
  adoptLostKills: { trouble: { ...rollBacks, kill: 30 }, as: stays },
  countLost: { trouble: { blacken: 30, kill: 30, setClock: 0 }, as: /is left out of its count/ },
  bookmarkOnlyWhatIsRead: {
    trouble: { blindServer: 10 },
    as: /is told a bookmark of a log that is not read/,
  },
}

const showings: Record<Rule, Showing> = { ...clientRules, ...serverRules }

export const rules = Object.keys(showings) as Rule[]

export const isRule = (name: string): name is Rule => Object.hasOwn(showings, name)

/** Everything as it should be, but for one rule. */
export function without(rule: Rule): Options {
  return rule in clientRules ? { rules: { [rule]: false } } : { hubRules: { [rule]: false } }
}

export function weightsFor(rule: Rule): Weights {
  return showings[rule].trouble
}

/** Whether a story ended as it does without this rule. */
export function isEndingWithout(rule: Rule, ending: string): boolean {
  return showings[rule].as.test(ending)
}
