import type { BrowserContextOptions, Page } from 'playwright-core'
import { openPage } from '../harness/browser.js'
import type { Scope } from '../harness/scope.js'
import type { ServerProcess } from '../harness/server-process.js'

// A folder to keep pictures in, for whoever wants to look.
const pictures = process.env['RIPCORD_PICTURES']

export async function picture(page: Page, name: string): Promise<void> {
  if (pictures !== undefined) await page.screenshot({ path: `${pictures}/${name}.png` })
}

/** The console at a page of it, in a browser of its own that has logged in. */
export async function openConsole(
  scope: Scope,
  server: ServerProcess,
  path: string,
  options: BrowserContextOptions = { viewport: { width: 1280, height: 800 } },
) {
  const opened = await openPage(scope, options)
  const { page } = opened
  await page.request.post(`${server.url}/api/v1/session`, {
    data: { secret: server.adminToken },
    headers: { origin: server.url },
  })
  await page.goto(server.url + path)
  return opened
}

/** Presses a button for as long as it asks for. */
export async function hold(page: Page, name: string | RegExp): Promise<void> {
  const button = page.getByRole('button', { name })
  await button.hover()
  await page.mouse.down()
  await page.getByRole('heading', { name: /instances? safe|No instance is connected/ }).waitFor()
  await page.mouse.up()
}
