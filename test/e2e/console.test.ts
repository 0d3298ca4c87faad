import { createApiClient } from '@ripcord/api'
import { expect, it } from 'vitest'
import { openPage, withoutBrowser } from '../harness/browser.js'
import { startServer } from '../harness/server-process.js'
import { startService } from '../harness/service-process.js'
import { hold, openConsole, picture } from './console-page.js'
import { setUp } from './setting.js'
import { testScope } from './test-scope.js'

const skip = withoutBrowser()
const production = '/p/default/production'

it.skipIf(skip)(
  'leads a newcomer from the printed link to a kill that a service has acknowledged, and back',
  async () => {
    const scope = testScope()
    // No token from outside: the first start prints a link that opens a session once.
    const server = await startServer(scope, { env: { RIPCORD_ADMIN_TOKEN: '' } })
    const link = await server.child.line((line) => /http\S+\/login#\S+/.exec(line)?.[0])
    const { page, errors } = await openPage(scope, { viewport: { width: 1280, height: 800 } })
    await page.goto(link)

    await page.getByRole('button', { name: 'Create hello' }).click()
    await page.getByRole('button', { name: 'Create an SDK key' }).click()
    const program = (await page.locator('pre').textContent()) ?? ''
    const sdkKey = /rk_srv_[\w-]+/.exec(program)?.[0] ?? ''
    await picture(page, 'first-run')
    const service = await startService(scope, { url: server.url, sdkKey })
    await service.is('READY')
    await service.serves('hello', false)
    await page.getByRole('button', { name: 'Turn hello on in production' }).click()
    await service.serves('hello', true)
    await page.getByText(/1 instance serves it, .* after you pressed/).waitFor()

    await page.getByRole('button', { name: 'Go to the overview' }).click()
    await page.keyboard.press('Shift+K')
    await page.getByRole('button', { name: 'hello' }).click()
    await page.getByLabel('Why? It goes into the incident.').fill('errors since noon')
    await hold(page, 'Hold to kill hello in production')
    await page.getByRole('heading', { name: '1 of 1 instances safe' }).waitFor()
    await picture(page, 'safe')
    const details = await service.details('hello', true)
    expect(details).toMatchObject({ value: false, variant: 'off', reason: 'DISABLED' })

    await page.getByRole('button', { name: 'Open the incident' }).click()
    await page.getByRole('button', { name: 'Restore…' }).click()
    await page.getByLabel('Why is it safe again?').fill('fixed in 1.4.3')
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /Restore/ })
      .click()
    await service.serves('hello', true)
    expect(errors).toEqual([])
  },
)

it.skipIf(skip)('shows in one browser what is done in another, without a reload', async () => {
  const { scope, server, project } = await setUp()
  await project.createFlags(['a', 'b'], 'on')
  const mine = await openConsole(scope, server, '/p/shop/live/flags')
  const theirs = await openConsole(scope, server, '/p/shop/live')
  await mine.page.getByRole('heading', { name: '2 flags serve as they are set in live.' }).waitFor()
  const killId = await project.kill(['a'])
  const begun = performance.now()
  await mine.page.getByRole('heading', { name: '1 flag is killed in live.' }).waitFor()
  await theirs.page.getByRole('heading', { name: /a was (just )?pulled/ }).waitFor()
  console.log(`a change was seen in a second browser after ${Math.round(performance.now() - begun)} ms`)
  await project.restore(killId)
  await mine.page.getByRole('heading', { name: '2 flags serve as they are set in live.' }).waitFor()
  expect([...mine.errors, ...theirs.errors]).toEqual([])
})

it.skipIf(skip)('says that it is stale while the server is gone, and catches up by itself', async () => {
  const { scope, server, project } = await setUp()
  await project.createFlags(['a'], 'on')
  const { page } = await openConsole(scope, server, '/p/shop/live/flags')
  const status = page.getByRole('status')
  await status.getByText('live').waitFor()
  await server.kill()
  await status.getByText(/stale for/).waitFor()
  await server.start()
  await project.kill(['a'])
  await page.getByRole('heading', { name: '1 flag is killed in live.' }).waitFor()
  await status.getByText('live').waitFor()
})

it.skipIf(skip)('shows hostile names as text, under a policy that nothing breaks', async () => {
  const scope = testScope()
  const server = await startServer(scope)
  const api = createApiClient({ baseUrl: server.url, token: server.adminToken })
  const hostile = '<img src=x onerror="document.title=1"> javascript:alert(1)'
  const variants = { on: true, off: false }
  await api.createFlag({
    params: { project: 'default' },
    body: { key: 'a', name: hostile, type: 'boolean', variants, owner: '<script>1</script>' },
  })
  const target = { type: 'flags' as const, flags: ['a'] }
  const params = { project: 'default', environment: 'production' }
  const { kill } = await api.createKill({ params, body: { target, reason: hostile } })
  const { page, errors } = await openConsole(scope, server, `${production}/flags`)
  await page.getByRole('cell', { name: '<script>1</script>' }).waitFor()
  await page.goto(`${server.url}${production}/incidents/${kill.killId}`)
  await page
    .getByText(/<img src=x/)
    .first()
    .waitFor()
  expect(await page.locator('img').count()).toBe(0)
  expect(await page.title()).toMatch(/ · Ripcord$/)
  expect(errors).toEqual([])
})

