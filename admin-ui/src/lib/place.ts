import { useParams } from '@tanstack/react-router'

export interface Place {
  project: string
  environment: string
}

/** Where the page is, by its address. */
export function usePlace(): Place {
  const { project = '', environment = '' } = useParams({ strict: false })
  return { project, environment }
}
