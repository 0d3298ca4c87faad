import type { Database } from 'better-sqlite3'
import type { Episode, IntakeSource, IntakeStore } from '../storage.js'
import type { Runner } from './runner.js'

export function createIntakeStore(db: Database, runner: Runner): IntakeStore {
  return { ...sourcesIn(db, runner), ...episodesIn(db, runner) }
}

type Sources = Pick<IntakeStore, 'createSource' | 'source' | 'sources' | 'revokeSource' | 'touchSource'>

function sourcesIn(db: Database, { read, write }: Runner): Sources {
  const columns = 'body, last_used_at AS lastUsedAt, revoked_at AS revokedAt'
  const insert = db.prepare('INSERT INTO intake_sources VALUES (?, ?, ?, ?, ?)')
  const get = db.prepare<[string], SourceRow>(`SELECT ${columns} FROM intake_sources WHERE id = ?`)
  const list = db.prepare<[string], SourceRow>(
    `SELECT ${columns} FROM intake_sources WHERE environment_id = ? ORDER BY rowid`,
  )
  const revoke = db.prepare('UPDATE intake_sources SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL')
  const touch = db.prepare('UPDATE intake_sources SET last_used_at = ? WHERE id = ?')
  return {
    createSource: ({ lastUsedAt, revokedAt, ...body }) =>
      write(() => void insert.run(body.id, body.environmentId, JSON.stringify(body), lastUsedAt, revokedAt)),
    source: (id) =>
      read(() => {
        const row = get.get(id)
        return row && sourceOf(row)
      }),
    sources: (environmentId) => read(() => list.all(environmentId).map(sourceOf)),
    revokeSource: (id, at) => write(() => void revoke.run(at, id)),
    touchSource: (id, at) => write(() => void touch.run(at, id)),
  }
}

type SourceRow = Pick<IntakeSource, 'lastUsedAt' | 'revokedAt'> & { body: string }

function sourceOf({ body, ...rest }: SourceRow): IntakeSource {
  return { ...JSON.parse(body), ...rest }
}

function episodesIn(db: Database, { read, write }: Runner): Omit<IntakeStore, keyof Sources> {
  const columns = `source_id AS sourceId, episode, environment_id AS environmentId, state,
    received_at AS receivedAt, ended_at AS endedAt, alert, matches, warnings`
  const select = `SELECT ${columns} FROM alert_episodes`
  const put = db.prepare<[object]>(
    `INSERT INTO alert_episodes VALUES (@sourceId, @episode, @environmentId, @state, @receivedAt, @endedAt,
     @alert, @matches, @warnings, @isMatched, @counts)
     ON CONFLICT DO UPDATE SET state = @state, received_at = @receivedAt, ended_at = @endedAt, alert = @alert,
     matches = @matches, warnings = @warnings, is_matched = @isMatched, counts = @counts`,
  )
  const get = db.prepare<[string, string], EpisodeRow>(`${select} WHERE source_id = ? AND episode = ?`)
  const open = db.prepare<[], EpisodeRow>(
    `${select} WHERE counts AND state <> 'resolved' ORDER BY received_at, rowid`,
  )
  const openOf = db.prepare<[object], EpisodeRow>(
    `${select} WHERE source_id = @sourceId AND episode >= @series AND episode < @series || char(1114111)
     AND state <> 'resolved' ORDER BY received_at, rowid`,
  )
  const all = db.prepare<[string, number], EpisodeRow>(
    `${select} WHERE environment_id = ? ORDER BY received_at DESC, rowid DESC LIMIT ?`,
  )
  const some = db.prepare<[string, number, number], EpisodeRow>(
    `${select} WHERE environment_id = ? AND is_matched = ? ORDER BY received_at DESC, rowid DESC LIMIT ?`,
  )
  const pruneOld = db.prepare('DELETE FROM alert_episodes WHERE received_at < ?')
  const pruneMany = db.prepare(
    `DELETE FROM alert_episodes WHERE rowid IN (
       SELECT rowid FROM (
         SELECT rowid, row_number() OVER (PARTITION BY environment_id ORDER BY received_at DESC, rowid DESC) AS n
         FROM alert_episodes WHERE NOT is_matched
       ) WHERE n > ?
     )`,
  )
  return {
    putEpisodes: (episodes) =>
      write(() => {
        for (const each of episodes) put.run(columnsOf(each))
      }),
    episode: (sourceId, episode) =>
      read(() => {
        const row = get.get(sourceId, episode)
        return row && episodeOf(row)
      }),
    openEpisodes: () => read(() => open.all().map(episodeOf)),
    openOfSeries: (sourceId, series) => read(() => openOf.all({ sourceId, series }).map(episodeOf)),
    episodes: (environmentId, { unmatched, limit }) =>
      read(() => {
        const rows =
          unmatched === undefined
            ? all.all(environmentId, limit)
            : some.all(environmentId, unmatched ? 0 : 1, limit)
        return rows.map(episodeOf)
      }),
    pruneEpisodes: (receivedBefore, mostUnmatched) =>
      write(() => {
        pruneOld.run(receivedBefore)
        pruneMany.run(mostUnmatched)
      }),
  }
}

function columnsOf({ alert, matches, warnings, ...row }: Episode) {
  return {
    ...row,
    alert: JSON.stringify(alert),
    matches: JSON.stringify(matches),
    warnings: JSON.stringify(warnings),
    isMatched: matches.length > 0 ? 1 : 0,
    counts: matches.some(({ effect }) => effect !== 'recorded') ? 1 : 0,
  }
}

type EpisodeRow = Omit<Episode, 'alert' | 'matches' | 'warnings'> & {
  alert: string
  matches: string
  warnings: string
}

function episodeOf({ alert, matches, warnings, ...row }: EpisodeRow): Episode {
  return {
    ...row,
    alert: JSON.parse(alert),
    matches: JSON.parse(matches),
    warnings: JSON.parse(warnings),
  }
}
