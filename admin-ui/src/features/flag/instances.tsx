import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Mark, type State, Tag } from '../../components/mark'
import { Empty, Panel } from '../../components/panel'
import { Reading } from '../../components/reading'
import { Table } from '../../components/table'
import table from '../../components/table.module.css'
import { Ago } from '../../components/time'
import { count, plural } from '../../lib/format'
import { usePlace } from '../../lib/place'
import { flagHistoryQuery, instancesQuery } from '../../lib/queries'
import type { Flag, Settings } from './flag'
import classes from './instances.module.css'
import { byRevision, byService, type Served, type Serving, servedBy } from './serving'

interface Parts {
  flag: Flag
  settings: Settings
}

interface Known {
  served: Served[]
  changedAt: number
}

/** Who serves what: every process by what it has said of itself; undefined before it is known, or why it is not. */
function useServed({ flag: { key }, settings }: Parts): { known: Known | undefined; error: unknown } {
  const place = usePlace()
  const instances = useQuery(instancesQuery(place))
  const history = useQuery(flagHistoryQuery(place, key))
  const error = instances.error ?? history.error
  if (instances.data === undefined || history.data === undefined) return { known: undefined, error }
  // What people alone see, such as its owner, no SDK ever hears of.
  const seen = history.data.find(({ environments }) => environments.includes(place.environment))
  const changedAt = Math.max(settings.revision, seen?.revision ?? 0)
  const served = servedBy(instances.data, { flag: key, changedAt, kills: settings.kills })
  return { known: { changedAt, served }, error }
}

