import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Button } from '../../components/button'
import { Choice, Choices } from '../../components/choice'
import { Field, Problem } from '../../components/field'
import form from '../../components/form.module.css'
import { Mark } from '../../components/mark'
import { Empty, Panel, Skeleton } from '../../components/panel'
import { Reason, reasonOf } from '../../components/reason'
import { Table } from '../../components/table'
import table from '../../components/table.module.css'
import { api } from '../../lib/api'
import { useIsProduction } from '../../lib/environments'
import { count } from '../../lib/format'
import { type Place, usePlace } from '../../lib/place'
import { segmentIdsQuery } from '../../lib/settings-queries'
import { useDraft } from '../../lib/use-draft'
import { editWords, type Ids, type IdsEdit, idsOf, type List, undoOf } from './ids'
import type { Segment } from './segment'

const mostShown = 50

type Edit = (edit: IdsEdit, reason: string) => Promise<unknown>

/** Who is named one by one: found, added and taken away, with a way back. */
export function Named({ segment }: { segment: Segment }) {
  const place = usePlace()
  const queries = useQueryClient()
  const { data, error } = useQuery(segmentIdsQuery(place, segment.key))
  const [done, setDone] = useState<{ said: string; undo: IdsEdit[] }>()
  const send = async (edit: IdsEdit, reason: string): Promise<void> => {
    await api.editSegmentIds({
      params: { ...place, segment: segment.key },
      body: { edit, ...reasonOf(reason) },
    })
  }
  const edit: Edit = async (made, reason) => {
    await send(made, reason)
    setDone({ said: editWords(made), undo: data === undefined ? [] : undoOf(data, made) })
    await queries.invalidateQueries()
  }
  const undo = useMutation({
    mutationFn: async (edits: IdsEdit[]) => {
      for (const one of edits) await send(one, 'undone at once')
    },
    onSuccess: () => setDone(undefined),
    onSettled: () => queries.invalidateQueries(),
  })
  return (
    <Panel
      title="Named one by one"
      aside={`${count(segment.ids.included)} in, ${count(segment.ids.excluded)} left out`}
    >
      {done !== undefined && (
        <p role="status">
          {done.said}{' '}
          {done.undo.length > 0 && (
            <Button onClick={() => undo.mutate(done.undo)} disabled={undo.isPending}>
              Undo
            </Button>
          )}
        </p>
      )}
      <Problem of={undo.error ?? error} />
      {data === undefined ? (
        error === null && <Skeleton lines={4} />
      ) : (
        <NamedList ids={data} place={place} edit={edit} />
      )}
      <AddIds segment={segment.key} place={place} edit={edit} />
    </Panel>
  )
}

function NamedList({ ids, place, edit }: { ids: Ids; place: Place; edit: Edit }) {
  const [sought, setSought] = useState('')
  const isProduction = useIsProduction()
  const [asked, setAsked] = useState<{ id: string; list: List }>()
  const remove = useMutation({
    mutationFn: ({ id, list, reason }: { id: string; list: List; reason: string }) =>
      edit({ type: 'remove', included: [], excluded: [], [list]: [id] }, reason),
    onSuccess: () => setAsked(undefined),
  })
  const all = [
    ...ids.excluded.map((id) => ({ id, list: 'excluded' as const })),
    ...ids.included.map((id) => ({ id, list: 'included' as const })),
  ]
  const found = all.filter(({ id }) => id.toLowerCase().includes(sought.trim().toLowerCase()))
  if (all.length === 0) return <Empty>Nobody is named yet in {place.environment}.</Empty>
  return (
    <>
      <input
        type="search"
        aria-label="Search who is named"
        placeholder={`Search ${count(all.length)} named`}
        value={sought}
        onChange={(event) => setSought(event.currentTarget.value)}
      />
      <Table label="Who is named">
        <thead>
          <tr>
            <th>targeting key</th>
            <th>belongs</th>
            <th />
          </tr>
        </thead>
        <tbody>
          {found.slice(0, mostShown).map(({ id, list }) => (
            <tr key={`${list} ${id}`}>
              <td className="mono">{id}</td>
              <td>
                <Mark state={list === 'included' ? 'on' : 'off'}>
                  {list === 'included' ? 'in' : 'left out'}
                </Mark>
              </td>
              <td className={table.action}>
                <Button
                  aria-label={`Remove ${id}`}
                  disabled={remove.isPending}
                  onClick={() =>
                    isProduction ? setAsked({ id, list }) : remove.mutate({ id, list, reason: '' })
                  }
                >
                  Remove
                </Button>
              </td>
            </tr>
          ))}
        </tbody>
      </Table>
      {found.length > mostShown && (
        <p className={form.quiet}>And {count(found.length - mostShown)} more: search to find them.</p>
      )}
      {found.length === 0 && <Empty>Nobody who is named is called so.</Empty>}
      <Problem of={remove.error} />
      {asked !== undefined && (
        <Removal
          key={asked.id}
          id={asked.id}
          where={place.environment}
          isBusy={remove.isPending}
          onKeep={() => setAsked(undefined)}
          onRemove={(reason) => remove.mutate({ ...asked, reason })}
        />
      )}
    </>
  )
}

