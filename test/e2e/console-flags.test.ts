import { reportPath } from '@ripcord/sync'
import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { withoutBrowser } from '../harness/browser.js'
import { openConsole, picture } from './console-page.js'
import { setUp } from './setting.js'

const skip = withoutBrowser()

/** Keys of the rows that are shown, from the top. */
async function shown(page: Page): Promise<(string | null)[]> {
  return page.getByRole('row').locator('a code').allTextContents()
}

it.skipIf(skip)(
  'narrows flags to what is stale or part of a release, shows what each has served, and is worked by keys',
  async () => {
    const { scope, server, project } = await setUp()
    await project.createFlags(['kept', 'new-checkout', 'search'], 'on')
    const { api, params } = project
    const lifetime = { type: 'temporary' as const, expectedEnd: '2020-01-01T00:00:00Z' }
    const { revision } = await api.getFlag({ params: { project: 'shop', flag: 'search' } })
    await api.updateFlag({
      params: { project: 'shop', flag: 'search' },
      body: { lifetime },
      ifMatch: revision,
    })
    await api.applyRelease({
      params: { ...params, release: 'checkout-7' },
      body: {
        flags: [{ key: 'new-checkout', outgoing: 'on' }],
        services: [{ name: 'checkout', version: '7' }],
        stages: [{ share: 0.5, bakeTime: '1h' }, { share: 1 }],
      },
    })
    const evaluations = [
      { flag: 'search', variant: 'on', reason: 'STATIC', count: 30 },
      { flag: 'search', variant: 'off', reason: 'STATIC', count: 10 },
    ]
    const report = { bootId: 'b'.repeat(32), sequence: 1, service: 'shop', evaluations, dropped: 0 }
    await fetch(server.url + reportPath, {
      method: 'POST',
      headers: { authorization: `Bearer ${project.sdkKey.key}`, 'content-type': 'application/json' },
      body: JSON.stringify(report),
    })

    const { page, errors } = await openConsole(scope, server, '/p/shop/live/flags')
    await page.getByRole('img', { name: 'on 75 %, off 25 % of 40 evaluations in the last hour' }).waitFor()
    await page
      .getByRole('row', { name: /^Select kept/ })
      .getByText('no evaluations')
      .waitFor()
    await page.getByRole('button', { name: 'stale: 1' }).click()
    await page.getByText('1 of 3 are shown.').waitFor()
    expect(await shown(page)).toEqual(['search'])
    await page.getByRole('row', { name: /should have been gone for/ }).waitFor()
    expect(page.url()).toContain('stale=yes')
    await page.goto(`${server.url}/p/shop/live/flags?release=checkout-7`)
    await page.getByRole('link', { name: 'checkout-7' }).waitFor()
    expect(await shown(page)).toEqual(['new-checkout'])
    await page.getByLabel('release:').selectOption('any')
    await page.getByRole('row', { name: /^Select search/ }).waitFor()

    const dialog = page.getByRole('dialog')
    // By keys alone: search, leave the field, go there, select it, and aim the kill at it.
    await page.keyboard.press('/')
    await page.keyboard.type('e')
    await page.keyboard.press('Escape')
    for (const key of ['j', 'j', 'k', 'x', 'j', 'j', 'x']) await page.keyboard.press(key)
    await page.getByText('2 flags selected').waitFor()
    await page.keyboard.press('Shift+K')
    await page.getByRole('heading', { name: 'Kill 2 flags in live?' }).waitFor()
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'detached' })
    await page.keyboard.press('Escape')
    await page.getByText('2 flags selected').waitFor({ state: 'detached' })
    await page.keyboard.press('Shift+K')
    await page.getByRole('heading', { name: 'Kill search in live?' }).waitFor()
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'detached' })
    await page.keyboard.press('Shift+?')
    await page.getByRole('heading', { name: 'Keys' }).waitFor()
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'detached' })
    await page.keyboard.press('e')
    await page.getByRole('heading', { name: 'search is on in live: everybody gets on.' }).waitFor()
    expect(errors).toEqual([])
  },
)

