import { type FaultProxy, startFaultProxy } from '../../harness/fault-proxy.js'
import type { Scope } from '../../harness/scope.js'
import type { Sight } from '../../harness/service-messages.js'
import { type ServiceOptions, type ServiceProcess, startService } from '../../harness/service-process.js'
import { tempDir } from '../../harness/temp-dir.js'
import { waitFor } from '../../harness/wait-for.js'
import type { History } from './validators.js'
import { witnesses } from './writer.js'

/** A service with the SDK inside behind a fault proxy of its own, its history kept over its restarts. */
export interface Witness {
  readonly proxy: FaultProxy
  readonly history: History
  readonly last: Sight | undefined
  /** Ends in order, and starts anew on the same folder. */
  restart(): Promise<void>
  /** Waits until `because` has nothing against its last sight; that is an answer, and no failure, after `timeoutMs`. */
  waits(because: (last: Sight) => string | undefined, timeoutMs: number): Promise<string | undefined>
}

export async function startWitness(
  scope: Scope,
  serverPort: number,
  options: Pick<ServiceOptions, 'sdkKey' | 'mode'> & { name: string },
): Promise<Witness> {
  const proxy = await startFaultProxy(scope, serverPort)
  const cacheDir = tempDir(scope, 'cache')
  const lives: ServiceProcess[] = []
  const start = async (): Promise<void> => {
    lives.push(
      await startService(scope, {
        ...options,
        url: proxy.url,
        cacheDir,
        record: witnesses,
        pollIntervalMs: 1_000,
      }),
    )
  }
  await start()

  const witness: Witness = {
    proxy,
    get history() {
      const sights = lives.flatMap((life) => life.sights)
      return { name: options.name, sights, tellings: lives.map((life) => life.tellings) }
    },
    get last() {
      return lives.at(-1)?.sights.at(-1)
    },
    async restart() {
      await lives.at(-1)?.stop()
      await start()
    },
    async waits(because, timeoutMs) {
      let why: string | undefined = 'has said nothing'
      const look = (): boolean => {
        why = witness.last === undefined ? 'has said nothing' : because(witness.last)
        return why === undefined
      }
      await waitFor(`${options.name} to be there`, look, { timeoutMs }).catch(() => undefined)
      return why
    },
  }
  return witness
}
