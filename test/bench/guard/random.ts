/** Numbers in [0, 1) that are the same for the same seed, wherever a run is played. */
export type Random = () => number

export function seededRandom(seed: number): Random {
  let state = Math.imul(seed + 1, 0x9e3779b9) >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** How many of many rare things happen where `mean` are expected. */
export function poisson(random: Random, mean: number): number {
  // Below 500 the product does not underflow; more is drawn in parts.
  if (mean > 500) return poisson(random, 500) + poisson(random, mean - 500)
  const limit = Math.exp(-mean)
  let count = 0
  for (let product = random(); product > limit; product *= random()) count++
  return count
}
