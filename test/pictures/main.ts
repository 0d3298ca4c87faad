// `pnpm pictures`: every page of the console, in both schemes and at 1440, 1024 and 390 px, into `pictures/` (which git
// ignores), of the example's shop as it really runs: a release that goes out, breaks, and is taken back. Some minutes.
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { createApiClient } from '@ripcord/api'
import type { Page } from 'playwright-core'
import { openPage } from '../harness/browser.js'
import { programs, root } from '../harness/paths.js'
import { createScope, type Scope } from '../harness/scope.js'
import { type ServerProcess, startServer } from '../harness/server-process.js'

const folder = join(root, 'pictures')
const widths = [1440, 1024, 390]
const place = { project: 'shop', environment: 'production' }
const home = `/p/${place.project}/${place.environment}`
/** Pages that look alike whether something goes wrong or not. */
const standing = [
  ...['live', 'instances', 'history', 'code'].map((tab) => `${home}/flags/new-checkout?tab=${tab}`),
  ...['compare', 'who', 'instances', 'segments', 'services', 'sources', 'notifications'].map(
    (page) => `${home}/${page}`,
  ),
  ...['keys', 'environments', 'settings', 'help', 'new-release', 'demo'].map((page) => `${home}/${page}`),
]
const settleMs = 1_500
const brokenMs = 60_000

mkdirSync(folder, { recursive: true })
const scope = createScope()
try {
  const server = await startServer(scope)
  const api = createApiClient({ baseUrl: server.url, token: server.adminToken })
  const empty = '/p/default/production'
  await onEach(scope, server, (page, name) => shot(page, empty, `${name}-first-run`), empty)
  const guest = await startShop(scope, server)

  const release = await wish(guest, 'release', 'key')
  const before = [
    home,
    `${home}/flags`,
    `${home}/flags/new-checkout`,
    `${home}/releases`,
    `${home}/releases/${release}`,
  ]
  await pause(8_000)
  await onEach(scope, server, (page, name) => all(page, `${name}-rolling`, [...before, ...standing]))

  await wish(guest, 'break', 'state')
  const killId = await firstKill(api)
  const after = [home, `${home}/releases/${release}`, `${home}/incidents`, `${home}/incidents/${killId}`]
  const onCall = ['/oncall', '/oncall/shop/production', `/oncall/shop/production/kills/${killId}`]
  await onEach(scope, server, (page, name) => all(page, `${name}-killed`, [...after, ...onCall]))
  await onEach(scope, server, async (page, name) => {
    await page.getByRole('heading', { level: 1 }).waitFor()
    await pause(settleMs)
    await page.keyboard.press('Shift+K')
    await page.getByRole('dialog').getByRole('button', { name: 'fraud-limit-cents' }).click()
    await pause(settleMs)
    await page.screenshot({ path: join(folder, `${name}-kill.png`) })
  })
  console.log(`The pictures are in ${folder}`)
} finally {
  await scope.close()
}

/** A page in each scheme and width, logged in. */
async function onEach(
  scope: Scope,
  server: ServerProcess,
  look: (page: Page, name: string) => Promise<void>,
  path = home,
): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const)
    for (const width of widths) {
      const viewport = { width, height: width < 500 ? 844 : 900 }
      const { page, errors } = await openPage(scope, { viewport, colorScheme, baseURL: server.url })
      await page.request.post('/api/v1/session', {
        data: { secret: server.adminToken },
        headers: { origin: server.url },
      })
      await page.goto(path)
      await look(page, `${colorScheme}-${width}`)
      for (const error of errors) console.error(`${path}: ${error}`)
      await page.context().browser()?.close()
    }
}

async function all(page: Page, name: string, paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    const last = path === home ? 'overview' : path.replace(home, '').replaceAll(/\W+/g, '-').slice(1)
    await shot(page, path, `${name}-${last}`)
  }
}

async function shot(page: Page, path: string, name: string): Promise<void> {
  await page.goto(path)
  await pause(settleMs)
  await page.screenshot({ path: join(folder, `${name}.png`) })
}

/** The shop with its customers, as a guest of the server. */
async function startShop(scope: Scope, server: ServerProcess): Promise<ChildProcess> {
  const env = { ...process.env, RIPCORD_URL: server.url, RIPCORD_TOKEN: server.adminToken, CUSTOMERS: '25' }
  const guest = fork(programs.guest, { env })
  scope.defer(async () => {
    const ended = once(guest, 'exit')
    guest.disconnect()
    await ended
  })
  await answerOf(guest)
  return guest
}

async function wish(guest: ChildProcess, what: string, field: 'key' | 'state'): Promise<string> {
  guest.send(what)
  const answer = await answerOf(guest)
  const told = answer[field]
  if (told === undefined || answer['state'] === 'refused') throw new Error(JSON.stringify(answer))
  return told
}

/** The next message that does not tell of sales. */
async function answerOf(guest: ChildProcess): Promise<{ [name: string]: string }> {
  for (;;) {
    const [message] = (await once(guest, 'message')) as [{ [name: string]: string }]
    if (message['state'] !== 'sales') return message
  }
}

async function firstKill(api: ReturnType<typeof createApiClient>): Promise<string> {
  const until = Date.now() + brokenMs
  while (Date.now() < until) {
    const [kill] = (await api.listKills({ params: place, query: {} })).items
    if (kill !== undefined) return kill.killId
    await pause(200)
  }
  throw new Error('The guard has killed nothing.')
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
