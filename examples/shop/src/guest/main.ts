// The shop as a guest of a server that runs already: RIPCORD_URL, RIPCORD_TOKEN (an admin's), CUSTOMERS (a second; 20).
// Whoever forks it says what happens next; it ends with them, and leaves nothing running.
//
//   in   'release'  the next release of the shop starts          'break'  customers buy what the new code can't sell
//        'mend'     they buy kites again
//   out  { state: 'open' | 'released' | 'breaks' | 'mended', … }, { state: 'refused', because }
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createProcesses } from '../demo/processes.js'
import { nextRelease } from '../demo/release.js'
import { ripcordApi } from '../demo/ripcord-api.js'
import { openProject } from '../demo/set-up.js'
import { startShop } from '../demo/shop.js'
import { startTraffic, type Traffic } from '../load/traffic.js'

const {
  RIPCORD_URL: url = 'http://127.0.0.1:4600',
  RIPCORD_TOKEN: token = '',
  CUSTOMERS = '20',
} = process.env
const folder = mkdtempSync(join(tmpdir(), 'ripcord-shop-'))
const processes = createProcesses(folder)
let traffic: Traffic | undefined
let isEnding = false

async function end(): Promise<void> {
  if (isEnding) return
  isEnding = true
  void traffic?.stop()
  await processes.stopAll()
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  process.exit(0)
}

process.on('disconnect', () => void end())
process.on('SIGINT', () => void end())
process.on('SIGTERM', () => void end())

const tell = (news: object): void => void process.send?.(news)

const api = ripcordApi(url, token)
const { environment, sdkKey } = await openProject(api)
const shop = await startShop(processes, { RIPCORD_URL: url, RIPCORD_SDK_KEY: sdkKey, TMPDIR: folder })
traffic = startTraffic(shop.storefront, Number(CUSTOMERS), () => undefined)

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
  void Promise.resolve()
    .then(grant)
    .catch((error: unknown) => ({ state: 'refused', because: (error as Error).message }))
    .then(tell)
})
tell({ state: 'open', instances: shop.instances })
