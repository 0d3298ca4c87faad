import { setTimeout as sleep } from 'node:timers/promises'
import { type Sale, startTraffic } from '../load/traffic.js'
import { errorRate, percent, sparkline } from './error-rate.js'
import { killAndWatch } from './kill.js'
import type { Processes } from './processes.js'
import { ripcordApi } from './ripcord-api.js'
import { createProject } from './set-up.js'
import { startShop } from './shop.js'
import { after, createTimeline, paint } from './timeline.js'
import { judge } from './verdict.js'

export interface Stage {
  url: string
  adminToken: string
  /** Where processes may keep files; it goes when the demo ends. */
  folder: string
  processes: Processes
  /** `performance.now()` when the server was started. */
  begin: number
}

const salesPerSecond = 60
const sceneMs = 2_500

/** Plays the story and prints it; answers what did not go as it should, in sentences. */
export async function playStory(stage: Stage): Promise<string[]> {
  const { url, adminToken, folder, processes, begin } = stage
  const timeline = createTimeline(begin)
  const now = (): number => performance.now()
  timeline.title('Ripcord: pulling a release that goes bad')
  timeline.event(now(), 'server is up', `${url}, embedded SQLite`)

  const api = ripcordApi(url, adminToken)
  const project = await createProject(api)
  const shop = await startShop(processes, {
    RIPCORD_URL: url,
    RIPCORD_SDK_KEY: project.sdkKey,
    TMPDIR: folder,
  })
  timeline.event(now(), 'shop is up', 'storefront → checkout ×2 → payments, each with the SDK inside')

  const sales: Sale[] = []
  const trafficAt = now()
  const traffic = startTraffic(shop.storefront, salesPerSecond, (sale) => sales.push(sale))
  timeline.event(trafficAt, 'customers come', `${salesPerSecond} a second`)
  await sleep(sceneMs)

  await project.turnOn('new-checkout', 50)
  const onAt = now()
  timeline.event(onAt, 'flag on', 'new-checkout for half of the customers', 'good')
  await sleep(sceneMs)
  const oldAndNew = sales.filter((sale) => sale.path === 'new' && sale.startedAt > onAt).length

  const breaksAt = now()
  await shop.breakNewPayments()
  const brokenAt = now()
  await sleep(sceneMs)
  const firstError = sales.find((sale) => sale.error !== undefined)
  timeline.event(firstError?.endedAt ?? brokenAt, 'errors begin', firstError?.error ?? 'none seen', 'bad')

  const kill = await killAndWatch(api, project.environment, 'new-checkout')
  const since = (at: number | undefined): string =>
    at === undefined ? paint.red('never') : after(at - kill.acceptedAt)
  timeline.event(
    kill.acceptedAt,
    'kill accepted',
    `${(kill.acceptedAt - kill.askedAt).toFixed(1)} ms`,
    'kill',
  )
  timeline.figure('first acknowledgement', since(kill.firstAckAt))
  timeline.figure('last acknowledgement', `${since(kill.lastAckAt)}, ${kill.safe} of ${kill.total} safe`)
  await sleep(sceneMs)
  await traffic.stop()
  const endAt = now()
  const lastFailed = sales.findLast((sale) => sale.error !== undefined)
  timeline.figure('last failed sale', since(lastFailed?.endedAt))
  timeline.event(endAt, 'end', `${sales.length} sales, ${oldAndNew} by the new checkout while it worked`)

  const rates = {
    // A sale that is under way in that moment may meet either.
    before: errorRate(
      sales.filter(({ endedAt }) => endedAt < breaksAt),
      trafficAt,
      breaksAt,
    ),
    during: errorRate(sales, brokenAt, kill.acceptedAt),
    after: errorRate(sales, kill.lastAckAt ?? kill.acceptedAt, endAt),
  }
  timeline.plain()
  timeline.plain(`${'error rate'.padEnd(14)}${paint.dim(sparkline(sales, trafficAt, endAt, 200))}`)
  timeline.plain(
    `${''.padEnd(14)}before ${paint.green(percent(rates.before))}   broken ${paint.red(percent(rates.during))}   after the kill ${paint.green(percent(rates.after))}`,
  )
  timeline.plain()
  return judge({ kill, rates, expectedInstances: shop.instances, newSales: oldAndNew })
}
