import { useQuery } from '@tanstack/react-query'
import { usePlace } from './place'
import { projectsQuery } from './queries'

function useAll() {
  const { project } = usePlace()
  return useQuery(projectsQuery).data?.find(({ key }) => key === project)?.environments ?? []
}

/** Keys of the environments of the project that the page is in; none before they are known. */
export function useEnvironments(): readonly string[] {
  return useAll().map(({ key }) => key)
}

/** Whether the page is in a production environment: there a reason is asked for. Until it is known it is one. */
export function useIsProduction(): boolean {
  const { environment } = usePlace()
  return useAll().find(({ key }) => key === environment)?.production ?? true
}

/** Whether what is done everywhere is done in production too. */
export function useHasProduction(): boolean {
  return useAll().some(({ production }) => production)
}
