import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import form from '../../components/form.module.css'
import { Empty, PageHead, Panel } from '../../components/panel'
import { Pending } from '../../components/pending'
import { usePlace } from '../../lib/place'
import { flagsQuery, segmentsQuery } from '../../lib/queries'
import { segmentQuery } from '../../lib/settings-queries'
import { Asking } from './asking'
import { Belongs } from './belongs'
import { DeleteSegment } from './delete-segment'
import { EditSegment } from './edit-segment'
import { Named } from './named'
import { holdsWords } from './segment'
import { flagsThatUse, segmentsThatUse } from './uses'

/** One segment: who belongs to it, and who asks for it. */
export function SegmentPage() {
  const place = usePlace()
  const { segment = '' } = useParams({ strict: false })
  const { data, error } = useQuery(segmentQuery(place, segment))
  if (data === undefined) return <Pending title={segment} error={error} lines={6} />
  return (
    <>
      <PageHead
        above={
          <Link to="/p/$project/$environment/segments" params={place}>
            Segments /
          </Link>
        }
        title={
          <>
            <code style={{ fontSize: 'inherit' }}>{data.key}</code> {holdsWords(data)}
          </>
        }
        detail={[data.name === data.key ? '' : data.name, data.description]
          .filter((part) => part !== '')
          .join(' · ')}
      >
        <DeleteSegment key={data.key} segment={data} />
      </PageHead>
      <div className={form.columns} key={data.key}>
        <div className={form.stack}>
          <Panel title="By rule">
            <EditSegment segment={data} />
          </Panel>
          <Named segment={data} />
        </div>
        <div className={form.stack}>
          <Belongs segment={data} />
          <AskedForBy segment={data.key} />
        </div>
      </div>
    </>
  )
}

function AskedForBy({ segment: key }: { segment: string }) {
  const place = usePlace()
  const flags = flagsThatUse(key, useQuery(flagsQuery(place.project)).data ?? [], place.environment)
  const segments = segmentsThatUse(key, useQuery(segmentsQuery(place)).data ?? [])
  return (
    <Panel title="Asked for by">
      {flags.length + segments.length === 0 ? (
        <Empty>No rule asks for it in {place.environment} yet.</Empty>
      ) : (
        <Asking flags={flags} segments={segments} />
      )}
    </Panel>
  )
}
