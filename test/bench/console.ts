// What a page of the console weighs, how soon it says something on a slow phone, and how soon a second browser sees what
// is done in the first; all of it in a real browser against the real server.
import { gzipSync } from 'node:zlib'
import type { Page } from 'playwright-core'
import { openPage } from '../harness/browser.js'
import { createScope, type Scope } from '../harness/scope.js'
import { type ServerProcess, startServer } from '../harness/server-process.js'
import { createTestProject } from '../harness/test-project.js'
import { median, type Report } from './rows.js'

const home = '/p/shop/live'
const routes = {
  overview: home,
  flags: `${home}/flags`,
  'a flag': `${home}/flags/a`,
  incidents: `${home}/incidents`,
  'who sees this': `${home}/who`,
  'on call': '/oncall/shop/live',
} as const
const rounds = 7
const slowedBy = 4
const manyFlags = 10_000
const kilobyte = 1_000

export async function run(report: Report): Promise<void> {
  const scope = createScope()
  try {
    const server = await startServer(scope)
    const project = await createTestProject(server)
    await project.createFlags(['a', 'b'], 'on')
    const lower = (name: string, value: number, unit: string, aim: number | null, against = ''): void =>
      report({ name, value, unit, aim, better: 'lower', against })
    for (const [name, path] of Object.entries(routes)) {
      const aim = name === 'overview' ? 260 : name === 'on call' ? 60 : null
      lower(`script and style of ${name}, gzip`, (await weighed(scope, server, path)) / kilobyte, 'KB', aim)
    }
    lower(`first sentence, processor slowed ${slowedBy}×`, await firstSentence(scope, server), 'ms', null)
    lower('a kill → seen in a second browser', await seen(scope, server, project), 'ms', 1_000)
    await addFlags(project, manyFlags)
    const longest = await longestTask(scope, server)
    lower(`longest task while ${manyFlags} flags are scrolled`, longest, 'ms', 50)
  } finally {
    await scope.close()
  }
}

async function open(scope: Scope, server: ServerProcess): Promise<Page> {
  const { page } = await openPage(scope, { viewport: { width: 1280, height: 800 }, baseURL: server.url })
  await page.request.post('/api/v1/session', {
    data: { secret: server.adminToken },
    headers: { origin: server.url },
  })
  return page
}

/** Bytes of what a browser without a cache loads to show a page. */
async function weighed(scope: Scope, server: ServerProcess, path: string): Promise<number> {
  const page = await open(scope, server)
  const sizes: Promise<number>[] = []
  page.on('response', (response) => {
    const isPage = response.url() === server.url + path && path.startsWith('/oncall')
    if (/\.(js|css)$/.test(new URL(response.url()).pathname) || isPage)
      sizes.push(response.body().then((body) => gzipSync(body).length))
  })
  await page.goto(path)
  await page.getByRole('heading', { level: 1 }).waitFor()
  await page.locator('[class*=skeleton]').first().waitFor({ state: 'detached' })
  const bytes = (await Promise.all(sizes)).reduce((sum, one) => sum + one, 0)
  await page.context().browser()?.close()
  return bytes
}

async function firstSentence(scope: Scope, server: ServerProcess): Promise<number> {
  const times: number[] = []
  for (let round = 0; round < rounds; round++) {
    const page = await open(scope, server)
    const session = await page.context().newCDPSession(page)
    await session.send('Emulation.setCPUThrottlingRate', { rate: slowedBy })
    const begun = performance.now()
    await page.goto(home, { waitUntil: 'commit' })
    await page.getByRole('heading', { level: 1 }).getByText('flags are ready').waitFor()
    times.push(performance.now() - begun)
    await page.context().browser()?.close()
  }
  return median(times)
}

async function seen(
  scope: Scope,
  server: ServerProcess,
  project: Awaited<ReturnType<typeof createTestProject>>,
): Promise<number> {
  const page = await open(scope, server)
  await page.goto(routes.flags)
  const times: number[] = []
  for (let round = 0; round < rounds; round++) {
    await page.getByRole('heading', { name: '2 flags serve as they are set in live.' }).waitFor()
    const begun = performance.now()
    const kill = await project.kill(['a'])
    await page.getByRole('heading', { name: '1 flag is killed in live.' }).waitFor()
    times.push(performance.now() - begun)
    await project.restore(kill)
  }
  await page.context().browser()?.close()
  return median(times)
}

async function addFlags(
  project: Awaited<ReturnType<typeof createTestProject>>,
  count: number,
): Promise<void> {
  const keys = Array.from({ length: count }, (_, i) => `flag-${String(i).padStart(5, '0')}`)
  const ways = 8
  const take = async (): Promise<void> => {
    for (let key = keys.pop(); key !== undefined; key = keys.pop()) await project.createFlags([key])
  }
  await Promise.all(Array.from({ length: ways }, take))
}

/** What kept the page from answering longest, by the browser's own count; 0 where nothing took 50 ms. */
async function longestTask(scope: Scope, server: ServerProcess): Promise<number> {
  const page = await open(scope, server)
  await page.goto(routes.flags)
  await page.getByRole('row', { name: /flag-00001/ }).waitFor()
  await page.evaluate(
    'window.tasks = []; new PerformanceObserver((list) => window.tasks.push(...list.getEntries().map((one) => one.duration))).observe({ type: "longtask" })',
  )
  await page.getByRole('group', { name: 'Flags' }).hover()
  for (let turn = 0; turn < 60; turn++) {
    await page.mouse.wheel(0, 3_000)
    await page.evaluate('new Promise(requestAnimationFrame)')
  }
  const longest = await page.evaluate<number>('Math.max(0, ...window.tasks)')
  await page.context().browser()?.close()
  return longest
}