it.skipIf(skip)(
  'shows the longest texts, and those that run backwards, within the window of a phone',
  async () => {
    const { scope, server, project } = await setUp()
    const { api, params } = project
    const backwards = '\u202Eredro gnorw eht ni\u2066'
    const body = {
      key: 'banner',
      name: 'شريط الإعلان',
      description: backwards.repeat(8),
      type: 'string' as const,
      variants: { long: 'x'.repeat(10_000), none: '' },
    }
    await api.createFlag({ params: { project: params.project }, body })
    await api.createKey({ params, body: { name: 'W'.repeat(200) } })
    const viewport = { width: 390, height: 844 }
    const { page, errors } = await openConsole(scope, server, '/p/shop/live/flags', { viewport })
    for (const path of [
      'flags',
      'flags/banner',
      'flags/banner?tab=code',
      'who#flag=banner',
      'keys',
      'compare',
    ]) {
      await page.goto(`${server.url}/p/shop/live/${path}`)
      await page.getByRole('heading', { level: 1 }).waitFor()
      await page.locator('[class*=skeleton]').first().waitFor({ state: 'detached' })
      expect([path, await page.evaluate('document.documentElement.scrollWidth')]).toEqual([path, 390])
    }
    expect(errors).toEqual([])
  },
)

it.skipIf(skip)('finds one of very many flags, and scrolls no wider than the window', async () => {
  const scope = testScope()
  const server = await startServer(scope)
  const api = createApiClient({ baseUrl: server.url, token: server.adminToken })
  const keys = Array.from({ length: 203 }, (_, i) => `flag-${String(i).padStart(3, '0')}`)
  for (const key of keys) {
    const name = key === 'flag-202' ? 'Autumn Sale' : key
    const body = { key, name, type: 'boolean' as const, variants: { on: true, off: false } }
    await api.createFlag({ params: { project: 'default' }, body })
  }
  const params = { project: 'default', environment: 'production' }
  const target = { type: 'flags' as const, flags: keys.slice(0, 60) }
  await api.createKill({ params, body: { target, reason: 'x'.repeat(1_500) } })

  const { page, errors } = await openConsole(scope, server, `${production}/flags`)
  await page.getByRole('heading', { name: '60 flags are killed in production.' }).waitFor()
  await page.keyboard.press('/')
  await page.keyboard.type('autumn')
  await page.getByText('1 of 203 are shown.').waitFor()
  await page.getByRole('row', { name: /flag-202/ }).waitFor()
  for (const path of ['', '/flags', '/incidents', '/keys']) {
    for (const width of [1280, 390]) {
      await page.setViewportSize({ width, height: 800 })
      await page.goto(server.url + production + path)
      await page.getByRole('heading', { level: 1 }).waitFor()
      const wide = await page.evaluate<number>('document.documentElement.scrollWidth')
      expect(wide, `${path} at ${width}`).toBeLessThanOrEqual(width)
    }
  }
  expect(errors).toEqual([])
})

it.skipIf(skip)('says of a wrong link that it is not valid, and takes a token', async () => {
  const scope = testScope()
  const server = await startServer(scope)
  const { page } = await openPage(scope)
  await page.goto(`${server.url}/login#wrong`)
  await page.getByRole('alert').getByText('`ripcord link` prints a new one').waitFor()
  await page.getByLabel('Secret or token').fill(server.adminToken)
  await page.getByRole('button', { name: 'Log in' }).click()
  await page.getByRole('heading', { name: /There is no flag yet/ }).waitFor()
})

it.skipIf(skip)('leads back to the page that was asked for, after the log-in', async () => {
  const { scope, server } = await setUp()
  const { page } = await openPage(scope)
  for (const [path, heading] of [
    ['/p/shop/live/keys', /No key|key opens/],
    ['/oncall', /Nothing needs you now/],
    ['/p/shop/live/who#flag=gone&context=%7B%22targetingKey%22%3A%22ada%22%7D', /^ada gets|gone/],
  ] as const) {
    await page.context().clearCookies()
    await page.goto('about:blank')
    await page.goto(server.url + path)
    await page.getByLabel('Secret or token').fill(server.adminToken)
    // Whom it asks about stands in no address that a reload would send.
    expect(page.url()).not.toContain('ada')
    await page.getByRole('button', { name: 'Log in' }).click()
    await page.getByRole('heading', { name: heading }).waitFor()
    expect(page.url()).toBe(server.url + path)
  }
})

