import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { lazy, useState } from 'react'
import { Button } from '../../components/button'
import { Dialog } from '../../components/dialog'
import { Problem } from '../../components/field'
import form from '../../components/form.module.css'
import { Mark } from '../../components/mark'
import { NewButton } from '../../components/new-button'
import { Empty, PageHead, Panel } from '../../components/panel'
import { Pending } from '../../components/pending'
import { Table } from '../../components/table'
import table from '../../components/table.module.css'
import { api } from '../../lib/api'
import { usePlace } from '../../lib/place'
import { channelsQuery, deliveriesQuery } from '../../lib/settings-queries'
import { type Channel, channelsSentence, filterWords } from './channel'
import { Deliveries, stateWords } from './deliveries'
import { channelTypes } from './target'

const NewChannelForm = lazy(async () => ({ default: (await import('./new-channel-form')).NewChannelForm }))
const ChannelForm = lazy(async () => ({ default: (await import('./channel-form')).ChannelForm }))

/** Who is told what happens, and whether it arrives. */
export function NotificationsPage() {
  const { project } = usePlace()
  const { data, error } = useQuery(channelsQuery(project))
  const deliveries = useQuery(deliveriesQuery(project)).data ?? []
  if (data === undefined) return <Pending title="Notifications" error={error} lines={4} />
  return (
    <>
      <PageHead
        title={channelsSentence(data, deliveries)}
        detail={`Of all environments of ${project}. A channel is told each thing at least once; what does not arrive is tried again.`}
      >
        <NewButton what="channel" form={(onDone) => <NewChannelForm project={project} onDone={onDone} />} />
      </PageHead>
      <div className={form.stack}>
        <Panel>
          {data.length === 0 ? (
            <Empty>
              A webhook, Slack, mail or CloudEvents: whoever is on call hears of a kill the moment it happens.
            </Empty>
          ) : (
            <Table label="Channels">
              <thead>
                <tr>
                  <th>channel</th>
                  <th className={table.less}>kind</th>
                  <th className={table.less}>leads to</th>
                  <th className={table.less}>told of</th>
                  <th>state</th>
                  <th />
                </tr>
              </thead>
              <tbody>
                {data.map((channel) => (
                  <Row key={channel.id} project={project} channel={channel} />
                ))}
              </tbody>
            </Table>
          )}
        </Panel>
        <Deliveries project={project} channels={data} />
      </div>
    </>
  )
}

function Row({ project, channel }: { project: string; channel: Channel }) {
  const queries = useQueryClient()
  const { id, name, type, to, filter, enabled, disabledBecause } = channel
  const [isOpen, setOpen] = useState(false)
  const test = useMutation({
    mutationFn: () => api.testChannel({ params: { project, channel: id } }),
    onSettled: () => queries.invalidateQueries({ queryKey: ['deliveries'] }),
  })
  return (
    <tr>
      <td className={table.name}>{name}</td>
      <td className={table.less}>{channelTypes[type].name}</td>
      <td className={table.less}>{to}</td>
      <td className={table.less}>{filterWords(filter)}</td>
      <td title={disabledBecause ?? undefined}>
        <Mark state={enabled ? 'on' : disabledBecause === null ? 'off' : 'holding'}>
          {enabled ? 'told' : disabledBecause === null ? 'not told' : 'turned off by Ripcord'}
        </Mark>
      </td>
      <td className={table.action}>
        <div className={form.inline}>
          {test.isPending && <span className={table.quiet}>sending…</span>}
          {test.data !== undefined && !test.isPending && (
            <span role="status">
              <Mark state={stateWords[test.data.state].state}>
                {test.data.state === 'delivered' ? 'arrived' : 'did not arrive'}: {test.data.last}
              </Mark>
            </span>
          )}
          <Problem of={test.error} />
          <span style={{ display: 'inline-flex', gap: 6 }}>
            <Button onClick={() => test.mutate()} disabled={test.isPending} aria-label={`Test ${name}`}>
              Test
            </Button>
            <Button onClick={() => setOpen(true)} aria-label={`Change ${name}`}>
              Change…
            </Button>
          </span>
        </div>
        <Dialog isOpen={isOpen} onClose={() => setOpen(false)} label={`Change ${name}`}>
          <ChannelForm project={project} channel={channel} onDone={() => setOpen(false)} />
        </Dialog>
      </td>
    </tr>
  )
}
