/**
 * Every limit of Ripcord, once. The server refuses what is above one of these, and the SDK refuses to read it,
 * so that what passes the writer never surprises the reader.
 */
export const limits = {
  /** Characters of a flag, segment or attribute key. */
  keyLength: 150,
  /** Characters of a project, environment or release key. */
  slugLength: 100,
  nameLength: 200,
  descriptionLength: 5_000,
  reasonLength: 2_000,
  /** Characters of a string variant, of text in a flag's metadata, of a value to compare with. */
  stringLength: 10_000,
  variantsPerFlag: 100,
  rulesPerFlag: 200,
  /** Conditions of a flag, all rules together. */
  conditionsPerFlag: 2_000,
  conditionDepth: 10,
  valuesPerCondition: 1_000,
  /** Characters of a regular expression. */
  patternLength: 256,
  /**
   * What a regular expression comes to once its repetitions are written out: `(ab){10}` is 40. It bounds what one match
   * costs, together with the length of the text.
   */
  patternSize: 500,
  /** Regular expressions of a flag, or of a segment, all conditions together. */
  patternsPerFlag: 100,
  /** As how many conditions a regular expression counts in what one evaluation may look at. */
  patternCost: 50,
  /** Characters of a text that a regular expression is held against; a longer one matches nothing. */
  matchedLength: 1_024,
  /** Entries of a list in a context that an operator looks at; a longer list matches nothing. */
  listEntries: 10_000,
  prerequisitesPerFlag: 20,
  prerequisiteDepth: 20,
  splitWeights: 100,
  /** A weight is a whole number up to this, and so is the sum of a split's weights. */
  splitWeight: 100_000,
  /** Minutes without a server after which a flag may turn to its safe variant: a year. */
  blindMinutes: 525_600,
  tagsPerFlag: 50,
  metadataEntries: 50,
  idsPerSegment: 100_000,
  /** Characters of an id in a segment. */
  segmentIdLength: 1_000,
  /** A segment's ids live in up to this many chunks, each an entity of its own. */
  chunksPerSegment: 1_024,
  flagsPerProject: 20_000,
  segmentsPerEnvironment: 2_000,
  environmentsPerProject: 50,
  projects: 1_000,
  sdkKeysPerEnvironment: 20,
  sourcesPerEnvironment: 200,
  channelsPerProject: 50,
  /** Bytes of one variant's value as JSON. */
  variantBytes: 64 * 1024,
  /** Bytes of one flag as sent to SDKs. */
  flagBytes: 1024 * 1024,
  /** Levels of nesting in any JSON that comes in. */
  jsonDepth: 32,
  /** Bytes of the body of an ordinary API request. */
  bodyBytes: 1024 * 1024,
  /** Bytes of the body of a request that carries a segment's ids. */
  segmentBodyBytes: 8 * 1024 * 1024,
  /** Bytes of a message that a client may send over the stream. */
  streamMessageBytes: 256 * 1024,
  /** Bytes of a snapshot, uncompressed, that an SDK reads. */
  snapshotBytes: 256 * 1024 * 1024,
  killIdLength: 64,
  /** Characters of what a kill answers to. */
  episodeLength: 200,
  /** Flags that one kill may name. */
  flagsPerKill: 1_000,
  /**
   * Kill records of one environment that readers make room for. No writer asks: a kill is never refused for the number
   * of those that stand. Beyond it an SDK still serves them all, since a snapshot may hold far more entities, and a
   * hello names as many at a time as its bytes allow, which is fewer than this.
   */
  killsPerEnvironment: 10_000,
  releasesPerEnvironment: 10_000,
  flagsPerRelease: 100,
  servicesPerRelease: 50,
  stagesPerRelease: 20,
  checksPerRelease: 50,
  /** Characters of a condition of a check. */
  expressionLength: 1_000,
  /** Characters of what a check asks a backend. */
  queryLength: 10_000,
  /** Milliseconds between two measurements of a check. */
  checkIntervalMs: { least: 1_000, most: 3_600_000 },
  /** Bytes of a delivery of alerts or deployments. */
  intakeBytes: 1024 * 1024,
  /** What a release's shares are whole multiples of: one unit of a split's weight. */
  shareUnit: 0.00001,
  /** Milliseconds that a stage may bake: thirty days. */
  bakeMs: 2_592_000_000,
  /** Seconds that a question for a verdict may wait. */
  verdictWaitSeconds: 600,
  /** Boot ids of lost processes that one process may follow. */
  bootsFollowed: 256,
  /** Conditions that one evaluation may look at, prerequisites included. */
  evaluationOperations: 10_000,
  /** A page of a list. */
  pageSize: 100,
  maxPageSize: 1_000,
} as const