it.skipIf(skip)(
  'changes several flags with one preview, takes it back at once, and not where somebody was there since',
  async () => {
    const { scope, server, project } = await setUp()
    await project.createFlags(['a', 'b', 'c'], 'on')
    const { api } = project
    const states = async () => {
      const { items } = await api.listFlags({ params: { project: 'shop' }, query: { archived: false } })
      return items.map(({ key, tags, environments }) =>
        [key, environments['live']?.enabled ? 'on' : 'off', ...tags].join(' '),
      )
    }
    const { page, errors } = await openConsole(scope, server, '/p/shop/live/flags')
    const done = page.getByRole('status', { name: 'What was done' })
    await page.getByLabel('Select a', { exact: true }).check()
    await page.getByLabel('Select b').check()
    await page.getByRole('button', { name: 'Turn off…' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('row', { name: 'a on off' }).waitFor()
    await picture(page, 'bulk')
    await dialog.getByRole('button', { name: 'Turn 2 flags off in live' }).click()
    await done.getByText('2 flags were turned off in live.').waitFor()
    expect(await states()).toEqual(['a off', 'b off', 'c on'])
    await done.getByRole('button', { name: 'Undo' }).click()
    await done.getByText('It is as it was before.').waitFor()
    expect(await states()).toEqual(['a on', 'b on', 'c on'])

    await page.getByLabel('Select all that are shown').check()
    await page.getByRole('button', { name: 'Tag…' }).click()
    await dialog.getByLabel('Tag').fill('autumn')
    await page.keyboard.press('Enter')
    await done.getByText('3 flags were tagged autumn.').waitFor()
    const ofB = { project: 'shop', flag: 'b' }
    const { revision } = await api.getFlag({ params: ofB })
    await api.updateFlag({ params: ofB, body: { tags: [] }, ifMatch: revision })
    await done.getByRole('button', { name: 'Undo' }).click()
    await done.getByRole('alert').waitFor()
    expect(await states()).toEqual(['a on autumn', 'b on', 'c on autumn'])

    await page.getByLabel('Select b').check()
    await page.getByLabel('Select c').check()
    await page.getByRole('button', { name: 'Archive…' }).click()
    await dialog.getByRole('button', { name: 'Archive 2 flags' }).click()
    await page.getByRole('row', { name: /^Select b/ }).waitFor({ state: 'detached' })
    expect(await states()).toEqual(['a on autumn'])
    await done.getByRole('button', { name: 'Undo' }).click()
    await page.getByRole('row', { name: /^Select b/ }).waitFor()
    expect(errors.filter((error) => !error.includes('412'))).toEqual([])
  },
)

it.skipIf(skip)(
  'compares two environments and promotes one flag, then the rest, after what differs was shown',
  async () => {
    const { scope, server, project } = await setUp()
    const { api, params } = project
    await project.createFlags(['a', 'b'], 'on')
    await api.createEnvironment({
      params: { project: 'shop' },
      body: { key: 'production', name: 'Production', production: true },
    })
    const enabledThere = async () => {
      const { items } = await api.listFlags({ params: { project: 'shop' } })
      return items.map(({ environments }) => environments['production']?.enabled)
    }
    const { page, errors } = await openConsole(scope, server, '/p/shop/production/flags')
    await page.getByRole('link', { name: 'Compare environments' }).click()
    await page
      .getByRole('heading', { name: '2 flags are set otherwise in production than in live.' })
      .waitFor()
    await picture(page, 'compare')
    await page.getByRole('button', { name: 'Promote a to production' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('+ enabled: true').waitFor()
    await dialog.getByLabel('Why?').fill('a week on live')
    await dialog.getByRole('button', { name: 'Promote 1 flag to production' }).click()
    const done = page.getByRole('status', { name: 'What was done' })
    await done.getByText('1 flag is set in production as in live.').waitFor()
    expect(await enabledThere()).toEqual([true, false])
    await done.getByRole('button', { name: 'Undo' }).click()
    await done.getByText('It is as it was before.').waitFor()
    expect(await enabledThere()).toEqual([false, false])

    await page.getByRole('button', { name: 'Promote all 2 to production…' }).click()
    await dialog.getByLabel('Why?').fill('both are well')
    await dialog.getByRole('button', { name: 'Promote 2 flags to production' }).click()
    await page.getByRole('heading', { name: 'Flags are set in production as they are in live.' }).waitFor()
    expect(await enabledThere()).toEqual([true, true])
    const { items } = await api.listChanges({ params: { project: params.project }, query: { limit: 1 } })
    expect(items).toMatchObject([{ kind: 'flag.promoted', reason: 'both are well' }])
    expect(errors).toEqual([])
  },
)
