import { expect, it } from 'vitest'
import { openPage, withoutBrowser } from '../harness/browser.js'
import { startServer } from '../harness/server-process.js'
import { startService } from '../harness/service-process.js'
import { testScope } from './test-scope.js'

const skip = withoutBrowser()
// A folder to keep pictures in, for whoever wants to look.
const pictures = process.env['RIPCORD_PICTURES']

it.skipIf(skip)(
  'leads a newcomer from the printed link to a kill that a service has acknowledged',
  async () => {
    const scope = testScope()
    // No token from outside: the first start prints a link that opens a session once.
    const server = await startServer(scope, { env: { RIPCORD_ADMIN_TOKEN: '' } })
    const link = await server.child.line((line) => /http\S+\/login#\S+/.exec(line)?.[0])
    const { page, errors } = await openPage(scope, { viewport: { width: 1100, height: 760 } })
    await page.goto(link)

    await page.getByLabel('Key', { exact: true }).fill('new-checkout')
    await page.getByRole('button', { name: 'Create flag' }).click()
    const row = page.getByRole('row', { name: /new-checkout/ })
    await row.waitFor()

    await page.getByLabel('Name of the key').fill('checkout service')
    await page.getByRole('button', { name: 'Create SDK key' }).click()
    const snippet = (await page.locator('#new-key pre', { hasText: 'rk_srv_' }).textContent()) ?? ''
    const sdkKey = /rk_srv_[\w-]+/.exec(snippet)?.[0] ?? ''
    const service = await startService(scope, { url: server.url, sdkKey })
    await service.is('READY')
    await service.serves('new-checkout', false)

    await row.getByRole('button', { name: /turn on/i }).click()
    await confirm('first customers')
    await service.serves('new-checkout', true)

    await row.getByRole('button', { name: /kill/i }).click()
    await confirm('errors since noon')
    await page.getByText(/1 of 1 instances? safe/).waitFor()
    await row
      .getByText(/killed/i)
      .first()
      .waitFor()
    if (pictures !== undefined) await page.screenshot({ path: `${pictures}/killed.png`, fullPage: true })
    const details = await service.details('new-checkout', true)
    expect(details).toMatchObject({ value: false, variant: 'off', reason: 'DISABLED' })

    await page.getByRole('button', { name: /restore/i }).click()
    await confirm('fixed in 1.4.3')
    await page.getByText(/Nothing is killed/).waitFor()
    expect(errors).toEqual([])

    async function confirm(reason: string): Promise<void> {
      await page.getByLabel('Reason').fill(reason)
      await page.locator('#ask-go').click()
    }
  },
)
