import { expect, it } from 'vitest'
import { seriousFindings } from '../harness/axe.js'
import { openPage, withoutBrowser } from '../harness/browser.js'
import { printedLink } from '../harness/owner-session.js'
import { startServer } from '../harness/server-process.js'
import { waitFor } from '../harness/wait-for.js'
import { openConsole, picture } from './console-page.js'
import { testScope } from './test-scope.js'

const skip = withoutBrowser()

it.skipIf(skip)('shows a release that is broken by a button go out, break and be taken back', async () => {
  const scope = testScope()
  const server = await startServer(scope)
  const { page, errors } = await openPage(scope, { viewport: { width: 1280, height: 800 } })
  // Six processes start, and a browser: a busy machine takes its time.
  page.setDefaultTimeout(60_000)
  await page.goto(await printedLink(server))
  await page.getByRole('button', { name: 'Start the live demo' }).click()
  await page.getByRole('heading', { name: 'kites-2 goes out, and all is well.' }).waitFor()
  expect(new URL(page.url()).pathname).toBe('/p/demo/production/demo')
  await page.getByRole('row', { name: /payments 2/ }).waitFor()

  await page.getByRole('button', { name: 'Break it' }).click()
  await page.getByRole('heading', { name: /kites-2 was pulled .* seconds after it broke/ }).waitFor()
  await page.getByText('killed by the guard').waitFor()
  await page.getByText(/5 of 5 instances are safe/).waitFor()
  await picture(page, 'demo-killed')
  const found: string[] = []
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    found.push(...(await seriousFindings(page)))
  }
  expect(found).toEqual([])
  await page.setViewportSize({ width: 390, height: 844 })
  // A chart takes its new width a frame later.
  await waitFor(
    'the page to scroll no wider than a phone',
    async () => (await page.evaluate<number>('document.documentElement.scrollWidth')) === 390,
  )

  await page.getByRole('button', { name: 'End the demo' }).click()
  await page.getByText('The last one has ended').waitFor()
  await page.getByRole('link', { name: 'its incidents' }).click()
  await page.getByRole('heading', { name: 'No kill stands.' }).waitFor()
  expect(errors).toEqual([])
})

it.skipIf(skip)('says to whom it can’t be given how to get it', async () => {
  const scope = testScope()
  const server = await startServer(scope)
  const { page } = await openConsole(scope, server, '/p/default/production')
  await page.getByRole('button', { name: 'Create hello' }).waitFor()
  await page.keyboard.press('Control+K')
  await page.getByRole('combobox', { name: 'Go to, or do' }).waitFor()
  await page.keyboard.type('live demo')
  await page.keyboard.press('Enter')
  await page.getByText('ripcord link').waitFor()
  expect(await page.getByRole('button', { name: /live demo/ }).count()).toBe(0)
})
