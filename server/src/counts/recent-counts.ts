/** Evaluations of one flag and variant (null: the caller's default) for one reason. */
export interface CountKey {
  flag: string
  variant: string | null
  reason: string
}

export interface CountPoint extends CountKey {
  /** Epoch milliseconds at which the second or minute begins. */
  at: number
  count: number
}

const secondMs = 1_000
const keptSeconds = 10 * 60
/** Different keys within one second; what is beyond is only counted by the minute. */
const keysPerSecond = 5_000

/** One environment's counts by the second, for the last ten minutes, in memory alone. */
export class RecentCounts {
  /** By second, in order of time: then by key. */
  readonly #seconds = new Map<number, Map<string, CountPoint>>()

  add(key: CountKey, count: number, now: number): void {
    const at = Math.floor(now / secondMs) * secondMs
    const points = this.#seconds.get(at) ?? new Map<string, CountPoint>()
    this.#seconds.set(at, points)
    const id = countId(key)
    const point = points.get(id)
    if (point !== undefined) point.count += count
    else if (points.size < keysPerSecond) points.set(id, { ...key, at, count })
  }

  read(flag: string | undefined, from: number, to: number): CountPoint[] {
    const found: CountPoint[] = []
    for (const [at, points] of this.#seconds) {
      if (at < from || at >= to) continue
      for (const point of points.values())
        if (flag === undefined || point.flag === flag) found.push({ ...point })
    }
    return found
  }

  forget(now: number): void {
    const before = now - keptSeconds * secondMs
    for (const at of this.#seconds.keys()) if (at < before) this.#seconds.delete(at)
  }
}

/** Names flag, variant and reason in one text; U+0000 is in none of them. */
export function countId({ flag, variant, reason }: CountKey): string {
  return variant === null ? `${flag}\u0000${reason}` : `${flag}\u0000${reason}\u0000${variant}`
}
