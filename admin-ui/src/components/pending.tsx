import { Link } from '@tanstack/react-router'
import { ApiError, sentenceOf } from '../lib/api'
import { Empty, PageHead, Panel, Skeleton } from './panel'

/** A page of which nothing is known yet; or what went wrong, in the server's words, and whether it is worth waiting. */
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
        {error instanceof ApiError && error.status === 404 ? (
          <Empty>
            It may be in another environment, or have had another name. <Link to="/">Go to the overview</Link>
            .
          </Empty>
        ) : (
          <Skeleton lines={lines} />
        )}
      </Panel>
    </>
  )
}
