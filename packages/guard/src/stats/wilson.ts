/** 99 % one-sided: the quantile of the normal distribution. */
export const Z_99 = 2.3263478740408408

/**
 * The upper bound of Wilson's interval for a proportion.
 *
 * @param hits how often it happened, in [0, trials]
 * @param trials of how many; 0 answers 1: nothing is known
 * @param z the normal quantile of the wanted confidence
 */
export function wilsonUpper(hits: number, trials: number, z: number): number {
  if (trials <= 0) return 1
  const rate = hits / trials
  const z2 = z * z
  const centre = rate + z2 / (2 * trials)
  const spread = z * Math.sqrt((rate * (1 - rate)) / trials + z2 / (4 * trials * trials))
  return Math.min(1, (centre + spread) / (1 + z2 / trials))
}

/** The lower bound of Wilson's interval; parameters as those of `wilsonUpper`. 0 trials answer 0: nothing is known. */
export function wilsonLower(hits: number, trials: number, z: number): number {
  if (trials <= 0) return 0
  return Math.max(0, 1 - wilsonUpper(trials - hits, trials, z))
}
