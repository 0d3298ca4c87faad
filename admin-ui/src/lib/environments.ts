import { useQuery } from '@tanstack/react-query'
import { usePlace } from './place'
import { projectsQuery } from './queries'

/** Keys of the environments of the project that the page is in; none before they are known. */
export function useEnvironments(): readonly string[] {
  const { project } = usePlace()
  const found = useQuery(projectsQuery).data?.find(({ key }) => key === project)
  return found?.environments.map(({ key }) => key) ?? []
}

/** Whether the environment that the page is in is production. */
export function useIsProduction(): boolean {
  const { project, environment } = usePlace()
  const found = useQuery(projectsQuery).data?.find(({ key }) => key === project)
  return found?.environments.find(({ key }) => key === environment)?.production ?? false
}
