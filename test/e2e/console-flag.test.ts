import { symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { seriousFindings } from '../harness/axe.js'
import { withoutBrowser } from '../harness/browser.js'
import { startChild, story } from '../harness/child.js'
import { root } from '../harness/paths.js'
import { tempDir } from '../harness/temp-dir.js'
import { waitFor } from '../harness/wait-for.js'
import { openConsole, picture } from './console-page.js'
import { type Setting, setUp } from './setting.js'

const skip = withoutBrowser()
const flagPage = '/p/shop/live/flags/search'

it.skipIf(skip)(
  'compares any two revisions and goes back to one, but not over a release or a kill',
  async () => {
    const { scope, server, project } = await setUp()
    const { api, params } = project
    await project.createFlags(['search'], 'on')
    const split = (on: number) => ({
      type: 'split' as const,
      weights: [
        { variant: 'on', weight: on },
        { variant: 'off', weight: 100 - on },
      ],
    })
    const set = async (body: object): Promise<number> =>
      (await api.updateFlagSettings({ params: { ...params, flag: 'search' }, body })).revision
    const tenth = await set({ default: split(10), reason: 'a tenth' })
    const half = await set({ default: split(50), reason: 'half of them' })
    const off = await set({ enabled: false, reason: 'too slow' })

    const { page, errors } = await openConsole(scope, server, flagPage)
    await page.getByRole('tab', { name: 'History' }).click()
    // The last change, at first.
    const settings = page.getByRole('group', { name: 'How it is set in live' })
    await settings.getByText('"enabled": true,').waitFor()
    await page.getByText('It is off: everybody gets off.').waitFor()
    await page.getByLabel(`Compare from revision ${tenth}`).check()
    await page.getByLabel(`Compare to revision ${half}`).check()
    const changed = settings.locator('del, ins')
    await changed.nth(3).waitFor()
    expect(await changed.allTextContents()).toEqual(['10', '50', '90', '50'])
    // What is compared stands in the address.
    expect(new URL(page.url()).searchParams.get('from')).toBe(String(tenth))
    await picture(page, 'flag-history')

    await page.getByRole('button', { name: `Go back to revision ${tenth}…` }).click()
    const dialog = page.getByRole('dialog', { name: 'Go back' })
    await dialog.getByText('"enabled": false,').waitFor()
    const goBack = dialog.getByRole('button', { name: `Go back to revision ${tenth} in live` })
    expect(await goBack.isDisabled()).toBe(true)
    await dialog.getByLabel('Why?').fill('half was too many')
    expect(await seriousFindings(page)).toEqual([])
    await picture(page, 'flag-go-back')
    await goBack.click()
    await page.getByText(`gone back to ${tenth}`).waitFor()
    const now = await api.getFlagSettings({ params: { ...params, flag: 'search' } })
    expect(now).toMatchObject({ enabled: true, default: split(10) })
    // The way back from there is offered at once.
    await page.getByRole('button', { name: `Go back to revision ${off}…` }).waitFor()

    const killId = await project.kill(['search'])
    await page.getByRole('heading', { name: /search is killed in live/ }).waitFor()
    await page.getByRole('row', { name: /killed/ }).waitFor()
    await page.getByRole('button', { name: `Go back to revision ${off}…` }).click()
    await dialog.getByText('going back lifts no kill').waitFor()
    await dialog.getByLabel('Why?').fill('off for now')
    await dialog.getByText('"enabled": false,').waitFor()
    const toOff = dialog.getByRole('button', { name: `Go back to revision ${off} in live` })
    expect(await toOff.isDisabled()).toBe(true)
    await dialog.getByLabel('Change what comes back once it is restored').check()
    expect(await toOff.isEnabled()).toBe(true)
    await page.keyboard.press('Escape')
    await project.restore(killId)

    const release = { ...params, release: 'search-2' }
    const body = { services: [{ name: 'shop' }], flags: [{ key: 'search', outgoing: 'on' }] }
    await set({ default: { type: 'variant', variant: 'off' } })
    await api.applyRelease({ params: release, body: { ...body, strategy: 'canary' } })
    await api.startRelease({ params: release, body: { confirm: ['sdk-outcomes'] } })
    await page.getByRole('heading', { name: /search is rolling out in live/ }).waitFor()
    await page.getByRole('button', { name: `Go back to revision ${off}…` }).click()
    await dialog.getByText('owns it in live while it runs').waitFor()
    await dialog.getByLabel('Why?').fill('off for now')
    expect(await toOff.isDisabled()).toBe(true)
    expect(errors).toEqual([])
  },
)

it.skipIf(skip)('says who serves a flag, what they serve, and which one serves something else', async () => {
  const { scope, server, project, service } = await setUp()
  await project.createFlags(['search'], 'on')
  const quick = { reportIntervalMs: 1_000 }
  const shop = await service({ ...quick, name: 'storefront', version: '2.8.0', host: 'a1' })
  const odd = await service({ ...quick, name: 'cart', host: 'b1', overrides: { search: false } })
  await Promise.all([shop.is('READY'), odd.is('READY')])
  await Promise.all([shop.toil(['search'], 30), odd.toil(['search'], 10)])

  const { page, errors } = await openConsole(scope, server, flagPage)
  await page.getByRole('link', { name: '1 of 2 serve it as it is set' }).click()
  await page.getByRole('heading', { name: '1 instance of 2 does not serve search as it is set.' }).waitFor()
  await page.getByRole('row', { name: /cart.*b1.*otherwise than the log says/ }).waitFor()
  await page.getByRole('row', { name: /storefront.*2\.8\.0.*a1.*as it is set/ }).waitFor()
  await picture(page, 'flag-instances')

  await page.getByRole('tab', { name: 'Live' }).click()
  await page.getByRole('row', { name: /^on true everybody/ }).waitFor()
  await page.getByRole('row', { name: /^off false everybody/ }).waitFor()
  await page.getByRole('img', { name: 'Evaluations by variant, in the last 10 min' }).hover()
  await picture(page, 'flag-live')

  await project.kill(['search'])
  await page.getByRole('tab', { name: 'Live' }).press('ArrowRight')
  await page.getByRole('row', { name: /storefront.*killed, as the log says/ }).waitFor()
  expect(errors).toEqual([])
})

it.skipIf(skip)(
  'edits what a flag is over what another person edits, and archives it and brings it back',
  async () => {
    const { scope, server, project, service } = await setUp()
    const { api, params } = project
    await project.createFlags(['search', 'suggest'], 'on')
    const at = { project: params.project, flag: 'search' }
    const needs = (prerequisites: { flag: string; variants: string[] }[]) =>
      api.updateFlagSettings({ params: { ...params, flag: 'suggest' }, body: { prerequisites } })
    await needs([{ flag: 'search', variants: ['on'] }])
    const { page, errors } = await openConsole(scope, server, flagPage)

    await page.getByRole('button', { name: 'Edit', exact: true }).click()
    const about = page.getByRole('dialog', { name: 'What search is' })
    await about.getByLabel('Owner').fill('payments')
    await about.getByLabel('Tags, with commas between them').fill('checkout, q4')
    await about.getByLabel('Meant to stay').selectOption('for good')
    // What is typed outlives a reload.
    await page.reload()
    await page.getByRole('button', { name: 'Edit', exact: true }).click()
    await about.getByRole('row', { name: /owner nothing → payments/ }).waitFor()
    await picture(page, 'flag-about')
    expect(await seriousFindings(page)).toEqual([])
    await api.updateFlag({ params: at, body: { description: 'Finds things.', owner: 'growth' } })
    await about.getByRole('button', { name: 'Save search' }).click()
    await about.getByRole('alert').getByText('owner from nothing to growth').waitFor()
    await about.getByRole('row', { name: /owner growth → payments/ }).waitFor()
    await about.getByRole('button', { name: 'Save search' }).click()
    await page.getByText('release · boolean · payments · #checkout · #q4 · permanent').waitFor()
    expect(await api.getFlag({ params: at })).toMatchObject({
      description: 'Finds things.',
      owner: 'payments',
      tags: ['checkout', 'q4'],
      lifetime: { type: 'permanent' },
    })

    await page.getByText('release, permanent').waitFor()
    await page.getByText(/^on to everybody, for/).waitFor()
    const archive = page.getByRole('button', { name: 'Archive…' })
    await archive.click()
    const dialog = page.getByRole('dialog', { name: 'Archive search' })
    await dialog.getByRole('listitem').getByText('flag suggest in live').waitFor()
    const go = dialog.getByRole('button', { name: 'Archive search' })
    expect(await go.isDisabled()).toBe(true)
    expect(await seriousFindings(page)).toEqual([])
    await needs([])
    await dialog.getByText('No other flag, segment or open release asks for it.').waitFor()
    await dialog.getByText('No code has asked for it in the last 7 days').waitFor()
    await go.click()
    await page.getByRole('heading', { name: 'search is archived: SDKs no longer get it' }).waitFor()
    await picture(page, 'flag-archived')

    const shop = await service({ reportIntervalMs: 1_000 })
    await shop.is('READY')
    expect(await shop.details('search', false)).toMatchObject({ errorCode: 'FLAG_NOT_FOUND' })
    await page.getByRole('button', { name: 'Bring back…' }).click()
    await page.getByRole('button', { name: 'Bring search back everywhere' }).click()
    await shop.serves('search', true)
    await waitFor('the evaluation to be told', async () => {
      const { flags } = await api.readLastEvaluated({ params })
      return flags['search']
    })
    await archive.click()
    await dialog.getByText('Code still asks for it: live').waitFor()
    expect(await go.isDisabled()).toBe(true)
    await dialog.getByLabel('Archive it although it is in use').check()
    expect(await go.isEnabled()).toBe(true)
    // The browser itself says that somebody else was first.
    expect(errors.filter((error) => !error.includes('412'))).toEqual([])
  },
)

it.skipIf(skip)('shows programs that run as they stand, for each type and in both ways', async () => {
  const setting = await setUp()
  const { api, params } = setting.project
  const values = { boolean: true, string: 'b', number: 7, object: { size: 3 } }
  const types = Object.keys(values) as (keyof typeof values)[]
  for (const type of types) {
    const body = {
      key: `a-${type}`,
      name: type,
      type,
      variants: { given: values[type] },
      environments: {
        live: {
          enabled: true,
          offVariant: null,
          default: { type: 'variant' as const, variant: 'given' },
        },
      },
    }
    await api.createFlag({ params: { project: params.project }, body })
  }
  const { page, errors } = await openConsole(setting.scope, setting.server, '/p/shop/live')
  const programs: string[] = []
  for (const type of types) {
    await page.goto(`${setting.server.url}/p/shop/live/flags/a-${type}?tab=code`)
    for (const way of ['SDK', 'OpenFeature']) programs.push(await programOf(page, way))
  }
  const expected = types.flatMap((type) => [values[type], values[type]])
  for (const [index, text] of programs.entries())
    await waitFor(
      `this program to print ${JSON.stringify(expected[index])}: ${text}`,
      // On a busy machine two seconds, which it waits itself, may pass before it has its flags.
      async () => JSON.stringify(await outputOf(setting, text)) === JSON.stringify(expected[index]),
      { timeoutMs: 20_000 },
    )
  expect(errors).toEqual([])
})

async function programOf(page: Page, way: string): Promise<string> {
  await page.getByRole('button', { name: way, exact: true }).click()
  return (await page.locator('pre').textContent()) ?? ''
}

/** What `value` is in the end; the program closes what it has opened, and ends by itself. */
async function outputOf({ scope, project }: Setting, text: string): Promise<unknown> {
  const folder = tempDir(scope, 'program')
  symlinkSync(join(root, 'test/node_modules'), join(folder, 'node_modules'))
  const close = text.includes('OpenFeature') ? 'OpenFeature.close()' : 'flags.close()'
  const program = join(folder, 'main.mjs')
  writeFileSync(
    program,
    `const user = { id: 'user-1' }\n${text}\nconsole.log(JSON.stringify({ value }))\nawait ${close}\n`,
  )
  const child = startChild(scope, { program, env: { RIPCORD_SDK_KEY: project.sdkKey.key } })
  const { code } = await child.exited
  expect(code, story(child)).toBe(0)
  const last = child.out.findLast((line) => line.startsWith('{')) ?? '{}'
  return (JSON.parse(last) as { value?: unknown }).value
}
