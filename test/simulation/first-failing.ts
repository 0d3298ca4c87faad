import { type Options, simulate } from './world.js'

/** The first seed that breaks a promise, as what runs it again and what was broken; undefined where none does. */
export async function firstFailing(
  seeds: { from: number; to: number },
  options: Options,
): Promise<string | undefined> {
  for (let seed = seeds.from; seed <= seeds.to; seed++) {
    try {
      await simulate(seed, options)
    } catch (error) {
      return `RIPCORD_SEED=${seed}: ${error instanceof Error ? error.message : String(error)}`
    }
  }
  return undefined
}
