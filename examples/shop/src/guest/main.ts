// The shop as a guest of a server that runs already: RIPCORD_URL, CUSTOMERS (a second; 20), and RIPCORD_SDK_KEY of an
// environment that has its flags. Without one it makes a project of its own with RIPCORD_TOKEN (an admin's), and starts its
// releases. Whoever forks it says what happens next; it ends with them, and leaves nothing running.
//
//   in   'break'  customers buy what the new code can't sell   'mend'  they buy kites again
//        'release'  the next release of the shop starts
//   out  { state: 'open' | 'released' | 'breaks' | 'mended', … }, { state: 'refused', because }, and each second what was
//        sold: { state: 'sales', at, sold, failed, byNew }
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createProcesses } from '../demo/processes.js'
import { nextRelease } from '../demo/release.js'
import { ripcordApi } from '../demo/ripcord-api.js'
import { openProject } from '../demo/set-up.js'
import { startShop } from '../demo/shop.js'
import { startTraffic, type Traffic } from '../load/traffic.js'
import { countSales } from './count-sales.js'

const {
  RIPCORD_URL: url = 'http://127.0.0.1:4600',
  RIPCORD_TOKEN: token = '',
  RIPCORD_SDK_KEY: givenKey,
  CUSTOMERS = '20',
} = process.env
/** More would only wait for each other until they give up, which is nothing of the release's. */
const mostWaiting = 12
const folder = mkdtempSync(join(tmpdir(), 'ripcord-shop-'))
const processes = createProcesses(folder)
const sales = countSales((second) => tell({ state: 'sales', ...second }))
let traffic: Traffic | undefined
let isEnding = false

async function end(): Promise<void> {
  if (isEnding) return
  isEnding = true
  sales.stop()
  void traffic?.stop()
  await processes.stopAll()
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  process.exit(0)
}

process.on('disconnect', () => void end())
process.on('SIGINT', () => void end())
process.on('SIGTERM', () => void end())

function tell(news: object): void {
  if (process.connected) process.send?.(news)
}

function refused(error: unknown): object {
  return { state: 'refused', because: (error as Error).message }
}

const api = ripcordApi(url, token)

async function open(): Promise<{ environment: string; instances: number }> {
  const { environment, sdkKey } =
    givenKey === undefined ? await openProject(api) : { environment: '', sdkKey: givenKey }
  const shop = await startShop(processes, { RIPCORD_URL: url, RIPCORD_SDK_KEY: sdkKey, TMPDIR: folder })
  traffic = startTraffic(shop.storefront, Number(CUSTOMERS), sales.add, mostWaiting)
  return { environment, instances: shop.instances }
}

function listen(environment: string): void {
  const wishes: { readonly [wish: string]: () => Promise<object> | object } = {
    async release() {
      return { state: 'released', key: await nextRelease(api, environment) }
    },
    break() {
      traffic?.sell('glider')
      return { state: 'breaks' }
    },
    mend() {
      traffic?.sell('kite')
      return { state: 'mended' }
    },
  }
  process.on('message', (wish: string) => {
    const grant = wishes[wish]
    if (grant === undefined) return
    void Promise.resolve().then(grant).catch(refused).then(tell)
  })
}

try {
  const { environment, instances } = await open()
  listen(environment)
  tell({ state: 'open', instances })
} catch (error) {
  tell(refused(error))
  await end()
}
// Who forked it may have ended before anybody here listened for that.
if (process.send !== undefined && !process.connected) await end()
