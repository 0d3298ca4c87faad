/**
 * The rules of the server's half of the protocol. All hold, always: a simulation switches one off at a time, to see
 * that it notices.
 */
export interface HubRules {
  /** A word whose count is not above the last changes nothing but the connection. */
  countWords: boolean
  /** A proven epoch above ours is answered with one above it. */
  mintAboveProven: boolean
  /** A client that is behind goes on only from a state that the log had; others are told to resync. */
  compareHashes: boolean
  /** Kills are sent ahead of the changes that bring them. */
  sendKillsAhead: boolean
  /** A client is told of kills that it holds and that are over. */
  dropKills: boolean
  /** A kill that the log has lost is adopted from a client that holds it. */
  adoptLostKills: boolean
  /** Who was lost up to 15 min before a kill counts among those who may still serve what was killed. */
  countLost: boolean
  /** No bookmark while the log is not read. */
  bookmarkOnlyWhatIsRead: boolean
}

export const allHubRules: HubRules = {
  countWords: true,
  mintAboveProven: true,
  compareHashes: true,
  sendKillsAhead: true,
  dropKills: true,
  adoptLostKills: true,
  countLost: true,
  bookmarkOnlyWhatIsRead: true,
}
