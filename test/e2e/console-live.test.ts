import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { withoutBrowser } from '../harness/browser.js'
import { openConsole } from './console-page.js'
import { releaseFile } from './guarded-shop.js'
import { setUp } from './setting.js'

const skip = withoutBrowser()
const home = '/p/shop/live'

async function open() {
  const opened = await setUp()
  const { scope, server, project } = opened
  await project.createFlags(['new-checkout', 'new-totals', 'search'], 'off')
  await project.api.createEnvironment({
    params: { project: project.params.project },
    body: { key: 'test', name: 'test' },
  })
  await project.api.applyRelease({
    params: { ...project.params, release: 'checkout-1' },
    body: releaseFile(),
  })
  const killId = await project.kill(['search'])
  return { ...opened, killId, ...(await openConsole(scope, server, home)) }
}

type Opened = Awaited<ReturnType<typeof open>>

interface Follows {
  /** Behind the environment's address. */
  path: (opened: Opened) => string
  /** What somebody does elsewhere. */
  done: (opened: Opened) => Promise<unknown>
  /** What the page says then, and did not say before. */
  says: string | RegExp
}

const pages: Follows[] = [
  {
    path: () => '',
    done: ({ project }) => project.kill(['new-totals']),
    says: /^(2|two) .*pulled/i,
  },
  {
    path: () => '/flags',
    done: ({ project }) => project.createFlags(['banner'], 'on'),
    says: 'banner',
  },
  {
    path: () => '/flags/banner',
    done: ({ project: { api, params } }) =>
      api.updateFlag({
        params: { project: params.project, flag: 'banner' },
        body: { description: 'in spring' },
      }),
    says: /in spring/,
  },
  {
    path: () => '/who#flag=banner',
    done: ({ project }) => project.serve(['banner'], 'off'),
    says: 'false',
  },
  {
    path: () => '/releases',
    done: ({ project: { api, params } }) =>
      api.applyRelease({
        params: { ...params, release: 'later-1' },
        body: { ...releaseFile(), release: 'later-1' },
      }),
    says: 'later-1',
  },
  {
    path: () => '/releases/later-1',
    done: ({ project: { api, params } }) =>
      api.applyRelease({
        params: { ...params, release: 'later-1' },
        body: {
          ...releaseFile(),
          release: 'later-1',
          stages: [{ share: 0.37, bakeTime: '1h' }, { share: 1 }],
        },
      }),
    says: /37 %/,
  },
  {
    path: () => '/incidents',
    done: ({ project }) => project.kill(['banner']),
    says: /banner/,
  },
  {
    path: ({ killId }) => `/incidents/${killId}`,
    done: ({ project: { api, params }, killId }) =>
      api.noteIncident({ params: { ...params, kill: killId }, body: { text: 'the index was empty' } }),
    says: 'the index was empty',
  },
  {
    path: () => '/instances',
    done: async ({ service }) => (await service({ name: 'checkout' })).is('READY'),
    says: 'checkout',
  },
  {
    path: () => '/compare?from=test',
    done: ({ project }) => project.createFlags(['footer'], 'on'),
    says: 'footer',
  },
  {
    path: () => '/flags/footer?tab=history',
    done: ({ project: { api, params } }) =>
      api.updateFlag({
        params: { project: params.project, flag: 'footer' },
        body: { owner: 'web', reason: 'moved' },
      }),
    says: /moved/,
  },
  {
    path: () => '/segments',
    done: ({ project: { api, params } }) =>
      api.createSegment({ params, body: { key: 'night-shift', name: 'night shift' } }),
    says: 'night-shift',
  },
  {
    path: () => '/segments/night-shift',
    done: ({ project: { api, params } }) =>
      api.updateSegment({ params: { ...params, segment: 'night-shift' }, body: { name: 'Those at night' } }),
    says: 'Those at night',
  },
  {
    path: () => '/services',
    done: async ({ service }) => (await service({ name: 'payments' })).is('READY'),
    says: 'payments',
  },
  {
    path: () => '/notifications',
    done: ({ project: { api, params } }) =>
      api.createChannel({
        params: { project: params.project },
        body: { name: 'pager', target: { type: 'webhook', url: 'https://93.184.216.34/' } },
      }),
    says: 'pager',
  },
  {
    path: () => '/environments',
    done: ({ project: { api, params } }) =>
      api.createEnvironment({
        params: { project: params.project },
        body: { key: 'preview', name: 'preview' },
      }),
    says: 'preview',
  },
  {
    path: () => '/settings',
    done: ({ project: { api } }) => api.createToken({ body: { name: 'a pipeline' } }),
    says: 'a pipeline',
  },
  {
    path: () => '/keys',
    done: ({ project }) => project.newKey('second service'),
    says: 'second service',
  },
  {
    path: () => '/sources',
    done: ({ project: { api, params } }) =>
      api.createSource({ params, body: { kind: 'alerts', sender: 'grafana', name: 'our grafana' } }),
    says: 'our grafana',
  },
]

it.skipIf(skip)('every page shows what was done elsewhere, without a reload', async () => {
  const opened = await open()
  const { page, server, errors } = opened
  const took: string[] = []
  for (const { path, done, says } of pages) {
    await page.goto(server.url + home + path(opened))
    await settled(page)
    const said = page.getByRole('main').getByText(says).first()
    expect([path(opened), await said.isVisible()]).toEqual([path(opened), false])
    await done(opened)
    const begun = performance.now()
    await said.waitFor()
    took.push(`${path(opened).slice(1) || 'overview'} ${Math.round(performance.now() - begun)} ms`)
  }
  console.log(`done elsewhere, and shown: ${took.join(', ')}`)
  expect(errors).toEqual([])
})

it.skipIf(skip)(
  'a tab that nobody sees takes no connection, and catches up when it is looked at',
  async () => {
    const { page, project } = await open()
    const status = page.getByRole('status')
    await status.getByText('live').waitFor()
    const ended = page.waitForEvent('requestfailed', (request) => request.url().endsWith('/events'))
    await turn(page, 'hidden')
    await ended
    await project.kill(['new-totals'])
    await turn(page, 'visible')
    await page
      .getByRole('main')
      .getByText(/new-totals/)
      .first()
      .waitFor()
    await status.getByText('live').waitFor()
  },
)

/** Headless tabs are always seen: a browser's own event, told by hand. */
function turn(page: Page, state: 'hidden' | 'visible'): Promise<void> {
  return page.evaluate(
    `Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => '${state}' })
    document.dispatchEvent(new Event('visibilitychange'))`,
  )
}

async function settled(page: Page): Promise<void> {
  await page.getByRole('status').getByText('live').waitFor()
  await page.getByRole('heading', { level: 1 }).waitFor()
  await page.locator('[class*=skeleton]').first().waitFor({ state: 'detached' })
}
