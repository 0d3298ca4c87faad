import { setTimeout as sleep } from 'node:timers/promises'
import { type Sale, startTraffic } from '../load/traffic.js'
import { badShare, percent, sparkline } from './bad-share.js'
import { firstIncident, judgedIncident, printIncident } from './incident.js'
import type { Lane } from './lanes.js'
import type { Processes } from './processes.js'
import { startRelease } from './release.js'
import { ripcordApi } from './ripcord-api.js'
import { createProject } from './set-up.js'
import { startShop } from './shop.js'
import { createTimeline, paint } from './timeline.js'
import { judge } from './verdict.js'
import { callWitness, delayOf } from './witness.js'

export interface Stage {
  url: string
  adminToken: string
  /** Where processes may keep files; it goes when the demo ends. */
  folder: string
  processes: Processes
  /** `performance.now()` when the server was started. */
  begin: number
  /** How many buy each second. */
  customers: number
}

const sceneMs = 2_500

/** Plays the story and prints it; answers what did not go as it should, in sentences. */
export async function playStory(stage: Stage, lane: Lane): Promise<string[]> {
  const { url, adminToken, folder, processes, begin, customers } = stage
  const timeline = createTimeline(begin)
  const now = (): number => performance.now()
  timeline.title('Ripcord: a release goes bad, and pulls itself')
  timeline.event(now(), 'server is up', `${url}, embedded SQLite`)

  const api = ripcordApi(url, adminToken)
  const { environment, sdkKey } = await createProject(api)
  const shop = await startShop(processes, { RIPCORD_URL: url, RIPCORD_SDK_KEY: sdkKey, TMPDIR: folder })
  timeline.event(now(), 'shop is up', 'storefront → checkout ×2 → payments ×2, each with the SDK inside')

  const witness =
    lane.witness &&
    (await callWitness(lane.witness, { processes, folder, api, url, environment, services: shop.behind }))
  if (witness !== undefined) timeline.event(now(), 'somebody looks on', witness.detail)

  const sales: Sale[] = []
  const trafficAt = now()
  const traffic = startTraffic(shop.storefront, customers, (sale) => sales.push(sale))
  timeline.event(trafficAt, 'customers come', `${customers} a second`)
  await sleep(sceneMs)

  const release = await startRelease(api, environment, lane.file, lane.confirm ?? [])
  const startedAt = now()
  timeline.event(startedAt, 'release starts', `new-checkout and new-ledger, see ${lane.file}`, 'good')
  for (let next = 1; next <= (lane.isAt100 ? release.lastStage : 1); next++) {
    const { stages } = await release.reaches(next)
    timeline.event(now(), 'next stage', `${percent(stages[next]?.share ?? 0)} of the customers`, 'good')
  }
  await sleep(sceneMs)

  const breaksAt = now()
  traffic.sell(lane.item)
  timeline.event(breaksAt, 'it breaks', `customers buy ${lane.item}s: ${lane.what}`, 'bad')

  const opened = await firstIncident(api, environment)
  if (opened === undefined) return ['The guard did not kill.']
  const killedAt = Date.parse(opened.openedAt) - performance.timeOrigin
  const [reason = '', ...more] = opened.reason.split(/(?<=\.) /)
  timeline.event(killedAt, `killed by the ${opened.cause}`, reason, 'kill')
  for (const sentence of more) timeline.figure('', sentence)
  timeline.figure('', 'Has it helped? The shop must stay well for half a minute.')
  const incident = await judgedIncident(api, environment, opened.killId)
  await traffic.stop()
  const endAt = now()
  timeline.event(endAt, 'end', `${sales.length} sales`)
  printIncident(timeline, incident)

  const { allAt } = incident.acknowledged
  const safeAt = allAt === null ? killedAt : Date.parse(allAt) - performance.timeOrigin
  // Whoever died has acknowledged as soon as it is back, and takes orders only then.
  const wellAt = Math.max(safeAt, processes.allUpAt)
  // A sale that is under way in that moment may meet either.
  const whole = sales.filter(({ endedAt }) => endedAt < breaksAt)
  const rates = {
    before: badShare(whole, lane.isBad, trafficAt, breaksAt),
    during: badShare(sales, lane.isBad, breaksAt, killedAt),
    after: badShare(sales, lane.isBad, wellAt, endAt),
  }
  timeline.plain()
  timeline.plain(`${'bad sales'.padEnd(14)}${paint.dim(sparkline(sales, lane.isBad, trafficAt, endAt))}`)
  timeline.plain(
    `${''.padEnd(14)}before ${paint.green(percent(rates.before))}   broken ${paint.red(percent(rates.during))}   after the kill ${paint.green(percent(rates.after))}`,
  )
  timeline.plain()
  const brokeAt = performance.timeOrigin + breaksAt
  const told = await witness?.told(incident, brokeAt)
  if (told !== undefined) timeline.plain(delayOf(brokeAt, performance.timeOrigin + safeAt, told))
  const newSales = whole.filter((sale) => sale.path === 'new').length
  return judge({ incident, rates, expectedInstances: shop.instances, newSales })
}
