import { type Answer, type ChainSettings, customerHeader } from './chain-messages.js'
import { startChild } from './child.js'
import { machineMs } from './machine-ms.js'
import { programs } from './paths.js'
import type { Scope } from './scope.js'

/** One request that went through all services. Times are of the machine's monotonic clock. */
export interface Passage {
  readonly startedAt: number
  readonly endedAt: number
  /** Of each service the first and the last, in the order in which they were given. */
  readonly answers: readonly Answer[]
}

/** Services in processes of their own, each of which asks the next one. */
export interface Chain {
  /** Sends requests, each of a customer of its own and `atOnce` at a time, as long as `goesOn` says of those answered. */
  requests(atOnce: number, goesOn: (answered: number) => boolean): Promise<Passage[]>
}

export async function startChain(
  scope: Scope,
  names: readonly string[],
  settings: Omit<ChainSettings, 'name' | 'next'>,
): Promise<Chain> {
  let first: string | undefined
  for (const name of names.toReversed()) {
    const own: ChainSettings = { ...settings, name, ...(first === undefined ? {} : { next: first }) }
    const child = startChild(scope, { program: programs.chain, args: [JSON.stringify(own)] })
    first = await child.line((line) => (line.startsWith('http://') ? line : undefined))
  }
  const address = first ?? ''
  return {
    async requests(atOnce, goesOn) {
      const passages: Passage[] = []
      let customers = 0
      const worker = async (): Promise<void> => {
        while (goesOn(passages.length)) passages.push(await pass(address, `customer-${(customers += 1)}`))
      }
      await Promise.all(Array.from({ length: atOnce }, worker))
      return passages
    },
  }
}

async function pass(address: string, customer: string): Promise<Passage> {
  const startedAt = machineMs()
  const response = await fetch(address, { headers: { [customerHeader]: customer } })
  const answers = (await response.json()) as Answer[]
  return { startedAt, answers, endedAt: machineMs() }
}
