import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Ago } from '../../components/time'
import { count } from '../../lib/format'
import { usePlace } from '../../lib/place'
import { flagHistoryQuery } from '../../lib/queries'
import classes from './flag-page.module.css'

/** When it was last changed and by whom; it leads to the whole history. */
export function LastChange({ flag }: { flag: string }) {
  const place = usePlace()
  const { data } = useQuery(flagHistoryQuery(place, flag))
  const last = data?.[0]
  if (last === undefined) return null
  const { at, actor, revision } = last
  return (
    <Link
      to="/p/$project/$environment/flags/$flag"
      params={{ ...place, flag }}
      search={{ tab: 'history' }}
      className={classes.lastChange}
    >
      last changed <Ago at={at} isPast /> by {actor.name ?? actor.id}, revision {count(revision)}
    </Link>
  )
}
