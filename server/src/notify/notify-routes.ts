import { operations } from '@ripcord/api'
import type { Actor, News } from '@ripcord/model'
import type { Clock } from '../clock.js'
import { created, noContent, ok } from '../http/answers.js'
import { type Route, route } from '../http/route.js'
import type { StoredDelivery } from '../storage/storage.js'
import type { Channels } from './channels-service.js'
import type { Notify } from './index.js'

export interface NotifyRoutesDeps {
  channels: Channels
  notify: Pick<Notify, 'test' | 'deliveries' | 'resend'>
  clock: Clock
}

export function notifyRoutes({ channels, notify, clock }: NotifyRoutesDeps): Route[] {
  return [
    route(operations.createChannel, async ({ params, body }) => {
      const { channel, secret } = await channels.create(params.project, body)
      return created({ ...channel, secret })
    }),
    route(operations.listChannels, async ({ params }) => ok({ items: await channels.list(params.project) })),
    route(operations.getChannel, async ({ params }) =>
      ok(await channels.read(params.project, params.channel)),
    ),
    route(operations.updateChannel, async ({ params, body }) =>
      ok(await channels.update(params.project, params.channel, body)),
    ),
    route(operations.deleteChannel, async ({ params }) => {
      await channels.remove(params.project, params.channel)
      return noContent()
    }),
    route(operations.testChannel, async ({ params, actor }) => {
      const news = testNews(params.project, actor, clock.now())
      return ok(shown(await notify.test(params.project, params.channel, news)))
    }),
    route(operations.listDeliveries, async ({ params, query }) => {
      // Refuses with 404 where there is no such project.
      await channels.list(params.project)
      return ok({ items: (await notify.deliveries(params.project, query)).map(shown) })
    }),
    route(operations.resendDelivery, async ({ params }) =>
      ok(shown(await notify.resend(params.project, params.delivery))),
    ),
  ]
}

function testNews(project: string, by: Actor, now: Date): News {
  return {
    type: 'test',
    project,
    environment: null,
    releases: [],
    flags: [],
    title: 'A test of Ripcord',
    because: 'Somebody wants to know whether this arrives.',
    at: now.toISOString(),
    by,
    revision: null,
    change: null,
    killId: null,
    services: [],
    evidence: [],
  }
}

function shown({ channelId, project: _project, createdAt, nextAt, endedAt, news, ...rest }: StoredDelivery) {
  return {
    ...rest,
    channel: channelId,
    news: {
      ...news,
      releases: [...news.releases],
      flags: [...news.flags],
      services: [...news.services],
      evidence: [...news.evidence],
    },
    createdAt: new Date(createdAt).toISOString(),
    nextAt: rest.state === 'pending' ? new Date(nextAt).toISOString() : null,
    endedAt: endedAt === null ? null : new Date(endedAt).toISOString(),
  }
}
