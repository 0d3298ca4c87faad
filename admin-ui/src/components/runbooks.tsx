import { useQuery } from '@tanstack/react-query'
import { servicesQuery } from '../lib/settings-queries'

/** Where the runbooks of these services are; nothing where none has one. */
export function Runbooks({ project, services }: { project: string; services: readonly string[] }) {
  // Nobody has said anything of a service that never came.
  const known = useQuery(servicesQuery(project)).data ?? []
  return services.map((service) => {
    const runbook = known.find(({ name }) => name === service)?.runbook
    // The server takes nothing else; a page that opens one trusts nobody.
    if (runbook === undefined || runbook === null || !/^https?:\/\//.test(runbook)) return null
    return (
      <span key={service}>
        {' · '}
        <a href={runbook} target="_blank" rel="noreferrer">
          runbook of {service} ↗
        </a>
      </span>
    )
  })
}
