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

const lastPlace = 'ripcord.place'

/** Where to go when the console is opened without an address. */
export function rememberPlace(place: Place): void {
  localStorage.setItem(lastPlace, JSON.stringify(place))
}

/** Undefined where nothing is known; what is there may be gone since. */
export function lastSeenPlace(): Place | undefined {
  try {
    const place: unknown = JSON.parse(localStorage.getItem(lastPlace) ?? 'null')
    return isPlace(place) ? place : undefined
  } catch {
    return undefined
  }
}

function isPlace(value: unknown): value is Place {
  const { project, environment } = (value ?? {}) as Partial<Place>
  return typeof project === 'string' && typeof environment === 'string'
}
