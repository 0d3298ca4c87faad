import { expect, it } from 'vitest'
import { seriousFindings } from '../harness/axe.js'
import { withoutBrowser } from '../harness/browser.js'
import { openConsole } from './console-page.js'
import { setUp } from './setting.js'

const skip = withoutBrowser()

it.skipIf(skip).each(['light', 'dark'] as const)(
  'keeps nobody out, in the %s scheme: axe finds nothing serious on any page',
  async (colorScheme) => {
    const { scope, server, project, service } = await setUp()
    await project.createFlags(['new-checkout', 'search'], 'on')
    const body = { key: 'next', name: 'next' }
    await project.api.createEnvironment({ params: { project: 'shop' }, body })
    const shop = await service({})
    await shop.serves('search', true)
    const killId = await project.kill(['new-checkout'])
    const draft = {
      services: [{ name: 'service', version: '1.0.0' }],
      flags: [{ key: 'search', outgoing: 'off' }],
      stages: [{ share: 0.1 }, { share: 1 }],
      checks: [{ id: 'probe', type: 'http' as const, url: 'https://shop.example/health' }],
    }
    await project.api.applyRelease({ params: { ...project.params, release: 'draft-1' }, body: draft })
    const { api, params } = project
    await api.createSegment({ params, body: { key: 'beta', name: 'beta', included: ['ada'] } })
    await api.createChannel({
      params,
      body: { name: 'on call', target: { type: 'webhook', url: 'https://93.184.216.34/' } },
    })
    await api.startDrill({
      params,
      body: { target: { type: 'flags', flags: ['search'] }, endsAfterMs: 600_000 },
    })
    const viewport = { width: 1280, height: 800 }
    const { page } = await openConsole(scope, server, '/p/shop/live', { colorScheme, viewport })
    const found: string[] = []
    async function look(name: string): Promise<void> {
      // What is read stands there in place of its skeleton.
      await page.locator('[class*=skeleton]').first().waitFor({ state: 'detached' })
      found.push(...(await seriousFindings(page)).map((finding) => `${name}: ${finding}`))
    }
    await page.getByRole('heading', { level: 1 }).waitFor()
    await look('overview')
    for (const path of [
      'flags',
      'compare',
      'flags/search',
      'flags/search?tab=live',
      'flags/search?tab=history',
      'releases',
      'releases/draft-1',
      'releases/draft-1/edit',
      'new-release',
      'incidents',
      `incidents/${killId}`,
      'instances',
      'keys',
      'who',
      'segments',
      'segments/beta',
      'sources',
      'demo',
      'services',
      'notifications',
      'environments',
      'settings',
      'help',
    ]) {
      await page.goto(`${server.url}/p/shop/live/${path}`)
      await page.getByRole('heading', { level: 1 }).waitFor()
      await look(path)
    }
    await page.goto(`${server.url}/p/shop/live/flags`)
    await page.getByLabel('Select search').check()
    await page.getByRole('button', { name: 'Turn off…' }).click()
    await page.getByText('will serve').waitFor()
    await look('several flags')
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await page.getByLabel('Select search').uncheck()
    for (const [path, button, what] of [
      ['environments', 'Change live', 'Save live'],
      ['notifications', 'New channel', 'Create the channel'],
      ['incidents', 'Start a drill…', 'Cancel'],
    ] as const) {
      await page.goto(`${server.url}/p/shop/live/${path}`)
      await page.getByRole('button', { name: button }).click()
      await page.getByRole('button', { name: what }).waitFor()
      await look(button)
    }
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await page.keyboard.press('Shift+K')
    await page.getByRole('dialog').getByRole('button', { name: 'search' }).click()
    await page.getByText('will serve').waitFor()
    await look('kill')
    await page.keyboard.press('Escape')
    await page.keyboard.press('Control+K')
    await page.getByRole('combobox', { name: 'Go to, or do' }).waitFor()
    await look('palette')
    for (const path of ['/oncall', '/oncall/shop/live', '/oncall/shop/live/kill?flag=search']) {
      await page.goto(server.url + path)
      await look(path)
    }
    expect(found).toEqual([])
  },
)
