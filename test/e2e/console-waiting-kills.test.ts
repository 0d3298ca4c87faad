import { encodeHeader, type Hello, helloHeader, snapshotPath } from '@ripcord/sync'
import { expect, it } from 'vitest'
import { seriousFindings } from '../harness/axe.js'
import { withoutBrowser } from '../harness/browser.js'
import { openConsole, picture } from './console-page.js'
import { type Setting, setUp } from './setting.js'

const skip = withoutBrowser()

it.skipIf(skip)(
  'lets a person adopt or dismiss a kill that an instance brought and nobody can check',
  async () => {
    const setting = await setUp()
    const { scope, server, project } = setting
    await project.createFlags(['checkout', 'search'], 'on')
    await bring(setting, 'checkout')
    await bring(setting, 'search')
    const { page, errors } = await openConsole(scope, server, '/p/shop/live/incidents')
    const waiting = page.getByRole('group', { name: 'Kills that wait' })
    await waiting.getByRole('row', { name: /checkout/ }).waitFor()
    await picture(page, 'waiting-kills')
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme })
      expect(await seriousFindings(page)).toEqual([])
    }

    await waiting
      .getByRole('row', { name: /checkout/ })
      .getByRole('button', { name: 'Adopt…' })
      .click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('Adopt the kill of checkout in live?').waitFor()
    await dialog.getByLabel(/^Why/).fill('it burned before the backup')
    await dialog.getByRole('button', { name: 'Adopt it in live' }).click()
    await page.getByRole('heading', { name: /checkout is killed|One kill stands|1 kill stands/ }).waitFor()

    await waiting
      .getByRole('row', { name: /search/ })
      .getByRole('button', { name: 'Dismiss…' })
      .click()
    await dialog.getByLabel(/^Why/).fill('nobody knows of it')
    await dialog.getByRole('button', { name: 'Dismiss it in live' }).click()
    await waiting.waitFor({ state: 'detached' })
    const { items } = await project.api.listKills({ params: project.params, query: {} })
    expect(items).toMatchObject([{ cause: 'recovered', serves: { checkout: { variant: 'off' } } }])
    expect(errors).toEqual([])
  },
)

/** A process that holds a kill of a log that there is no more, and whose seal this server can't check. */
async function bring({ server, project }: Setting, flag: string): Promise<void> {
  const hello: Hello = {
    protocol: 1,
    count: 1,
    bootId: `boot-of-${flag}`.padEnd(26, '0'),
    follows: [],
    instance: { service: 'shop', version: '1.0.0', host: 'host', sdk: { name: 'test', version: '1' } },
    highestEpoch: null,
    held: null,
    kills: [
      {
        killId: `kill-${flag}`,
        cause: 'manual',
        actor: { type: 'person', id: 'ada', name: 'Ada' },
        reason: 'it burns',
        episode: `episode of ${flag}`,
        firstCommit: { epoch: '01JGZZZZZZ0000000000000000', revision: 2, at: '2026-01-05T08:00:00.000Z' },
        serves: { [flag]: { type: 'variant', variant: 'off', value: false } },
        mac: 'of another server',
      },
    ],
    notServing: [],
  }
  const response = await fetch(`${server.url}${snapshotPath}`, {
    headers: { authorization: `Bearer ${project.sdkKey.key}`, [helloHeader]: encodeHeader(hello) },
  })
  expect(response.status).toBe(200)
  await response.text()
}
