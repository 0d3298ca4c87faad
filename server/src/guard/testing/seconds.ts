import type { ReleaseOutcomes } from '@ripcord/sync'
import { arm, GuardedShop, type ShopParts } from './guarded-shop.js'

const processes = ['one', 'two']

let subjects = 0
/** Subjects that nobody else has. */
function fresh(count: number): number[] {
  return Array.from({ length: count }, () => (subjects += 1))
}

/** What a process counts in a second in which every request in the new variant fails. */
export function broken(stage = 0): Partial<ReleaseOutcomes> {
  return { stage, treatment: arm(10, fresh(10)) }
}

/** A shop with two processes of the service, and its release in the first stage. */
export async function openStarted(more?: object, parts?: ShopParts): Promise<GuardedShop> {
  const shop = await GuardedShop.open(parts)
  shop.connect(...processes)
  await shop.start(more)
  return shop
}

export async function healthySeconds(shop: GuardedShop, seconds: number, stage = 0): Promise<void> {
  for (let left = seconds; left > 0; left--) {
    for (const name of processes) shop.report(name, { stage })
    await shop.seconds()
  }
}

export async function brokenSeconds(shop: GuardedShop, seconds: number, stage = 0): Promise<void> {
  for (let left = seconds; left > 0; left--) {
    for (const name of processes) shop.report(name, broken(stage))
    await shop.seconds()
  }
}

/** The second in which the release was killed. */
export async function untilKilled(shop: GuardedShop, mostSeconds: number, stage = 0): Promise<number> {
  for (let second = 1; second <= mostSeconds; second++) {
    await brokenSeconds(shop, 1, stage)
    if ((await shop.kills()).length > 0) return second
  }
  throw new Error(`not killed within ${mostSeconds} s: ${shop.logged.join('\n')}`)
}
