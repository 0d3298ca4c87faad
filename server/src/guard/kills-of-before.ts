import type { PlacedRelease } from '../changes/placed-releases.js'
import type { GuardInputs } from '../storage/storage.js'
import type { GuardView } from './guard-view.js'

/** What the guard of another process has killed, and how long ago. `now`: epoch milliseconds. */
export async function killsOfBefore(
  store: GuardInputs,
  started: readonly PlacedRelease[],
  { now, withinMs }: { now: number; withinMs: number },
): Promise<{ placed: PlacedRelease; agoMs: number }[]> {
  const kills: { placed: PlacedRelease; agoMs: number }[] = []
  for (const placed of started) {
    const { environmentId, release } = placed
    if (release.status !== 'killed' || release.endedAt === null) continue
    const agoMs = Math.max(0, now - Date.parse(release.endedAt))
    if (agoMs >= withinMs) continue
    const [run] = await store.runs(environmentId, release.key)
    // Views are kept as plain JSON. What a person killed was not decided here.
    const last = run?.end?.last as unknown as GuardView | null | undefined
    if (last?.decision?.action === 'kill') kills.push({ placed, agoMs })
  }
  return kills
}