/** In a few lines, beside the targeting. */
export function InstancesPanel(parts: Parts) {
  const place = usePlace()
  const { known, error } = useServed(parts)
  if (known === undefined)
    return (
      <Panel title="Instances">
        <Reading error={error} lines={2} />
      </Panel>
    )
  const { served } = known
  const asSet = served.filter(({ serving }) => serving === 'as-set').length
  return (
    <Panel
      title="Instances"
      aside={
        <Link
          to="/p/$project/$environment/flags/$flag"
          params={{ ...place, flag: parts.flag.key }}
          search={{ tab: 'instances' }}
        >
          {served.length === 0 ? 'none' : `${asSet} of ${count(served.length)} ${all[howOf(parts)]}`}
        </Link>
      }
    >
      {served.length === 0 ? (
        <Empty>No instance is connected: nobody gets it from here now.</Empty>
      ) : (
        <table className={table.table}>
          <tbody>
            {byService(served).map(({ service, versions, total, asSet: good, heardAt }) => (
              <tr key={service}>
                <td>
                  <span className={table.name}>{service}</span> <code>{versions.join(', ')}</code>
                </td>
                <td className={table.number} title="How many of its instances serve the flag as it is set">
                  {good === total ? `${good} of ${total}` : <Tag tone="holding">{`${good} of ${total}`}</Tag>}
                </td>
                <td className={table.number} title="When the one that is silent the longest was heard">
                  <Ago at={heardAt} isPast />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Panel>
  )
}

/** A page of a thousand rows is read by nobody: those to look at come first. */
const mostRows = 200

/** All of them, those to look at first. */
export function FlagInstances({ flag, settings }: Parts) {
  const { known, error } = useServed({ flag, settings })
  if (known === undefined)
    return (
      <Panel>
        <Reading error={error} lines={6} />
      </Panel>
    )
  const { served, changedAt } = known
  const how = howOf({ flag, settings })
  return (
    <Panel
      title={sentenceOf(flag.key, served, how)}
      aside={`last change that SDKs see: revision ${count(changedAt)}`}
    >
      {served.length === 0 ? (
        <Empty>Create a key, give it to a service, and it appears here by itself.</Empty>
      ) : (
        <>
          <Revisions served={served} changedAt={changedAt} />
          <div className={classes.fleet}>
            <Table label="Instances of this flag">
              <thead>
                <tr>
                  <th>service</th>
                  <th>version</th>
                  <th>host</th>
                  <th>this flag</th>
                  <th className={`${table.number} ${table.less}`}>has applied</th>
                  <th className={`${table.number} ${table.less}`}>changes behind</th>
                  <th className={`${table.number} ${table.less}`}>heard</th>
                </tr>
              </thead>
              <tbody>
                {served.slice(0, mostRows).map(({ instance, serving }) => (
                  <tr key={instance.id}>
                    <td className={table.name}>{instance.service}</td>
                    <td className="mono">{instance.version}</td>
                    <td className="mono">{instance.host}</td>
                    <td>
                      <Mark state={serving === 'as-set' && how === 'killed' ? 'killed' : states[serving]}>
                        {serving === 'as-set' ? asLogged[how] : words[serving]}
                      </Mark>
                    </td>
                    <td className={`${table.number} ${table.less}`}>{count(instance.applied)}</td>
                    <td className={`${table.number} ${table.less}`}>{count(instance.lag)}</td>
                    <td className={`${table.number} ${table.less}`}>
                      <Ago at={instance.lastSeenAt} isPast />
                    </td>
                  </tr>
                ))}
              </tbody>
            </Table>
          </div>
          {served.length > mostRows && (
            <p className={classes.note}>and {count(served.length - mostRows)} more like the last ones.</p>
          )}
        </>
      )}
      <p className={classes.note}>
        What each instance has said of itself, never what was sent to it. The revision is that of the last
        change of the environment that it has applied.
      </p>
    </Panel>
  )
}

/** How far each has come, at a glance: a bar for each revision that some have applied last. */
function Revisions({ served, changedAt }: { served: readonly Served[]; changedAt: number }) {
  return (
    <ul className={classes.revisions}>
      {byRevision(served).map(({ revision, total }) => (
        <li key={revision}>
          <code>revision {count(revision)}</code>
          <span>
            <i data-older={revision < changedAt} style={{ width: `${(total / served.length) * 100}%` }} />
          </span>
          <span>{plural(total, 'instance')}</span>
        </li>
      ))}
    </ul>
  )
}

const states: Record<Serving, State> = {
  'as-set': 'on',
  older: 'holding',
  otherwise: 'holding',
  unkilled: 'killed',
  unknown: 'off',
}

/** What of it an instance is asked for: as it is set, that it is killed, that it is gone. */
type How = 'set' | 'killed' | 'archived'

function howOf({ flag, settings }: Parts): How {
  if (flag.archived) return 'archived'
  return settings.kills.length > 0 ? 'killed' : 'set'
}

const all: Record<How, string> = {
  set: 'serve it as it is set',
  killed: 'serve it as killed',
  archived: 'know that it is archived',
}

const asLogged: Record<How, string> = {
  set: 'as it is set',
  killed: 'killed, as the log says',
  archived: 'knows that it is archived',
}

const words: Record<Exclude<Serving, 'as-set'>, string> = {
  older: 'as it was before the last change',
  otherwise: 'otherwise than the log says: an override, or it can’t read it',
  unkilled: 'not killed yet',
  unknown: 'lost without a word: it may still serve what it had',
}

function sentenceOf(flag: string, served: readonly Served[], how: How): string {
  if (served.length === 0) return 'No instance is connected.'
  const others = served.filter(({ serving }) => serving !== 'as-set').length
  const what = {
    set: `${flag} as it is set`,
    killed: `${flag} as killed`,
    archived: `that ${flag} is archived`,
  }[how]
  const [one, many] = how === 'archived' ? ['knows', 'know'] : ['serves', 'serve']
  if (others === 0)
    return served.length === 1
      ? `The one instance ${one} ${what}.`
      : `All ${count(served.length)} instances ${many} ${what}.`
  return `${plural(others, 'instance')} of ${count(served.length)} ${others === 1 ? 'does' : 'do'} not ${many} ${what}.`
}
