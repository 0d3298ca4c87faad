/**
 * The rules of the protocol that keep a client safe from what is late, old or broken. All hold, always: a simulation
 * switches one off at a time, to see that it notices.
 */
export interface SyncRules {
  /** A message of an epoch below the highest seen is refused. */
  refuseOlderEpochs: boolean
  /** A kill message at or below the applied revision of its own epoch is ignored. */
  ignoreOldKills: boolean
  /** A snapshot that lacks a kill does not take it away. */
  keepKillsAtSnapshot: boolean
  /** What is applied must have the hash that the server says. */
  checkHashes: boolean
  /** An answer to a request that was sent before the present stream is thrown away. */
  discardEarlierAnswers: boolean
  /** So is a snapshot or 304 below the applied revision of its own epoch. */
  discardOlderSnapshots: boolean
  /** What an epoch took away is not added again by a message of that epoch. */
  rememberRemoved: boolean
  /** At an equal bookmark or a 304 the set takes every kill of the state that it lacks. */
  takeKillsAtMatch: boolean
  /** A kill is on disk before it is acknowledged. */
  storeBeforeAck: boolean
  /** When the epoch rises, the whole set is acknowledged. */
  wholeAckInNewEpoch: boolean
  /** While the set holds a kill that the state at the head lacks, hello is said again. */
  helloWhileOrphaned: boolean
  /** A bookmark never moves the revision. */
  keepRevisionAtBookmark: boolean
  /** Changes are applied only where they begin at the applied revision. */
  goOnFromApplied: boolean
  /** A client that is alone ends a drill by its own clock. */
  endDrillsAlone: boolean
  /** At an equal bookmark or a 304 the set takes no drill: it may have ended here. */
  takeNoDrillAtMatch: boolean
  /** On a new stream the whole set is acknowledged. */
  wholeAckOnNewStream: boolean
  /** So it is once a request was answered, or has failed, while a stream is open. */
  wholeAckAfterRequest: boolean
  /** A stream that was silent for 15 s counts as dead. */
  endSilentStream: boolean
}

export const allRules: SyncRules = {
  refuseOlderEpochs: true,
  ignoreOldKills: true,
  keepKillsAtSnapshot: true,
  checkHashes: true,
  discardEarlierAnswers: true,
  discardOlderSnapshots: true,
  rememberRemoved: true,
  takeKillsAtMatch: true,
  storeBeforeAck: true,
  wholeAckInNewEpoch: true,
  helloWhileOrphaned: true,
  keepRevisionAtBookmark: true,
  goOnFromApplied: true,
  endDrillsAlone: true,
  takeNoDrillAtMatch: true,
  wholeAckOnNewStream: true,
  wholeAckAfterRequest: true,
  endSilentStream: true,
}
