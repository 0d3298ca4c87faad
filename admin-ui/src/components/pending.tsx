import { sentenceOf } from '../lib/api'
import { PageHead, Panel, Skeleton } from './panel'

/** A page of which nothing is known yet; or what went wrong, in the server's words. */
export function Pending({
  title,
  error,
  lines = 6,
}: {
  title: React.ReactNode
  error: unknown
  lines?: number
}) {
  return (
    <>
      <PageHead title={title} detail={error === null ? undefined : sentenceOf(error)} />
      <Panel>
        <Skeleton lines={lines} />
      </Panel>
    </>
  )
}
