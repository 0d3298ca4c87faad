import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { openPage, withoutBrowser } from '../harness/browser.js'
import { type Setting, setUp } from './setting.js'

const skip = withoutBrowser()
const phone = { viewport: { width: 390, height: 844 } }
// A folder to keep pictures in, for whoever wants to look.
const pictures = process.env['RIPCORD_PICTURES']

/** A session as the log-in opens it. */
async function logIn(page: Page, { server }: Setting): Promise<void> {
  const headers = { origin: server.url }
  const opened = await page.request.post(`${server.url}/api/v1/session`, {
    data: { secret: server.adminToken },
    headers,
  })
  expect(opened.status()).toBe(201)
}

async function shot(page: Page, name: string): Promise<void> {
  if (pictures !== undefined) await page.screenshot({ path: `${pictures}/${name}.png` })
}

it.skipIf(skip)(
  'kills from a phone without any script, and tells when the last process is safe',
  async () => {
    const setting = await setUp()
    const { scope, server, project, service } = setting
    await project.createFlags(['new-checkout'], 'on')
    const shop = await service({})
    await shop.serves('new-checkout', true)
    const { page } = await openPage(scope, { ...phone, javaScriptEnabled: false })
    await logIn(page, setting)

    await page.goto(`${server.url}/oncall`)
    await page.getByRole('link', { name: /live of shop/ }).click()
    await page.getByRole('link', { name: 'Kill a flag' }).click()
    await page.getByRole('link', { name: /new-checkout/ }).click()
    await page.getByText('new-checkout: off').waitFor()
    await shot(page, 'on-call-question')
    const button = page.getByRole('button', { name: 'Kill new-checkout in live' })
    expect((await button.boundingBox())?.height).toBeGreaterThanOrEqual(48)
    await button.click()

    // It comes anew by itself until all are safe.
    await page.getByRole('heading', { name: 'The one instance is safe.' }).waitFor()
    await shop.serves('new-checkout', false)
    await shot(page, 'on-call-safe')
    const wide = await page.evaluate('document.documentElement.scrollWidth')
    expect(wide).toBeLessThanOrEqual(390)
  },
)

it.skipIf(skip)('follows what happens, and says so when the network is gone', async () => {
  const setting = await setUp()
  const { scope, server, project, service } = setting
  await project.createFlags(['new-checkout'], 'on')
  const shop = await service({})
  await shop.serves('new-checkout', true)
  const { page, errors } = await openPage(scope, phone)
  await logIn(page, setting)
  await page.goto(`${server.url}/oncall/shop/live`)
  await page.getByText('live', { exact: true }).waitFor()
  await project.kill(['new-checkout'])
  await page.getByRole('heading', { name: /new-checkout was (just )?pulled/ }).waitFor()
  expect(errors).toEqual([])

  await page.context().setOffline(true)
  await page.getByText(/no network · \d+ s old/).waitFor()
  await page.context().setOffline(false)
  await page.getByText('live', { exact: true }).waitFor()
})
