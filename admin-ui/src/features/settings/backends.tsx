import type { AnswerOf, operations } from '@ripcord/api'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { lazy, useState } from 'react'
import { Button } from '../../components/button'
import { Dialog } from '../../components/dialog'
import { Problem } from '../../components/field'
import form from '../../components/form.module.css'
import { Empty, Panel, Skeleton } from '../../components/panel'
import { Table } from '../../components/table'
import table from '../../components/table.module.css'
import { Time } from '../../components/time'
import { api } from '../../lib/api'
import { usePlace } from '../../lib/place'
import { releasesQuery } from '../../lib/queries'
import { backendsQuery, servicesQuery } from '../../lib/settings-queries'
import { backendUses } from './backend-uses'
import { credentialTypes } from './credential'

const BackendForm = lazy(async () => ({ default: (await import('./backend-form')).BackendForm }))

type Backend = AnswerOf<typeof operations.listBackends>['items'][number]

/** Where checks ask. */
export function Backends() {
  const { project } = usePlace()
  const { data, error } = useQuery(backendsQuery(project))
  const [isOpen, setOpen] = useState(false)
  return (
    <Panel
      title={`Where checks of ${project} ask`}
      aside={<Button onClick={() => setOpen(true)}>New backend</Button>}
    >
      <Problem of={error} />
      {data === undefined && error === null && <Skeleton lines={2} />}
      {data?.length === 0 && (
        <Empty>
          Nowhere yet: releases are watched by what their SDKs count, and by alerts. With one, a check asks
          Prometheus, Elasticsearch or an endpoint of yours as well.
        </Empty>
      )}
      {data !== undefined && data.length > 0 && (
        <Table label="Backends">
          <thead>
            <tr>
              <th>backend</th>
              <th>URL</th>
              <th className={table.less}>credential</th>
              <th className={table.less}>asked by</th>
              <th className={table.less}>changed</th>
              <th />
            </tr>
          </thead>
          <tbody>
            {data.map((backend) => (
              <Row key={backend.key} backend={backend} />
            ))}
          </tbody>
        </Table>
      )}
      <Dialog isOpen={isOpen} onClose={() => setOpen(false)} label="A new backend">
        <BackendForm project={project} onDone={() => setOpen(false)} />
      </Dialog>
    </Panel>
  )
}

function Row({ backend }: { backend: Backend }) {
  const place = usePlace()
  const services = useQuery(servicesQuery(place.project)).data ?? []
  const releases = useQuery(releasesQuery(place)).data ?? []
  const [open, setOpen] = useState<'change' | 'remove'>()
  const close = (): void => setOpen(undefined)
  const { key, url, auth, updatedAt } = backend
  const uses = backendUses(key, services, releases)
  return (
    <tr>
      <td className={table.name}>{key}</td>
      <td className={`mono ${table.words}`}>{url}</td>
      <td className={table.less}>{credentialTypes[auth].name}</td>
      <td className={table.less}>
        {uses.length === 0 ? <span className={table.quiet}>nothing</span> : uses.join(', ')}
      </td>
      <td className={table.less}>
        <Time at={updatedAt} withSeconds={false} />
      </td>
      <td className={table.action}>
        <div className={form.inline}>
          <Button onClick={() => setOpen('change')} aria-label={`Change ${key}`}>
            Change…
          </Button>
          <Button onClick={() => setOpen('remove')} aria-label={`Remove ${key}…`}>
            Remove…
          </Button>
        </div>
        <Dialog isOpen={open !== undefined} onClose={close} label={`Backend ${key}`}>
          {open === 'remove' ? (
            <Remove backend={key} uses={uses} onDone={close} />
          ) : (
            <BackendForm project={place.project} backend={backend} onDone={close} />
          )}
        </Dialog>
      </td>
    </tr>
  )
}

/** Who asks there comes first: their checks hold from then on. */
function Remove({ backend, uses, onDone }: { backend: string; uses: readonly string[]; onDone: () => void }) {
  const { project } = usePlace()
  const queries = useQueryClient()
  const remove = useMutation({
    mutationFn: () => api.removeBackend({ params: { project, backend } }),
    onSuccess: onDone,
    onSettled: () => queries.invalidateQueries(),
  })
  return (
    <div style={{ textAlign: 'left' }}>
      <h2 className={form.title}>Remove {backend}?</h2>
      {uses.length === 0 ? (
        <p className={form.text}>No check that is known here asks there. Its credential is forgotten.</p>
      ) : (
        <>
          <p className={form.problem}>Checks that name it can’t be measured any more, and hold:</p>
          <ul>
            {uses.map((use) => (
              <li key={use}>{use}</li>
            ))}
          </ul>
        </>
      )}
      <Problem of={remove.error} />
      <div className={form.actions}>
        <Button onClick={onDone} keyHint="Esc">
          Keep it
        </Button>
        <Button tone="strong" onClick={() => remove.mutate()} disabled={remove.isPending}>
          Remove {backend}
        </Button>
      </div>
    </div>
  )
}