it.skipIf(skip)('loses nothing that is typed where the session ends meanwhile', async () => {
  const { scope, server, project } = await setUp()
  await project.createFlags(['search'], 'on')
  const { page } = await openConsole(scope, server, '/p/shop/live/flags/search')
  await page.getByRole('button', { name: 'Edit targeting' }).click()
  await page.getByLabel(/^Why\?/).fill('in the middle of a sentence')
  await page.context().clearCookies()
  await page.getByLabel('Secret or token').fill(server.adminToken)
  await page.getByRole('button', { name: 'Log in' }).click()
  await page.getByRole('heading', { name: 'search is on in live: everybody gets on.' }).waitFor()
  await page.getByRole('button', { name: 'Edit targeting' }).click()
  expect(await page.getByLabel(/^Why\?/).inputValue()).toBe('in the middle of a sentence')
})

it.skipIf(skip)('makes a flag, splits it, and shows what another person has changed meanwhile', async () => {
  const { scope, server, project, service } = await setUp()
  const shop = await service({})
  const { page, errors } = await openConsole(scope, server, '/p/shop/live/flags')
  await page.getByRole('heading', { name: 'There is no flag yet.' }).waitFor()
  await page.keyboard.press('n')
  await page.getByLabel('Key, as code asks for it').fill('new-checkout')
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'new-checkout is off in live: everybody gets off.' }).waitFor()
  await page.getByRole('button', { name: 'Turn on' }).click()
  await page.getByRole('button', { name: 'Turn new-checkout on in live' }).click()
  await shop.serves('new-checkout', true)

  await page.getByRole('button', { name: 'Edit targeting' }).click()
  await page.getByLabel('Everybody else gets').selectOption('split')
  await page.getByLabel('Weight of on').fill('10')
  await page.getByLabel('Weight of off').fill('90')
  await page.getByLabel('What changes').getByText('"type": "split"').waitFor()
  await page.getByLabel('Why?').fill('a tenth first')
  // What is typed outlives a reload.
  await page.reload()
  await page.getByRole('button', { name: 'Edit targeting' }).click()
  expect(await page.getByLabel('Weight of on').inputValue()).toBe('10')

  // Somebody else is first.
  const params = { ...project.params, flag: 'new-checkout' }
  const { revision } = await project.api.getFlagSettings({ params })
  const rules = [
    {
      id: 'staff',
      when: { type: 'segment' as const, segment: 'staff' },
      serve: { type: 'variant' as const, variant: 'on' },
    },
  ]
  await project.api.createSegment({
    params: { ...project.params },
    body: { key: 'staff', name: 'Staff', included: ['ada'] },
  })
  await project.api.updateFlagSettings({ params, body: { rules }, ifMatch: revision })
  await page.getByRole('button', { name: 'Save for live' }).click()
  await page.getByRole('alert').getByText('yours stands on top of theirs').waitFor()
  await page.getByText('Where segment is staff, on is served.').first().waitFor()
  await page.getByRole('button', { name: 'Save for live' }).click()
  await page
    .getByRole('heading', { name: 'one rule, and everybody else gets 10 % on and 90 % off' })
    .waitFor()
  await picture(page, 'flag')
  const saved = await project.api.getFlagSettings({ params })
  expect(saved).toMatchObject({ rules: [{ id: 'staff' }], default: { type: 'split' } })

  await page.getByRole('tab', { name: 'History' }).click()
  await page.getByRole('cell', { name: 'a tenth first' }).waitFor()
  expect(errors.filter((error) => !error.includes('412'))).toEqual([])
})

it.skipIf(skip)('is worked by the keyboard alone: to a flag, back, and to a kill', async () => {
  const { scope, server, project } = await setUp()
  await project.createFlags(['a', 'b'], 'on')
  const { page, errors } = await openConsole(scope, server, '/p/shop/live')
  await page.getByRole('heading', { level: 1 }).waitFor()
  await page.keyboard.press('Control+K')
  await page.getByRole('combobox', { name: 'Go to, or do' }).waitFor()
  await page.keyboard.type('flags')
  await page.keyboard.press('Enter')
  await page.getByRole('row', { name: /^Select b/ }).waitFor()
  for (const key of ['j', 'j', 'e']) await page.keyboard.press(key)
  await page.getByRole('heading', { name: 'b is on in live: everybody gets on.' }).waitFor()
  // On a flag's page the key means that flag.
  await page.keyboard.press('Shift+K')
  await page.getByRole('heading', { name: 'Kill b in live?' }).waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  await page.keyboard.press('Control+K')
  await page.getByRole('combobox', { name: 'Go to, or do' }).waitFor()
  await page.keyboard.type('kill a')
  await page.keyboard.press('Enter')
  await page.getByLabel('Why? It goes into the incident.').waitFor()
  await page.keyboard.type('by the keyboard')
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'Killed. No instance is connected.' }).waitFor()
  const { items } = await project.api.listKills({ params: project.params, query: {} })
  expect(items).toMatchObject([{ reason: 'by the keyboard' }])
  expect(errors).toEqual([])
})

