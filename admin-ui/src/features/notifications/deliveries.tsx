import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Button } from '../../components/button'
import { Problem } from '../../components/field'
import { Mark, type State } from '../../components/mark'
import { Empty, Panel, Skeleton } from '../../components/panel'
import { Table } from '../../components/table'
import table from '../../components/table.module.css'
import { Time } from '../../components/time'
import { api } from '../../lib/api'
import { deliveriesQuery } from '../../lib/settings-queries'
import type { Channel, Delivery } from './channel'

export const stateWords: Record<Delivery['state'], { word: string; state: State }> = {
  delivered: { word: 'arrived', state: 'on' },
  pending: { word: 'waits', state: 'rolling' },
  dead: { word: 'given up', state: 'holding' },
}

/** What was told, what waits and what was given up, the newest first. */
export function Deliveries({ project, channels }: { project: string; channels: readonly Channel[] }) {
  const { data, error } = useQuery(deliveriesQuery(project))
  const [channel, setChannel] = useState('')
  const [state, setState] = useState('')
  const shown = (data ?? []).filter(
    (one) => (channel === '' || one.channel === channel) && (state === '' || one.state === state),
  )
  return (
    <Panel
      title="What was told"
      aside={
        <>
          <select
            aria-label="Of which channel"
            value={channel}
            onChange={(event) => setChannel(event.currentTarget.value)}
          >
            <option value="">every channel</option>
            {channels.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>{' '}
          <select
            aria-label="In which state"
            value={state}
            onChange={(event) => setState(event.currentTarget.value)}
          >
            <option value="">every state</option>
            {Object.entries(stateWords).map(([one, { word }]) => (
              <option key={one} value={one}>
                {word}
              </option>
            ))}
          </select>
        </>
      }
    >
      <Problem of={error} />
      {data === undefined && error === null && <Skeleton lines={3} />}
      {data !== undefined && shown.length === 0 ? (
        <Empty>
          {data.length === 0 ? 'Nothing yet. What has ended is kept for 14 days.' : 'None of these.'}
        </Empty>
      ) : (
        data !== undefined && (
          <Table label="What was told">
            <thead>
              <tr>
                <th>when</th>
                <th>what</th>
                <th className={table.less}>channel</th>
                <th>state</th>
                <th className={`${table.number} ${table.less}`}>tries</th>
                <th className={table.less}>what came of it</th>
                <th />
              </tr>
            </thead>
            <tbody>
              {shown.map((delivery) => (
                <Row
                  key={delivery.id}
                  project={project}
                  delivery={delivery}
                  name={channels.find(({ id }) => id === delivery.channel)?.name ?? delivery.channel}
                />
              ))}
            </tbody>
          </Table>
        )
      )}
    </Panel>
  )
}

function Row({ project, delivery, name }: { project: string; delivery: Delivery; name: string }) {
  const queries = useQueryClient()
  const { id, news, state, attempts, createdAt, nextAt, last } = delivery
  const again = useMutation({
    mutationFn: () => api.resendDelivery({ params: { project, delivery: id } }),
    onSettled: () => queries.invalidateQueries(),
  })
  return (
    <tr>
      <td className="mono">
        <Time at={createdAt} />
      </td>
      <td className={table.words} title={news.because}>
        {news.title}
      </td>
      <td className={table.less}>{name}</td>
      <td>
        <Mark state={stateWords[state].state}>{stateWords[state].word}</Mark>
      </td>
      <td className={`${table.number} ${table.less}`}>{attempts}</td>
      <td className={table.less}>
        {last ?? <span className={table.quiet}>–</span>}
        {nextAt !== null && (
          <span className={table.quiet}>
            {' '}
            again at <Time at={nextAt} />
          </span>
        )}
        <Problem of={again.error} />
      </td>
      <td className={table.action}>
        {state !== 'pending' && (
          <Button onClick={() => again.mutate()} disabled={again.isPending}>
            Send again
          </Button>
        )}
      </td>
    </tr>
  )
}
