import { useQuery } from '@tanstack/react-query'
import { Empty, Panel } from '../../components/panel'
import { Reading } from '../../components/reading'
import { usePlace } from '../../lib/place'
import { preflightQuery } from '../../lib/queries'
import classes from './release-page.module.css'

const groups = [
  ['refusals', 'refuses the start'],
  ['confirms', 'has to be confirmed'],
  ['holds', 'holds the first stage'],
  ['shows', 'to know'],
] as const

/** What a start would find, asked while it is looked at. */
export function Preflight({ release }: { release: string }) {
  const place = usePlace()
  const { data, error } = useQuery(preflightQuery(place, release))
  return (
    <Panel
      title="Before it starts"
      aside={data && (data.mayStart ? 'nothing stands in the way' : 'something is to be put right')}
    >
      {data === undefined ? (
        <Reading error={error} />
      ) : (
        <>
          {groups.flatMap(([name, word]) =>
            data[name].map(({ message }) => (
              <p key={`${name} ${message}`} className={classes.finding}>
                <b>{word}</b> {message}
              </p>
            )),
          )}
          {groups.every(([name]) => data[name].length === 0) && <Empty>It can be started.</Empty>}
        </>
      )}
    </Panel>
  )
}
