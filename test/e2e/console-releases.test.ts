import { expect, it } from 'vitest'
import { seriousFindings } from '../harness/axe.js'
import { withoutBrowser } from '../harness/browser.js'
import { startServer } from '../harness/server-process.js'
import { startService } from '../harness/service-process.js'
import { createTestProject } from '../harness/test-project.js'
import { openConsole, picture } from './console-page.js'
import { openGuardedShop, release } from './guarded-shop.js'
import { testScope } from './test-scope.js'

const skip = withoutBrowser()

it.skipIf(skip)(
  'makes a release of two services with stages and a probe, measures it, edits it, and suspends its guard',
  async () => {
    const scope = testScope()
    const server = await startServer(scope, { env: { RIPCORD_EGRESS_ALLOW: '127.0.0.1' } })
    const project = await createTestProject(server)
    await project.createFlags(['new-checkout', 'search'], 'off')
    const { key: sdkKey } = project.sdkKey
    const services = await Promise.all(
      ['checkout', 'payments'].map((name) => startService(scope, { url: server.url, sdkKey, name })),
    )
    await Promise.all(services.map((one) => one.is('READY')))
    const { page, errors } = await openConsole(scope, server, '/p/shop/live/releases')
    await page.getByRole('heading', { name: 'No release is running.' }).waitFor()
    await page.keyboard.press('n')
    await page.getByRole('button', { name: 'Create the release' }).click()
    await page.getByRole('alert').getByText('Choose at least one flag.').waitFor()
    await page.getByLabel('Service', { exact: true }).fill('checkout')
    await page.getByRole('button', { name: 'Add a service' }).click()
    await page.getByLabel('Service 2', { exact: true }).fill('payments')
    await page.getByRole('checkbox', { name: 'new-checkout' }).check()
    await page.getByLabel('Strategy').selectOption('stages')
    for (let left = 5; left > 2; left--)
      await page.getByRole('button', { name: `Take out stage ${left}` }).click()
    await page.getByLabel('Share of stage 1').fill('lots')
    await page.getByLabel('Share of stage 2').fill('50')
    await page.getByLabel('Who goes on after stage 1', { exact: true }).selectOption('manual')
    await page.getByRole('button', { name: 'Add a check' }).click()
    await page.getByLabel('What is asked').selectOption('http')
    await page.getByRole('textbox', { name: 'Address' }).fill(`${server.url}/healthz`)
    await page.getByRole('textbox', { name: 'How often it is asked' }).fill('1s')
    await page.getByRole('button', { name: 'Measure now' }).click()
    await page.getByText(/Now: 200, in .* \(good\)/).waitFor()
    await page.getByRole('button', { name: 'Add this check' }).click()
    await page.getByRole('button', { name: 'Add a check' }).click()
    await page.getByLabel('What is asked').selectOption('heartbeat')
    await page.getByRole('button', { name: 'Add this check' }).click()
    await page.getByRole('button', { name: 'Create checkout-1.0.0' }).click()
    await page.getByRole('alert').getByText('Stage 1 needs a share').waitFor()
    // What is typed outlives a reload.
    await page.reload()
    await page.getByLabel('Share of stage 1').fill('10')
    await picture(page, 'release-form')
    await page.getByRole('button', { name: 'Create checkout-1.0.0' }).click()

    await page.getByText('Nobody would be told of a kill').waitFor()
    await page.getByRole('button', { name: 'Measure now: probe' }).click()
    await page.getByText(/good 200, in/).waitFor()
    await page.getByRole('button', { name: 'Where it beats: heartbeat' }).click()
    const command = await page.getByText(/^curl -X POST/).textContent()
    const [, beats = ''] = /'(.*)'/.exec(command ?? '') ?? []
    expect((await fetch(beats, { method: 'POST' })).status).toBe(202)
    const at = { ...project.params, release: 'checkout-1.0.0' }
    await page.getByRole('link', { name: 'Edit' }).click()
    await page.getByLabel('Share of stage 1').fill('20')
    await page.getByRole('button', { name: 'Save checkout-1.0.0' }).click()
    await page.getByText('share: 0.2').waitFor()
    // The file on the page is this release.
    const file = (await page.getByLabel('ripcord.yaml').textContent()) ?? ''
    const address = `${server.url}/api/v1/projects/shop/environments/live/releases/${at.release}`
    const applied = await fetch(address, {
      method: 'PUT',
      headers: { authorization: `Bearer ${server.adminToken}`, 'content-type': 'application/yaml' },
      body: file,
    })
    expect(await applied.json()).toMatchObject({ outcome: 'unchanged' })

    await page.getByRole('button', { name: 'Start in live' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Start in live' }).click()
    await page.getByText('2 of 2 have applied 20 %').waitFor()
    await fetch(beats, { method: 'POST' })
    await page.getByText(/holding heartbeat: it has not beat yet/).waitFor({ state: 'detached' })
    await page.getByRole('img', { name: /measurements of probe, 0 of them bad/ }).waitFor()
    await page.getByRole('button', { name: 'Suspend…' }).click()
    await page.getByLabel('For how long').selectOption('60')
    expect(await seriousFindings(page)).toEqual([])
    await page.getByLabel('Why? It goes into the history.').fill('the database moves')
    await page.getByRole('button', { name: /Suspend until/ }).click()
    await page.getByText(/Its guard is suspended until/).waitFor()
    await picture(page, 'release-suspended')
    expect((await project.api.getRelease({ params: at })).suspendedUntil).not.toBeNull()
    await page.getByRole('button', { name: 'Resume' }).click()
    await page.getByText(/Its guard is suspended until/).waitFor({ state: 'detached' })
    await page.getByRole('button', { name: 'Advance to 50 %' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Advance to 50 %' }).click()
    await page.getByText('2 of 2 have applied 50 %').waitFor()
    await page.getByRole('link', { name: 'Overview', exact: true }).click()
    await page.getByText('checkout-1.0.0').first().waitFor()
    expect(errors).toEqual([])
  },
)

it.skipIf(skip)(
  'shows a release that breaks as it is killed, and its incident with what happened and what is open',
  async () => {
    const shop = await openGuardedShop(testScope())
    const { api, params } = shop.project
    const { revision } = await api.getService({ params: { project: params.project, service: 'checkout' } })
    const runbook = 'https://wiki.example/checkout'
    await api.updateService({
      params: { project: params.project, service: 'checkout' },
      body: { runbook },
      ifMatch: revision,
    })
    await shop.start()
    const { page, errors } = await openConsole(shop.scope, shop.server, `/p/shop/live/releases/${release}`)
    await page.getByText('3 of 3 have applied 50 %').waitFor()
    await page.getByRole('link', { name: 'runbook of checkout ↗' }).waitFor()
    await page.getByRole('img', { name: /requests that failed in the last minutes/ }).waitFor()
    await shop.failing(100)
    const killId = await shop.isKilled()
    await page.getByText('3 of 3 instances have acknowledged the kill.').waitFor()
    await picture(page, 'release-killed')
    expect(await seriousFindings(page)).toEqual([])

    await page.getByRole('link', { name: 'Open the incident' }).click()
    await page.getByRole('img', { name: /around the kill.*killed, .* to every instance/ }).waitFor()
    await page.getByRole('img', { name: /^Of .* to notice, .* to decide/ }).waitFor()
    const happened = page.getByRole('listitem')
    for (const line of [
      /change.*checkout-1 started, at 50 %, by/,
      /measurement.*First bad measurement/,
      /decision.*The guard decided to kill/,
      /kill.*Killed by/,
      /acknowledgement.*Last instance acknowledged/,
    ])
      await happened.filter({ hasText: line }).first().waitFor()
    await happened.filter({ hasText: 'so: every instance has acknowledged the kill' }).waitFor()
    await happened.filter({ hasText: 'not yet: checkout runs another build than 1.0.0' }).waitFor()
    await picture(page, 'incident')
    expect(await seriousFindings(page)).toEqual([])
    expect(await page.getByRole('link', { name: 'runbook of checkout ↗' }).getAttribute('href')).toBe(runbook)
    await page.getByRole('button', { name: 'Restore…' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('checkout runs another build than 1.0.0').waitFor()
    await dialog.getByLabel('Why is it safe again?').fill('the old path was never wrong')
    await dialog.getByRole('button', { name: 'Restore 2 flags in live' }).click()
    await happened.filter({ hasText: /Restored by .*: the old path was never wrong/ }).waitFor()
    expect((await api.getIncident({ params: { ...params, kill: killId } })).restored).not.toBeNull()

    await page.getByRole('link', { name: 'Incidents', exact: true }).click()
    const right = page.getByRole('button', { name: `Yes, of ${release}` })
    await right.click()
    await page.getByRole('button', { name: `Yes, of ${release}`, pressed: true }).waitFor()
    expect(await api.listAutomaticKills({ params })).toMatchObject({
      items: [{ type: 'killed', release, label: { verdict: 'right' } }],
    })
    expect(await seriousFindings(page)).toEqual([])
    expect(errors).toEqual([])
  },
)
