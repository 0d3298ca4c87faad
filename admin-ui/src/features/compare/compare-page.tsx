import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { lazy, useState } from 'react'
import { Button } from '../../components/button'
import { Dialog } from '../../components/dialog'
import { Empty, PageHead, Panel } from '../../components/panel'
import { Pending } from '../../components/pending'
import { plural } from '../../lib/format'
import { usePlace } from '../../lib/place'
import { flagsQuery, projectsQuery, promotionQuery } from '../../lib/queries'
import { useSelection } from '../flags/selection'
import { type Done, UndoBar } from '../flags/undo'
import { otherThan } from './compare'
import classes from './compare.module.css'
import { CompareTable } from './compare-table'

const PromoteForm = lazy(async () => ({ default: (await import('./promote-form')).PromoteForm }))

/** Two environments side by side: what is promoted becomes here what it is there. */
export function ComparePage() {
  const place = usePlace()
  const { project, environment: to } = place
  const search = useSearch({ from: '/p/$project/$environment/compare' })
  const navigate = useNavigate({ from: '/p/$project/$environment/compare' })
  const projects = useQuery(projectsQuery).data
  const environments = projects?.find(({ key }) => key === project)?.environments ?? []
  const from = search.from ?? otherThan(to, environments) ?? ''
  const { data, error } = useQuery(promotionQuery(project, from, to))
  const flags = useQuery(flagsQuery(project)).data
  const selection = useSelection()
  const [asked, setAsked] = useState<readonly string[] | 'all'>()
  const [done, setDone] = useState<Done>()
  if (projects !== undefined && environments.length < 2)
    return (
      <>
        <PageHead title={`${to} is the only environment.`} />
        <Panel>
          <Empty>Make another one, and what differs between them is shown here.</Empty>
        </Panel>
      </>
    )
  if (data === undefined || flags === undefined)
    return <Pending title="Compare environments" error={error} lines={8} />
  const all = data.flags.length
  const chosen = data.flags.map(({ flag }) => flag).filter((flag) => selection.chosen.has(flag))
  return (
    <>
      <PageHead
        above={
          <Link to="/p/$project/$environment/flags" params={place}>
            Flags /
          </Link>
        }
        title={
          all === 0
            ? `Flags are set in ${to} as they are in ${from}.`
            : `${plural(all, 'flag')} ${all === 1 ? 'is' : 'are'} set otherwise in ${to} than in ${from}.`
        }
        detail={all === 0 ? undefined : `What is promoted is set in ${to} as it is in ${from}; kills stay.`}
      >
        {all > 0 && (
          <Button onClick={() => setAsked(chosen.length === 0 ? 'all' : chosen)}>
            Promote {chosen.length === 0 ? `all ${all}` : chosen.length} to {to}…
          </Button>
        )}
      </PageHead>
      <div className={classes.choice}>
        <label>
          Compare with
          <select
            value={from}
            onChange={({ currentTarget: { value } }) => {
              selection.clear()
              void navigate({ search: { from: value }, replace: true })
            }}
          >
            {environments
              .filter(({ key }) => key !== to)
              .map(({ key }) => (
                <option key={key}>{key}</option>
              ))}
          </select>
        </label>
        <Link
          to="/p/$project/$environment/compare"
          params={{ project, environment: from }}
          search={{ from: to }}
        >
          The other way round
        </Link>
      </div>
      {done !== undefined && <UndoBar key={done.revision} done={done} onGone={() => setDone(undefined)} />}
      {all > 0 && (
        <CompareTable
          promotion={data}
          flags={flags}
          selection={selection}
          onPromote={(flag) => setAsked([flag])}
        />
      )}
      <Dialog isOpen={asked !== undefined} onClose={() => setAsked(undefined)} label="Promote" size={760}>
        {asked !== undefined && (
          <PromoteForm
            from={from}
            to={to}
            keys={asked === 'all' ? undefined : asked}
            onCancel={() => setAsked(undefined)}
            onDone={(what) => {
              setAsked(undefined)
              selection.clear()
              setDone(what)
            }}
          />
        )}
      </Dialog>
    </>
  )
}
