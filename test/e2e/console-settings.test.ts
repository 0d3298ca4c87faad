import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { withoutBrowser } from '../harness/browser.js'
import type { Scope } from '../harness/scope.js'
import { startServer } from '../harness/server-process.js'
import { startService } from '../harness/service-process.js'
import { createTestProject } from '../harness/test-project.js'
import { openConsole, picture } from './console-page.js'
import { setUp } from './setting.js'
import { testScope } from './test-scope.js'

const skip = withoutBrowser()

it.skipIf(skip)('makes, changes, asks and deletes a segment, and loses nothing that is typed', async () => {
  const { scope, server, project } = await setUp()
  const { api, params } = project
  await project.createFlags(['wishlist'])
  const { page, errors } = await openConsole(scope, server, '/p/shop/live/segments')
  await page.getByRole('heading', { name: 'There is no segment in live.' }).waitFor()
  await page.keyboard.press('n')
  await page.getByLabel('Key, as rules ask for it').fill('beta')
  await page.getByLabel(/^Who belongs/).fill('ada\nbob')
  await page.getByRole('button', { name: 'Create beta' }).click()
  await page.getByRole('heading', { name: 'beta holds 2 subjects by name.' }).waitFor()

  await page.getByRole('button', { name: 'Add rule' }).click()
  await page.getByLabel('Attribute').fill('plan')
  await page.getByLabel('Operator').selectOption('startsWith')
  await page.getByText('Read back.').waitFor()
  await page.getByRole('tab', { name: 'JSON' }).click()
  const rules = page.getByLabel(/^Rules/)
  expect(await rules.inputValue()).toContain('"operator": "startsWith"')
  await rules.fill('[{ "type": "attribute", "attribute": "plan", "operator": "like", "values": [] }]')
  await page.getByText('"like" is no operator').waitFor()
  const typed = '[{ "type": "attribute", "attribute": "plan", "operator": "in", "values": ["pro"] }]'
  await rules.fill(typed)
  await page
    .getByText('everybody of whom this is true: plan is “pro”')
    .or(page.getByText('plan is one of “pro”'))
    .waitFor()
  await page.reload()
  await page.getByRole('tab', { name: 'JSON' }).click()
  expect(await rules.inputValue(), 'a reload of a draft').toBe(typed)
  await page.getByRole('tab', { name: 'Fields' }).click()

  // Somebody else is first.
  const { revision } = await api.getSegment({ params: { ...params, segment: 'beta' } })
  const theirs = [{ type: 'segment' as const, segment: 'staff' }]
  await api.createSegment({ params, body: { key: 'staff', name: 'staff' } })
  await api.updateSegment({
    params: { ...params, segment: 'beta' },
    body: { rules: theirs },
    ifMatch: revision,
  })
  await page.getByText('Somebody has saved something else meanwhile: rules.').waitFor()
  await page.getByRole('button', { name: 'Put mine on top' }).click()
  await page.getByRole('button', { name: 'Save beta in live' }).click()
  await page
    .getByRole('heading', { name: 'beta holds 2 subjects by name and whoever fits its rule.' })
    .waitFor()

  await page.getByRole('button', { name: 'Remove ada' }).click()
  await page.getByText('ada is not named any more.').waitFor()
  await page.getByRole('button', { name: 'Undo' }).click()
  await page.getByRole('button', { name: 'Remove ada' }).waitFor()
  await page.getByLabel(/^Name more/).fill('eve')
  await page.getByLabel('are left out, whatever the rules say').check()
  await page.getByRole('button', { name: 'Leave out eve in live' }).click()
  for (const [id, answer] of [
    ['ada', 'ada belongs, by name.'],
    ['eve', 'eve does not belong: left out by name'],
    ['joe', 'joe is not named. It belongs where one of these is true of it'],
  ] as const) {
    await page.getByLabel('Targeting key', { exact: true }).fill(id)
    await page.getByRole('button', { name: 'Ask' }).click()
    await page.getByText(answer).waitFor()
  }
  await picture(page, 'segment')

  const settings = { params: { ...params, flag: 'wishlist' } }
  const when = { type: 'segment' as const, segment: 'beta' }
  const rule = { id: 'r', when, serve: { type: 'variant' as const, variant: 'on' } }
  const stands = await api.getFlagSettings(settings)
  const asking = await api.updateFlagSettings({
    ...settings,
    body: { rules: [rule] },
    ifMatch: stands.revision,
  })
  await page.getByRole('button', { name: 'Delete…' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByText('It can’t be deleted while somebody asks for it').waitFor()
  await dialog.getByRole('link', { name: 'wishlist' }).waitFor()
  await api.updateFlagSettings({ ...settings, body: { rules: [] }, ifMatch: asking.revision })
  await dialog.getByRole('button', { name: 'Delete beta in live' }).click()
  await page.getByRole('heading', { name: '1 segment in live.' }).waitFor()
  // The change feed may be faster than the answer: then what is gone has been asked for once more.
  expect(errors.filter((error) => !error.includes('404'))).toEqual([])
})

it.skipIf(skip)(
  'makes environments and projects, says what production changes, and leads between them',
  async () => {
    const { scope, server } = await setUp()
    const { page, errors } = await openConsole(scope, server, '/p/shop/live/environments')
    await page.getByRole('heading', { name: 'shop has 1 environment, and none is production.' }).waitFor()
    await page.getByRole('button', { name: 'New environment' }).click()
    await page.getByLabel(/^Key/).fill('staging')
    await page.getByRole('button', { name: 'Create staging' }).click()
    await page.getByRole('link', { name: 'staging' }).first().waitFor()

    await page.getByRole('button', { name: 'Change live' }).click()
    await page.getByLabel(/^Production/).check()
    await page.getByText('A kill there is held, not clicked').waitFor()
    await picture(page, 'production')
    const save = page.getByRole('button', { name: 'Save live' })
    expect(await save.isDisabled(), 'production asks why').toBe(true)
    await page.getByLabel('Why? It goes into the history.').fill('customers are here')
    await save.click()
    await page.getByRole('heading', { name: 'shop has 2 environments; live is production.' }).waitFor()

    await page.getByRole('button', { name: 'New project' }).click()
    await page.getByLabel(/^Key/).fill('bank')
    await page.getByRole('button', { name: 'Create bank' }).click()
    await page.waitForURL('**/p/bank/production')
    await page.getByRole('button', { name: /^bank/ }).click()
    await page.getByRole('menuitem', { name: 'shop' }).click()
    await page.waitForURL('**/p/shop/live')
    await page.getByRole('button', { name: /^shop/ }).click()
    await page.getByRole('menuitem', { name: 'Environments and projects' }).click()
    await page.getByRole('link', { name: 'staging' }).first().click()
    await page.getByRole('heading', { name: 'shop has 2 environments; live is production.' }).waitFor()
    expect(new URL(page.url()).pathname, 'the same page of another environment').toBe(
      '/p/shop/staging/environments',
    )
    expect(errors).toEqual([])
  },
)

it.skipIf(skip)('tells channels, asks backends, and lets tokens, keys and services be kept', async () => {
  const scope = testScope()
  const receiver = await startReceiver(scope)
  const server = await startServer(scope, { env: { RIPCORD_EGRESS_ALLOW: '127.0.0.0/8' } })
  const project = await createTestProject(server)
  const { page, errors } = await openConsole(scope, server, '/p/shop/live/notifications')
  await page.getByRole('heading', { name: 'Nobody is told what happens here.' }).waitFor()
  for (const [name, path] of [
    ['on call', '/good'],
    ['broken', '/bad'],
  ] as const) {
    await page.getByRole('button', { name: 'New channel' }).click()
    await page.getByLabel('Name', { exact: true }).fill(name)
    await page.getByLabel('URL that is posted to').fill(receiver + path)
    await page.getByRole('button', { name: `Create ${name}` }).click()
    await page.getByText(/^whsec_/).waitFor()
    await page.getByRole('button', { name: 'It is kept' }).click()
    await page.getByRole('button', { name: `Test ${name}` }).click()
  }
  await page.getByText('arrived: The receiver answered 204.').first().waitFor()
  await page.getByText('did not arrive: The receiver answered 500.').waitFor()
  await picture(page, 'notifications')
  await page.getByRole('button', { name: 'Change broken' }).click()
  await page.getByRole('button', { name: 'Delete broken…' }).click()
  await page.getByRole('button', { name: 'Delete broken now' }).click()
  await page.getByRole('heading', { name: /^1 channel is told what happens/ }).waitFor()

  const shop = await startService(scope, { url: server.url, sdkKey: project.sdkKey.key })
  await shop.is('READY')
  await go(page, 'Settings')
  await page.getByRole('button', { name: 'New backend' }).click()
  await page.getByLabel('Key, as checks name it').fill('prometheus')
  await page.getByLabel('URL').fill(receiver)
  await page.getByRole('button', { name: 'Save prometheus' }).click()
  await page.getByRole('cell', { name: 'prometheus', exact: true }).waitFor()
  await go(page, 'Services')
  // The page before has a button of that name as well.
  await page
    .getByRole('group', { name: 'Services' })
    .getByRole('button', { name: /^Change / })
    .click()
  await page.getByLabel(/^Owner/).fill('team shop')
  await page
    .getByLabel(/^Checks/)
    .fill(
      '[{ "id": "up", "type": "prometheus", "backend": "prometheus", "query": "up", "failWhen": "value < 1" }]',
    )
  await page.getByRole('button', { name: /^Save / }).click()
  await page.getByRole('heading', { name: /each has an owner/ }).waitFor()
  await go(page, 'Settings')
  await page.getByRole('button', { name: 'Remove prometheus…' }).click()
  await page.getByText('Checks that name it can’t be measured any more, and hold').waitFor()
  await page
    .getByRole('dialog')
    .getByText(/^service /)
    .waitFor()
  await page.getByRole('button', { name: 'Keep it' }).click()

  await page.getByLabel('Whose token').fill('pipeline')
  await page.getByRole('button', { name: 'Create admin token' }).click()
  const shown = page.getByRole('region', { name: 'The new token' }).locator('code')
  const authorization = `Bearer ${await shown.textContent()}`
  const asks = async () =>
    (await page.request.get(`${server.url}/api/v1/projects`, { headers: { authorization } })).status()
  expect(await asks()).toBe(200)
  await page.getByRole('button', { name: 'Revoke pipeline…' }).click()
  await page.getByRole('button', { name: 'Revoke pipeline now' }).click()
  await page.getByText('revoked', { exact: true }).waitFor()
  await page.reload()
  expect(await page.getByText(authorization.slice(7)).count(), 'a token is shown once').toBe(0)

  await go(page, 'Keys')
  await page.getByLabel('Name of the key').fill('second service')
  await page.getByRole('button', { name: 'Create SDK key' }).click()
  const made = page.getByRole('region', { name: 'The new key' })
  const sdkKey = (await made.locator('code').first().textContent()) ?? ''
  const second = await startService(scope, { url: server.url, sdkKey })
  await second.is('READY')
  await page.getByRole('button', { name: 'Revoke second service…' }).click()
  await page.getByRole('button', { name: 'Revoke second service now' }).click()
  await page.getByRole('row', { name: /second service.*revoked/ }).waitFor()
  await page.getByRole('heading', { name: '1 key opens live.' }).waitFor()
  await page.reload()
  await page.getByRole('heading', { name: '1 key opens live.' }).waitFor()
  expect(await page.getByText(sdkKey).count(), 'a key is shown once').toBe(0)
  expect(errors).toEqual([])
})

it.skipIf(skip)('rehearses a kill by the palette, and explains the words', async () => {
  const { scope, server, project, service } = await setUp()
  await project.createFlags(['checkout'], 'on')
  const shop = await service({})
  await shop.serves('checkout', true)
  const { page, errors } = await openConsole(scope, server, '/p/shop/live')
  await page.getByRole('heading', { level: 1 }).waitFor()
  await page.keyboard.press('Control+K')
  await page.getByRole('combobox', { name: 'Go to, or do' }).fill('drill')
  await page.getByRole('option', { name: /Start a drill/ }).waitFor()
  await page.keyboard.press('Enter')
  await page.getByRole('dialog').getByRole('button', { name: 'checkout' }).click()
  await page.getByText('1 instance serves what is safe, for real').waitFor()
  await page.getByRole('button', { name: 'Start the drill in live' }).click()
  await page.getByText('1 of 1 instances safe').waitFor()
  await shop.serves('checkout', false)
  await picture(page, 'drill')
  await page.getByRole('button', { name: 'End the drill now' }).click()
  await shop.serves('checkout', true)
  await page.getByRole('heading', { name: 'No kill stands.' }).waitFor()

  await page.keyboard.press('Shift+?')
  await page.getByRole('link', { name: /^What the words mean/ }).click()
  await page.getByText('A kill stays until a person restores exactly that kill.').waitFor()
  await page.getByRole('link', { name: 'Kills that stand' }).click()
  await page.getByRole('heading', { name: 'No kill stands.' }).waitFor()
  expect(errors).toEqual([])
})

async function go(page: Page, name: string): Promise<void> {
  await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name }).click()
}

/** Takes whatever is posted, and refuses it under `/bad`. */
async function startReceiver(scope: Scope): Promise<string> {
  const receiver = createServer((request, response) => {
    request.resume()
    response.writeHead(request.url === '/bad' ? 500 : 204).end()
  })
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve))
  scope.defer(
    () =>
      new Promise<void>((resolve) => {
        receiver.close(() => resolve())
        receiver.closeAllConnections()
      }),
  )
  return `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`
}
