import { limits } from '@ripcord/model/plain'

/** Bounds of what either end reads of the other; those that the model knows too come from there. */
export const wireLimits = {
  proofLength: 200,
  /** Characters of a boot id: 128 random bits take 22 in base64url. */
  shortestBootId: 16,
  longestBootId: 128,
  sections: 64,
  sectionNameLength: 64,
  kindLength: 64,
  /** A chunk's key is its segment's with a slash and a number. */
  entityKeyLength: limits.keyLength + 16,
  entities:
    limits.flagsPerProject +
    limits.killsPerEnvironment +
    limits.segmentsPerEnvironment * limits.chunksPerSegment,
  notServing: limits.flagsPerProject,
  /** Kill ids of one word; a larger set takes several. */
  killIds: limits.killsPerEnvironment * 10,
  /** A kill is not lost for a few words more than writers take today. */
  reasonLength: limits.reasonLength * 2,
  evaluations: limits.flagsPerProject,
  /** Releases and stages of one report. */
  outcomes: 64,
  /** Requests that one process tells of at a time: hours of what one can answer. */
  requests: 100_000_000,
  /** Erring subjects of one release, in the order in which they come, both arms together; of slow ones as many. */
  subjects: 64,
  seen: 3,
  /** Kinds of errors of one arm. */
  kinds: 5,
  /** Events of one arm. */
  tracked: 20,
  breakers: 1_000,
  becauseLength: 500,
  /** A client that is sent away stays away no longer than this. */
  longestPauseMs: 10 * 60_000,
} as const
