import type { Locator, Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { seriousFindings } from '../harness/axe.js'
import { withoutBrowser } from '../harness/browser.js'
import { openConsole, picture } from './console-page.js'
import { setUp } from './setting.js'

const skip = withoutBrowser()

it.skipIf(skip)('is built by fields alone, its split dragged, and served by an SDK as it reads', async () => {
  const { scope, server, project, service } = await setUp()
  await project.createFlags(['new-checkout', 'payments'], 'off')
  await project.serve(['payments'], 'on')
  await project.api.createSegment({
    params: project.params,
    body: { key: 'staff', name: 'Staff', included: ['ada'] },
  })
  const shop = await service({})
  const { page, errors } = await openConsole(scope, server, '/p/shop/live/flags/new-checkout')
  await page.getByRole('button', { name: 'Edit targeting' }).click()

  await page.getByRole('button', { name: 'Add prerequisite' }).click()
  const prerequisite = page.getByRole('group', { name: 'Prerequisite 1' })
  await prerequisite.getByLabel('Flag', { exact: true }).fill('payments')
  await prerequisite.getByRole('checkbox', { name: 'on' }).check()

  // age ≥ 18 and (plan is none of a, b or the segment staff) and not (email ends with …)
  await page.getByRole('button', { name: 'Add rule' }).click()
  const rule = page.getByRole('region', { name: 'Rule 1' })
  await rule.getByLabel('Name').fill('Grown up')
  await rule.getByLabel('Attribute', { exact: true }).fill('age')
  await rule.getByLabel('Operator').selectOption('greaterThanOrEqual')
  await rule.getByLabel('Value', { exact: true }).fill('18')
  await rule.getByRole('button', { name: 'Add group to the rule' }).click()
  const plan = condition(rule, '2.1')
  await plan.getByLabel('Attribute', { exact: true }).fill('plan')
  await plan.getByLabel('Operator').selectOption('in')
  await plan.getByLabel('not', { exact: true }).check()
  await plan.getByLabel('Value', { exact: true }).fill('free')
  await page.keyboard.press('Enter')
  await page.keyboard.type('trial')
  await rule.getByRole('button', { name: 'Add condition to condition 2' }).click()
  await condition(rule, '2.2').getByLabel('What is asked for').selectOption('segment')
  await condition(rule, '2.2').getByLabel('Segment', { exact: true }).selectOption('staff')
  await rule.getByRole('button', { name: 'Add condition to the conditions' }).click()
  await rule.getByRole('button', { name: 'Put condition 3 into a group' }).click()
  await rule.getByLabel('How condition 3 count').selectOption('not')
  const email = condition(rule, '3').getByRole('group', { name: 'Condition 3' })
  await email.getByLabel('Attribute', { exact: true }).fill('email')
  await email.getByLabel('Operator').selectOption('endsWith')
  await email.getByLabel('Value', { exact: true }).fill('@shop.example')
  await rule.getByRole('combobox', { name: 'Serve', exact: true }).selectOption('variant on')
  await page
    .getByText(
      'Where age ≥ 18 and (plan is none of “free” or “trial” or segment is staff) and not (email ends with “@shop.example”), on is served.',
    )
    .waitFor()

  await page.getByLabel('Everybody else gets').selectOption('split')
  const edge = page.getByRole('slider', { name: 'Share of on, against off' })
  await drag(page, edge, 0.25)
  expect(await page.getByLabel('Weight of on').inputValue()).toBe('25')
  await edge.press('ArrowRight')
  await edge.press('PageDown')
  expect(await edge.getAttribute('aria-valuetext')).toBe('16 % on, 84 % off')
  await picture(page, 'targeting')
  expect(await seriousFindings(page)).toEqual([])

  // The other view edits the same draft.
  await page.getByRole('tab', { name: 'JSON' }).click()
  const text = page.getByLabel('All of it, as JSON')
  await text.fill(
    (await text.inputValue()).replace('"weight": 16', '"weight": 100').replace('"weight": 84', '"weight": 0'),
  )
  await page.getByRole('tab', { name: 'Fields' }).click()
  expect(await page.getByLabel('Weight of on').inputValue()).toBe('100')
  await edge.press('Home')
  await page.getByLabel('Why?').fill('grown-ups first')
  await page.getByRole('button', { name: 'Save for live' }).click()
  await page.getByRole('heading', { name: /one rule, and everybody else gets off/ }).waitFor()

  const saved = await project.api.getFlagSettings({ params: { ...project.params, flag: 'new-checkout' } })
  expect(saved.prerequisites).toEqual([{ flag: 'payments', variants: ['on'] }])
  const grownUp = { targetingKey: 'eve', age: 20, plan: 'pro' }
  const serves = async (context: object, expected: boolean): Promise<void> =>
    expect(
      await shop.value('new-checkout', !expected, { ...grownUp, ...context }),
      JSON.stringify(context),
    ).toBe(expected)
  await expect.poll(() => shop.value('new-checkout', false, grownUp)).toBe(true)
  await serves({ age: 17 }, false)
  await serves({ plan: 'trial' }, false)
  await serves({ plan: 'trial', targetingKey: 'ada' }, true)
  await serves({ email: 'x@shop.example' }, false)
  await project.serve(['payments'], 'off')
  await expect.poll(() => shop.value('new-checkout', true, grownUp)).toBe(false)
  expect(errors).toEqual([])
})

it.skipIf(skip)(
  'is worked by the keyboard alone, names a wrong field, and takes back what went',
  async () => {
    const { scope, server, project } = await setUp()
    await project.createFlags(['search'], 'on')
    await project.api.updateEnvironment({ params: project.params, body: { production: true } })
    const { page, errors } = await openConsole(scope, server, '/p/shop/live/flags/search', {
      colorScheme: 'dark',
      viewport: { width: 1280, height: 800 },
    })
    const keys = page.keyboard
    await page.getByRole('button', { name: 'Edit targeting' }).press('Enter')
    await page.getByRole('button', { name: 'Add rule' }).press('Enter')
    await keys.type('Young')
    await tabTo(page, 'Attribute')
    await keys.type('age')
    await tabTo(page, 'Operator')
    await keys.type('<')
    await tabTo(page, 'Value')
    await keys.type('x')

    const wrong = page.getByRole('alert', { name: 'What is wrong' })
    await wrong.getByText('is missing: expected a number').waitFor()
    expect(await page.getByRole('button', { name: 'Save for live' }).isDisabled()).toBe(true)
    expect(await seriousFindings(page)).toEqual([])
    await wrong.getByRole('button', { name: 'Rule 1 (Young), value 1' }).press('Enter')
    expect(await focused(page)).toBe('Value')
    await keys.press('Backspace')
    await keys.type('18')
    await wrong.getByRole('listitem').waitFor({ state: 'detached' })

    await page.getByRole('button', { name: 'Add rule' }).press('Enter')
    await keys.type('Second')
    await tabTo(page, 'Attribute')
    await keys.type('plan')
    await page.getByRole('button', { name: 'Move rule 2 up' }).press('Enter')
    expect(await page.getByRole('region', { name: 'Rule 1' }).getByLabel('Name').inputValue()).toBe('Second')
    // The other way is the only one from here.
    expect(await focused(page)).toBe('Move rule 1 down')
    await page.getByRole('button', { name: 'Remove rule 1' }).press('Enter')
    await page.getByText('Removed rule 1 (Second).').waitFor()
    await page.getByRole('button', { name: 'Undo' }).press('Enter')
    await page.getByRole('region', { name: 'Rule 2' }).waitFor()
    await page.getByRole('button', { name: 'Remove rule 1' }).press('Enter')

    // Somebody else is first: what they did is shown, and mine stands on top of it.
    const params = { ...project.params, flag: 'search' }
    const { revision } = await project.api.getFlagSettings({ params })
    await project.api.updateFlagSettings({ params, body: { offVariant: null }, ifMatch: revision })
    await page.getByLabel('Why? It goes into the history.').waitFor()
    await page.getByLabel('Why?').press('x')
    await page.getByRole('button', { name: 'Save for live' }).press('Enter')
    await page.getByLabel('What they have changed').getByText('"offVariant": null').waitFor()
    await page.getByRole('button', { name: 'Save for live' }).press('Enter')
    await page.getByText('Where age < 18 (Young), on is served.').waitFor()
    expect(await project.api.getFlagSettings({ params })).toMatchObject({
      rules: [{ id: 'rule-1', when: { operator: 'lessThan', values: [18] } }],
      offVariant: null,
    })
    expect(errors.filter((error) => !error.includes('412'))).toEqual([])
  },
)

function condition(rule: Locator, place: string): Locator {
  return rule.getByRole('group', { name: `Condition ${place}`, exact: true }).first()
}

/** Drags an edge to a share of the whole bar. */
async function drag(page: Page, edge: Locator, share: number): Promise<void> {
  await edge.scrollIntoViewIfNeeded()
  const handle = await edge.boundingBox()
  const bar = await edge.locator('..').boundingBox()
  if (handle === null || bar === null) throw new Error('The split has no bar')
  const y = bar.y + bar.height / 2
  const from = handle.x + handle.width / 2
  await page.mouse.move(from, y)
  await page.mouse.down()
  await page.mouse.move((from + bar.x + bar.width * share) / 2, y)
  await page.mouse.move(bar.x + bar.width * share, y)
  await page.mouse.up()
}

/** Presses Tab until the field of that name has the focus. */
async function tabTo(page: Page, name: string): Promise<void> {
  for (let pressed = 0; pressed < 20; pressed++) {
    await page.keyboard.press('Tab')
    if ((await focused(page)) === name) return
  }
  throw new Error(`No Tab leads to ${name}`)
}

function focused(page: Page): Promise<string> {
  return page.evaluate<string>("document.activeElement?.getAttribute('aria-label') ?? ''")
}
