import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { lazy } from 'react'
import { NewButton } from '../../components/new-button'
import { Empty, PageHead, Panel } from '../../components/panel'
import { Pending } from '../../components/pending'
import { Table } from '../../components/table'
import table from '../../components/table.module.css'
import { count, plural } from '../../lib/format'
import { usePlace } from '../../lib/place'
import { flagsQuery, segmentsQuery } from '../../lib/queries'
import { conditionWords } from '../flag/words'
import { flagsThatUse } from './uses'

const NewSegmentForm = lazy(async () => ({
  default: (await import('./new-segment-form')).NewSegmentForm,
}))

/** Who belongs together, and which flags ask for it. */
export function SegmentsPage() {
  const place = usePlace()
  const { data, error } = useQuery(segmentsQuery(place))
  const flags = useQuery(flagsQuery(place.project)).data ?? []
  if (data === undefined) return <Pending title="Segments" error={error} lines={5} />
  return (
    <>
      <PageHead
        title={
          data.length === 0
            ? `There is no segment in ${place.environment}.`
            : `${plural(data.length, 'segment')} in ${place.environment}.`
        }
        detail="Subjects that belong together: named one by one, or by rules. A rule of a flag asks for a segment by its key."
      >
        <NewButton what="segment" form={(onDone) => <NewSegmentForm onDone={onDone} />} />
      </PageHead>
      <Panel>
        {data.length === 0 ? (
          <Empty>
            Make one for those who belong together: staff, beta testers, a region. Rules of flags then ask for
            it.
          </Empty>
        ) : (
          <Table label="Segments">
            <thead>
              <tr>
                <th>segment</th>
                <th>whoever</th>
                <th className={`${table.number} ${table.less}`}>named</th>
                <th className={`${table.number} ${table.less}`}>left out</th>
                <th>asked for by</th>
              </tr>
            </thead>
            <tbody>
              {data.map(({ key, name, rules, ids }) => (
                <tr key={key}>
                  <td className={table.name} title={name}>
                    <Link to="/p/$project/$environment/segments/$segment" params={{ ...place, segment: key }}>
                      <code>{key}</code>
                    </Link>
                  </td>
                  <td>
                    {rules.length === 0 ? (
                      <span className={table.quiet}>no rule</span>
                    ) : (
                      rules.map(conditionWords).join(' or ')
                    )}
                  </td>
                  <td className={`${table.number} ${table.less}`}>{count(ids.included)}</td>
                  <td className={`${table.number} ${table.less}`}>{count(ids.excluded)}</td>
                  <td>
                    {flagsThatUse(key, flags, place.environment).map((flag) => (
                      <Link
                        key={flag}
                        to="/p/$project/$environment/flags/$flag"
                        params={{ ...place, flag }}
                        style={{ marginRight: 10 }}
                      >
                        <code>{flag}</code>
                      </Link>
                    ))}
                  </td>
                </tr>
              ))}
            </tbody>
          </Table>
        )}
      </Panel>
    </>
  )
}
