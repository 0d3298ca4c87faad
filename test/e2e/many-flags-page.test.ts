import { createApiClient } from '@ripcord/api'
import { expect, it } from 'vitest'
import { openPage, withoutBrowser } from '../harness/browser.js'
import { startServer } from '../harness/server-process.js'
import { testScope } from './test-scope.js'

const skip = withoutBrowser()
const pictures = process.env['RIPCORD_PICTURES']

it.skipIf(skip)(
  'shows the first of many flags, says how many more there are, and finds each of them',
  async () => {
    const scope = testScope()
    const server = await startServer(scope)
    const api = createApiClient({ baseUrl: server.url, token: server.adminToken })
    for (let i = 0; i < 203; i++) {
      const key = `flag-${String(i).padStart(3, '0')}`
      const name = i === 202 ? 'Autumn Sale' : key
      const body = { key, name, type: 'boolean' as const, variants: { on: true, off: false } }
      await api.createFlag({ params: { project: 'default' }, body })
    }
    const { page, errors } = await openPage(scope, { viewport: { width: 1100, height: 760 } })
    await page.goto(`${server.url}/login#${server.adminToken}`)

    const rows = page.locator('#flags tr')
    await page.getByText('The first 200 are shown, 3 more are not').waitFor()
    expect(await rows.count()).toBe(200)
    const form = await page.getByRole('button', { name: 'Create SDK key' }).boundingBox()
    expect(form?.y).toBeLessThan(760)
    if (pictures !== undefined) await page.screenshot({ path: `${pictures}/many.png` })

    await page.getByLabel('Find by key or name').fill('autumn')
    await page.getByRole('row', { name: /flag-202 Autumn Sale/ }).waitFor()
    expect(await rows.count()).toBe(1)
    expect(await page.locator('#more').textContent()).toBe('')
    await page.getByLabel('Find by key or name').fill('nothing like it')
    await page.getByText('No flag has this in its key or name.').waitFor()
    expect(errors).toEqual([])
  },
)

it.skipIf(skip)('says of a wrong link that it is not valid, and offers to log in', async () => {
  const scope = testScope()
  const server = await startServer(scope)
  const { page, errors } = await openPage(scope)
  await page.goto(`${server.url}/login#wrong`)
  await page.getByRole('alert').getByText('`ripcord link` prints a new one').waitFor()
  await page.getByLabel('Admin token').fill(server.adminToken)
  await page.getByRole('button', { name: 'Log in' }).click()
  await page.getByText('No flags in').waitFor()
  expect(await page.getByRole('alert').isVisible()).toBe(false)
  // The link is refused, and there is no session either.
  expect(errors).toEqual([expect.stringContaining('401'), expect.stringContaining('401')])
})

it.skipIf(skip)('keeps a kill of very many flags, and a very long reason, within its card', async () => {
  const scope = testScope()
  const server = await startServer(scope)
  const api = createApiClient({ baseUrl: server.url, token: server.adminToken })
  const params = { project: 'default', environment: 'production' }
  const keys = Array.from({ length: 60 }, (_, i) => `flag-${String(i).padStart(2, '0')}`)
  for (const key of keys) {
    const body = { key, name: key, type: 'boolean' as const, variants: { on: true, off: false } }
    await api.createFlag({ params: { project: 'default' }, body })
  }
  const body = { target: { type: 'flags' as const, flags: keys }, reason: 'x'.repeat(1_500) }
  await api.createKill({ params, body })
  const { page, errors } = await openPage(scope, { viewport: { width: 1100, height: 760 } })
  await page.goto(`${server.url}/login#${server.adminToken}`)

  const card = page.locator('.kill')
  await card.getByText('and 40 more').waitFor()
  expect(await card.getByText('flag-59').isVisible()).toBe(false)
  expect(await card.evaluate((one) => one.scrollWidth <= one.clientWidth)).toBe(true)
  if (pictures !== undefined) await page.screenshot({ path: `${pictures}/large-kill.png` })
  await card.getByText('and 40 more').click()
  await card.getByText('flag-59').waitFor()

  // A link that is no good takes nothing from who is logged in.
  await page.goto(`${server.url}/login#used`)
  await page.getByRole('alert').getByText('`ripcord link` prints a new one').waitFor()
  await card.getByText('Restore 60 flags').waitFor()
  expect(await page.locator('#log-in').isVisible()).toBe(false)
  expect(errors).toEqual([expect.stringContaining('401')])
})
