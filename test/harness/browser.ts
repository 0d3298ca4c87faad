import { existsSync } from 'node:fs'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import type { Scope } from './scope.js'
import { tempDir } from './temp-dir.js'

const places = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

/** Where the browser is that end-to-end tests drive; undefined where there is none. */
export const browserPath = [process.env['CHROMIUM'], ...places].find(
  (path) => path !== undefined && existsSync(path),
)

/**
 * Whether to skip the tests that need a browser: on a machine without one they are skipped, loudly; under CI=true a
 * missing one is a failure.
 */
export function withoutBrowser(): boolean {
  if (browserPath !== undefined) return false
  const message = `No Chromium found (${places.join(', ')}, or set CHROMIUM): the tests in a browser`
  if (process.env['CI'] === 'true') throw new Error(`${message} can't run, and CI runs them all`)
  console.warn(`\n${message} are SKIPPED\n`)
  return true
}

/** A page of a headless browser of its own, with a new profile. What the page logs as an error is in `errors`. */
export async function openPage(
  scope: Scope,
  options: BrowserContextOptions = {},
): Promise<{ page: Page; errors: string[] }> {
  const browser = await launch()
  scope.defer(() => browser.close())
  const context = await browser.newContext(options)
  const page = await context.newPage()
  const errors: string[] = []
  page.on('pageerror', (error) => errors.push(String(error)))
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text())
  })
  return { page, errors }

  function launch(): Promise<Browser> {
    return chromium.launch({
      ...(browserPath === undefined ? {} : { executablePath: browserPath }),
      env: { ...process.env, HOME: tempDir(scope, 'browser') },
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    })
  }
}
