import { useQuery } from '@tanstack/react-query'
import { useSearch } from '@tanstack/react-router'
import { lazy, useMemo } from 'react'
import { Key } from '../../components/button'
import { NewButton } from '../../components/new-button'
import { PageHead } from '../../components/panel'
import { Pending } from '../../components/pending'
import { count, plural } from '../../lib/format'
import { usePlace } from '../../lib/place'
import { flagsQuery } from '../../lib/queries'
import { Filters } from './filters'
import { type Flag, found } from './find-flags'
import { FlagList } from './flag-list'
import classes from './flags-page.module.css'

const NewFlagForm = lazy(async () => ({ default: (await import('./new-flag-form')).NewFlagForm }))

/** All flags of a project, with their state in every environment. */
export function FlagsPage() {
  const place = usePlace()
  const search = useSearch({ from: '/p/$project/$environment/flags' })
  const { data, error } = useQuery(flagsQuery(place.project))
  const flags = useMemo(() => found(data ?? [], place.environment, search), [data, place.environment, search])
  if (data === undefined) return <Pending title="Flags" error={error} lines={10} />
  return (
    <>
      <PageHead title={headOf(data, place.environment)} detail={detailOf(data, flags)}>
        <NewButton what="flag" form={(onDone) => <NewFlagForm onDone={onDone} />} />
      </PageHead>
      <Filters all={data} />
      <FlagList flags={flags} total={data.length} />
      <p className={classes.keys}>
        <Key>j</Key> <Key>k</Key> move <Key>e</Key> open <Key>/</Key> search <Key>n</Key> new <Key>K</Key>{' '}
        kill <Key>Esc</Key> clear
      </p>
    </>
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