/** Production asks why first. */
function Removal({
  id,
  where,
  isBusy,
  onKeep,
  onRemove,
}: {
  id: string
  where: string
  isBusy: boolean
  onKeep: () => void
  onRemove: (reason: string) => void
}) {
  const [reason, setReason] = useState('')
  return (
    <form
      aria-label={`Remove ${id}`}
      onSubmit={(event) => {
        event.preventDefault()
        onRemove(reason)
      }}
    >
      <p>
        Rules decide about <b>{id}</b> from then on.
      </p>
      <Reason isAsked value={reason} onChange={setReason} />
      <div className={form.actions}>
        <Button onClick={onKeep}>Keep it</Button>
        <Button type="submit" tone="strong" disabled={isBusy || reason.trim() === ''}>
          Remove {id.slice(0, 40)} in {where}
        </Button>
      </div>
    </form>
  )
}

const empty = { text: '', list: 'included', reason: '' }

function AddIds({ segment, place, edit }: { segment: string; place: Place; edit: Edit }) {
  const isProduction = useIsProduction()
  const { typed, change, forget } = useDraft(
    `segment ids ${place.project} ${place.environment} ${segment}`,
    empty,
  )
  const list: List = typed.list === 'excluded' ? 'excluded' : 'included'
  const ids = idsOf(typed.text)
  const add = useMutation({
    mutationFn: () => edit({ type: 'add', included: [], excluded: [], [list]: ids }, typed.reason),
    onSuccess: forget,
  })
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        add.mutate()
      }}
    >
      <Field label="Name more: targeting keys, one a line">
        <textarea
          rows={2}
          value={typed.text}
          spellCheck={false}
          onChange={(event) => change({ text: event.currentTarget.value })}
        />
      </Field>
      {ids.length > 0 && (
        <>
          <Choices label="They">
            <Choice name="list" checked={list === 'included'} onChange={() => change({ list: 'included' })}>
              belong, whatever the rules say
            </Choice>
            <Choice name="list" checked={list === 'excluded'} onChange={() => change({ list: 'excluded' })}>
              are left out, whatever the rules say
            </Choice>
          </Choices>
          <Reason isAsked={isProduction} value={typed.reason} onChange={(reason) => change({ reason })} />
        </>
      )}
      <Problem of={add.error} />
      {ids.length > 0 && (
        <div className={form.actions}>
          <Button
            type="submit"
            tone="strong"
            disabled={add.isPending || (isProduction && typed.reason.trim() === '')}
          >
            {list === 'included' ? 'Add' : 'Leave out'}{' '}
            {ids.length === 1 ? ids[0]?.slice(0, 40) : count(ids.length)} in {place.environment}
          </Button>
        </div>
      )}
    </form>
  )
}
