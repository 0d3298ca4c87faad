import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { lazy, useState } from 'react'
import { Button } from '../../components/button'
import { Dialog } from '../../components/dialog'
import { Empty, PageHead, Panel } from '../../components/panel'
import { Pending } from '../../components/pending'
import { Table } from '../../components/table'
import table from '../../components/table.module.css'
import { plural } from '../../lib/format'
import { type Place, usePlace } from '../../lib/place'
import { servicesQuery } from '../../lib/settings-queries'
import { labelsText } from './labels-text'
import type { Service } from './service-form'

const ServiceForm = lazy(async () => ({ default: (await import('./service-form')).ServiceForm }))

/** What runs with the SDK inside: who owns it, and what a release of it watches. */
export function ServicesPage() {
  const place = usePlace()
  const { data, error } = useQuery(servicesQuery(place.project))
  if (data === undefined) return <Pending title="Services" error={error} lines={5} />
  return (
    <>
      <PageHead
        title={sentence(data, place.project)}
        detail="A service is here once its SDK has connected. Its checks are those of a release that names none."
      />
      <Panel>
        {data.length === 0 ? (
          <Empty>
            None has connected yet.{' '}
            <Link to="/p/$project/$environment/keys" params={place}>
              Create a key
            </Link>
            , give it to a service, and it appears here by itself.
          </Empty>
        ) : (
          <Table label="Services">
            <thead>
              <tr>
                <th>service</th>
                <th>owner</th>
                <th className={table.less}>runbook</th>
                <th className={table.less}>known in alerts by</th>
                <th>checks</th>
                <th className={table.less}>seen in</th>
                <th />
              </tr>
            </thead>
            <tbody>
              {data.map((service) => (
                <Row key={service.name} place={place} service={service} />
              ))}
            </tbody>
          </Table>
        )}
      </Panel>
    </>
  )
}

function sentence(services: readonly Service[], project: string): string {
  const nobodys = services.filter(({ owner }) => owner === '').length
  const [only] = services
  if (only === undefined) return `No service of ${project} has connected yet.`
  const all = `${plural(services.length, 'service')} ${services.length === 1 ? 'reads' : 'read'} the flags of ${project}`
  if (nobodys === 0) return `${all}, and each has an owner.`
  if (nobodys === services.length) return `${all}; nobody is named as owner.`
  return `${all}; ${nobodys} ${nobodys === 1 ? 'has' : 'have'} no owner.`
}

function Row({ place, service }: { place: Place; service: Service }) {
  const { name, owner, runbook, alertLabels, checks, environments } = service
  const [isOpen, setOpen] = useState(false)
  const none = <span className={table.quiet}>–</span>
  return (
    <tr>
      <td className={table.name}>{name}</td>
      <td>{owner === '' ? none : owner}</td>
      <td className={table.less}>
        {runbook === null || !/^https?:/.test(runbook) ? (
          none
        ) : (
          <a href={runbook} rel="noreferrer" target="_blank" title={runbook}>
            open
          </a>
        )}
      </td>
      <td className={`mono ${table.less}`}>
        {Object.keys(alertLabels).length === 0 ? none : labelsText(alertLabels).replaceAll('\n', ', ')}
      </td>
      <td>{checks.length === 0 ? none : checks.map(({ id }) => id).join(', ')}</td>
      <td className={table.less}>
        {environments.length === 0 ? (
          <span className={table.quiet}>nowhere of late</span>
        ) : (
          environments.join(', ')
        )}
      </td>
      <td className={table.action}>
        <Button onClick={() => setOpen(true)} aria-label={`Change ${name}`}>
          Change…
        </Button>
        <Dialog isOpen={isOpen} onClose={() => setOpen(false)} label={`Change ${name}`} size={640}>
          <ServiceForm project={place.project} service={service} onDone={() => setOpen(false)} />
        </Dialog>
      </td>
    </tr>
  )
}
