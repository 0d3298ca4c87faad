import { useQuery } from '@tanstack/react-query'
import { Link, useSearch } from '@tanstack/react-router'
import { lazy, useMemo, useState } from 'react'
import { Key } from '../../components/button'
import button from '../../components/button.module.css'
import { NewButton } from '../../components/new-button'
import { PageHead } from '../../components/panel'
import { Pending } from '../../components/pending'
import { count, plural } from '../../lib/format'
import { usePlace } from '../../lib/place'
import { flagsQuery, lastChangedQuery, lastEvaluatedQuery, releasesQuery } from '../../lib/queries'
import { BulkBar } from './bulk-bar'
import { factsOf } from './facts'
import { Filters } from './filters'
import { type Facts, type Flag, found, ranked } from './find-flags'
import { FlagList } from './flag-list'
import classes from './flags-page.module.css'
import { useSelection } from './selection'
import { type Done, UndoBar } from './undo'

const NewFlagForm = lazy(async () => ({ default: (await import('./new-flag-form')).NewFlagForm }))
const noFlags: readonly Flag[] = []
const noFacts: Facts = { partOf: new Map(), stale: new Map() }

/** All flags of a project, with their state in every environment. */
export function FlagsPage() {
  const place = usePlace()
  const search = useSearch({ from: '/p/$project/$environment/flags' })
  const { data, error } = useQuery(flagsQuery(place.project))
  const lastChanged = useQuery(lastChangedQuery(place)).data
  const facts = useFacts(data ?? noFlags, lastChanged)
  const all = useMemo(() => ranked(data ?? noFlags, place.environment), [data, place.environment])
  const flags = useMemo(
    () => found(all, place.environment, search, facts),
    [all, place.environment, search, facts],
  )
  const selection = useSelection()
  const [done, setDone] = useState<Done>()
  const chosen = useMemo(
    () => (data ?? noFlags).filter(({ key }) => selection.chosen.has(key)),
    [data, selection.chosen],
  )
  if (data === undefined) return <Pending title="Flags" error={error} lines={10} />
  return (
    <>
      <PageHead title={headOf(data, place.environment)} detail={detailOf(data, flags)}>
        <Link
          to="/p/$project/$environment/compare"
          params={place}
          className={`${button.button} ${classes.compare}`}
        >
          Compare environments
        </Link>
        <NewButton what="flag" form={(onDone) => <NewFlagForm onDone={onDone} />} />
      </PageHead>
      <Filters all={data} facts={facts} />
      <FlagList
        flags={flags}
        total={data.length}
        facts={facts}
        lastChanged={lastChanged}
        selection={selection}
      />
      {done !== undefined && <UndoBar key={done.revision} done={done} onGone={() => setDone(undefined)} />}
      {chosen.length > 0 ? <BulkBar flags={chosen} selection={selection} onDone={setDone} /> : <Keys />}
    </>
  )
}

function useFacts(flags: readonly Flag[], lastChanged: Record<string, string> | undefined) {
  const place = usePlace()
  const releases = useQuery(releasesQuery(place)).data
  const lastEvaluated = useQuery(lastEvaluatedQuery(place)).data
  return useMemo(
    () =>
      // Once for all that is asked: there may be ten thousand flags.
      releases === undefined || lastEvaluated === undefined || lastChanged === undefined
        ? noFacts
        : factsOf(flags, {
            environment: place.environment,
            releases,
            lastEvaluated,
            lastChanged,
            now: Date.now(),
          }),
    [flags, place.environment, releases, lastEvaluated, lastChanged],
  )
}

function Keys() {
  return (
    <p className={classes.keys}>
      <Key>j</Key> <Key>k</Key> move <Key>x</Key> select <Key>e</Key> open <Key>/</Key> search <Key>n</Key>{' '}
      new <Key>K</Key> kill <Key>?</Key> all keys
    </p>
  )
}

function headOf(flags: readonly Flag[], environment: string): string {
  const killed = flags.filter(({ environments }) => (environments[environment]?.kills.length ?? 0) > 0).length
  const rolling = flags.filter(({ environments }) => environments[environment]?.release !== undefined).length
  if (killed > 0) return `${plural(killed, 'flag')} ${killed === 1 ? 'is' : 'are'} killed in ${environment}.`
  if (rolling > 0)
    return `${plural(rolling, 'flag')} ${rolling === 1 ? 'is' : 'are'} rolling out in ${environment}.`
  return flags.length === 0
    ? 'There is no flag yet.'
    : `${plural(flags.length, 'flag')} serve as they are set in ${environment}.`
}

function detailOf(all: readonly Flag[], shown: readonly Flag[]): string | undefined {
  return shown.length === all.length ? undefined : `${count(shown.length)} of ${count(all.length)} are shown.`
}
