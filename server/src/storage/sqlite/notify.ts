import type { Database } from 'better-sqlite3'
import type { NotifyStore, StoredChannel, StoredDelivery } from '../storage.js'
import type { Runner } from './runner.js'

const columns = `deliveries.id, channel_id AS channelId, deliveries.project, news, state, attempts,
  created_at AS createdAt, next_at AS nextAt, ended_at AS endedAt, last`

/** Deliveries, and the positions from which they are made. */
export function createNotifyStore(db: Database, runner: Runner): NotifyStore {
  const { read, write } = runner
  const position = db
    .prepare<[string], number>('SELECT revision FROM notify_positions WHERE project = ?')
    .pluck()
  const move = db.prepare(
    `INSERT INTO notify_positions (project, revision) VALUES (?, ?)
     ON CONFLICT DO UPDATE SET revision = excluded.revision`,
  )
  const insert = db.prepare(
    `INSERT INTO deliveries VALUES
      (@id, @channelId, @project, @news, @isKill, @state, @attempts, @createdAt, @nextAt, @endedAt, @last)
     ON CONFLICT DO NOTHING`,
  )
  const update = db.prepare(
    `UPDATE deliveries SET state = @state, attempts = @attempts, next_at = @nextAt, ended_at = @endedAt,
      last = @last WHERE id = @id`,
  )
  const get = db.prepare<[string, string], Row>(
    `SELECT ${columns} FROM deliveries WHERE project = ? AND id = ?`,
  )
  const list = db.prepare<[object], Row>(
    `SELECT ${columns} FROM deliveries WHERE project = @project AND (@channel IS NULL OR channel_id = @channel)
      AND (@state IS NULL OR state = @state) ORDER BY rowid DESC LIMIT @limit`,
  )
  const due = db.prepare<[number], Row>(
    `SELECT ${columns} FROM channels JOIN deliveries ON deliveries.rowid =
      (SELECT rowid FROM deliveries WHERE channel_id = channels.id AND state = 'pending' AND next_at <= ?
        ORDER BY is_kill DESC, next_at, rowid LIMIT 1)`,
  )
  const postpone = db.prepare(
    "UPDATE deliveries SET next_at = max(next_at, ?) WHERE channel_id = ? AND state = 'pending'",
  )
  const giveUp = db.prepare(
    "UPDATE deliveries SET state = 'dead', ended_at = ?, last = ? WHERE channel_id = ? AND state = 'pending'",
  )
  const counts = db.prepare<[], { state: StoredDelivery['state']; count: number }>(
    'SELECT state, count(*) AS count FROM deliveries GROUP BY state',
  )
  const waiting = db
    .prepare<[string], number>("SELECT count(*) FROM deliveries WHERE channel_id = ? AND state = 'pending'")
    .pluck()
  const prune = db.prepare('DELETE FROM deliveries WHERE ended_at < ?')

  const addAll = (deliveries: readonly StoredDelivery[]) => {
    for (const one of deliveries)
      insert.run({
        ...one,
        news: JSON.stringify(one.news),
        isKill: one.news.type.startsWith('kill.') ? 1 : 0,
      })
  }

  return {
    position: (project) => read(() => position.get(project) ?? 0),
    follow: (project, revision, deliveries) =>
      write(() => {
        addAll(deliveries)
        move.run(project, revision)
      }),
    add: (deliveries) => write(() => addAll(deliveries)),
    put: ({ id, state, attempts, nextAt, endedAt, last }) =>
      write(() => void update.run({ id, state, attempts, nextAt, endedAt, last })),
    delivery: (project, id) =>
      read(() => {
        const row = get.get(project, id)
        return row && fromRow(row)
      }),
    deliveries: (project, { channel = null, state = null, limit }) =>
      read(() => list.all({ project, channel, state, limit }).map(fromRow)),
    due: (now) => read(() => due.all(now).map(fromRow)),
    postpone: (channelId, until) => write(() => void postpone.run(until, channelId)),
    giveUp: (channelId, now, because) => write(() => void giveUp.run(now, because, channelId)),
    counts: () =>
      read(() => {
        const none = { pending: 0, delivered: 0, dead: 0 }
        return { ...none, ...Object.fromEntries(counts.all().map(({ state, count }) => [state, count])) }
      }),
    waiting: (channelId) => read(() => waiting.get(channelId) ?? 0),
    prune: (before) => write(() => void prune.run(before)),
    ...channelsIn(db, runner),
  }
}

type Channels = Pick<NotifyStore, 'putChannel' | 'removeChannel' | 'channel' | 'channels'>

function channelsIn(db: Database, { read, write }: Runner): Channels {
  const put = db.prepare(
    `INSERT INTO channels (id, project, body, box) VALUES (@id, @project, @body, @box)
     ON CONFLICT (id) DO UPDATE SET body = excluded.body, box = excluded.box`,
  )
  const remove = db.prepare('DELETE FROM channels WHERE id = ?')
  const removeDeliveries = db.prepare('DELETE FROM deliveries WHERE channel_id = ?')
  const get = db.prepare<[string], ChannelRow>('SELECT id, project, body, box FROM channels WHERE id = ?')
  const list = db.prepare<[string], ChannelRow>(
    'SELECT id, project, body, box FROM channels WHERE project = ? ORDER BY rowid',
  )
  return {
    putChannel: ({ id, project, box, ...body }) =>
      write(() => void put.run({ id, project, body: JSON.stringify(body), box })),
    removeChannel: (id) =>
      write(() => {
        removeDeliveries.run(id)
        remove.run(id)
      }),
    channel: (id) =>
      read(() => {
        const row = get.get(id)
        return row && channelFrom(row)
      }),
    channels: (project) => read(() => list.all(project).map(channelFrom)),
  }
}

type Row = Omit<StoredDelivery, 'news'> & { news: string }

function fromRow({ news, ...row }: Row): StoredDelivery {
  return { ...row, news: JSON.parse(news) }
}

interface ChannelRow {
  id: string
  project: string
  body: string
  box: Uint8Array
}

function channelFrom({ body, ...row }: ChannelRow): StoredChannel {
  return { ...JSON.parse(body), ...row }
}