it.skipIf(skip)(
  'says who sees a flag and why, in two environments, and sends the context nowhere',
  async () => {
    const scope = testScope()
    const server = await startServer(scope)
    const api = createApiClient({ baseUrl: server.url, token: server.adminToken })
    const staff = {
      id: 'staff',
      when: {
        type: 'attribute' as const,
        attribute: 'email',
        operator: 'endsWith' as const,
        values: ['@shop.example'],
      },
      serve: { type: 'variant' as const, variant: 'on' },
    }
    const made = await api.createFlag({
      params: { project: 'default' },
      body: {
        key: 'new-checkout',
        name: 'n',
        type: 'boolean',
        variants: { on: true, off: false },
        environments: {
          production: { enabled: true, rules: [staff], default: { type: 'variant', variant: 'off' } },
        },
      },
    })
    const { page, errors } = await openConsole(scope, server, `${production}/flags/new-checkout`)
    const sent: string[] = []
    page.on('request', (request) =>
      sent.push(`${request.url().split('#')[0]} ${JSON.stringify(request.headers())} ${request.postData()}`),
    )
    await page.getByRole('link', { name: 'Who sees this' }).last().click()
    await page.getByText('No rule matched: what everybody else gets.').waitFor()
    await page.getByText('it is missing').waitFor()
    await page.getByLabel('Context, as JSON').fill('{"targetingKey": "u-1", "email": "ada@shop.example"}')
    await page.getByRole('heading', { name: 'u-1 gets on of new-checkout in production.' }).waitFor()
    await page.getByText('Rule staff matched.').waitFor()
    // A context is built by the attributes that the flag asks for as well.
    await page.getByRole('textbox', { name: 'email' }).fill('ada@elsewhere.example')
    await page.getByText('it is “ada@elsewhere.example”').waitFor()
    await page.getByRole('textbox', { name: 'email' }).fill('ada@shop.example')
    await page.getByText('Rule staff matched.').waitFor()
    await page.getByLabel('Compare with').selectOption('staging')
    await page.getByText('It is off.').waitFor()
    await picture(page, 'who')
    await api.updateFlagSettings({
      params: { project: 'default', environment: 'production', flag: 'new-checkout' },
      body: { rules: [], reason: 'for nobody yet' },
      ifMatch: made.revision,
    })
    await page.getByLabel('Compare with').selectOption(`revision ${made.revision}`)
    const asItWas = page.locator('section', { hasText: `at revision ${made.revision}` }).last()
    await asItWas.getByText('Rule staff matched.').waitFor()
    await page.getByText('No rule matched: what everybody else gets.').waitFor()
    // The address alone brings it back.
    expect(page.url()).toContain('ada%40shop.example')
    await page.goto('about:blank')
    await page.goBack()
    await page.getByText('Rule staff matched.').waitFor()
    // Nothing of whom is asked about was sent to anybody.
    expect(sent.filter((text) => text.includes('ada'))).toEqual([])
    expect(errors).toEqual([])
  },
)

it.skipIf(skip)('makes a source of alerts, and shows what it delivers and that nobody listens', async () => {
  const scope = testScope()
  const server = await startServer(scope)
  const { page, errors } = await openConsole(scope, server, `${production}/sources`)
  await page.getByRole('heading', { name: 'Nobody delivers alerts to production.' }).waitFor()
  await page.getByLabel('Sender').selectOption('ripcord')
  await page.getByLabel('Name').fill('monitoring')
  await page.getByRole('button', { name: 'Create source' }).click()
  const pasted = (await page.getByLabel('The new source').locator('pre').textContent()) ?? ''
  const [address = '', proof = ''] = pasted.split('\n')
  const delivered = await fetch(address, {
    method: 'POST',
    headers: { authorization: proof.replace('Authorization: ', ''), 'content-type': 'application/json' },
    body: JSON.stringify({ alerts: [{ status: 'firing', labels: { alertname: 'HighErrorRate' } }] }),
  })
  expect(delivered.status).toBe(202)
  await page.getByRole('row', { name: /HighErrorRate ripcord firing no release listens/ }).waitFor()
  await page
    .getByRole('row', { name: /monitoring/ })
    .getByRole('button', { name: 'Revoke' })
    .click()
  await page.getByRole('button', { name: 'Revoke monitoring now' }).click()
  await page.getByRole('heading', { name: 'Nobody delivers alerts to production.' }).waitFor()
  expect(errors).toEqual([])
})
