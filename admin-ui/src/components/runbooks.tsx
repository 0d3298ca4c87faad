import { useQueries } from '@tanstack/react-query'
import { runbookQuery } from '../lib/queries'

/** Where the runbooks of these services are; nothing where none has one. */
export function Runbooks({ project, services }: { project: string; services: readonly string[] }) {
  const found = useQueries({ queries: services.map((service) => runbookQuery(project, service)) })
  return services.map((service, i) => {
    const runbook = found[i]?.data
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
