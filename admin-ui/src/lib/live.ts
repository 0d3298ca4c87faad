import type { QueryClient } from '@tanstack/react-query'
import { type Dispatch, type SetStateAction, useEffect, useState } from 'react'
import { keptOpen } from './kept-open'
import { whileVisible } from './while-visible'

// The change feed refreshes what the page has read: every page follows without a reload, and says how old it is.

export interface Live {
  state: 'connecting' | 'live' | 'stale'
  /** Of the last change that was heard of; null before the first. */
  revision: number | null
  /** Since when nothing can be heard, epoch milliseconds. */
  since: number
}

/**
 * Follows a project's changes for as long as it is mounted and looked at; a feed that was cut goes on where it was, and one
 * that nobody looked at reads everything anew.
 */
export function useLive(project: string | undefined, queries: QueryClient): Live {
  const [live, setLive] = useState<Live>({ state: 'connecting', revision: null, since: Date.now() })
  useEffect(() => {
    if (project === undefined) return
    setLive({ state: 'connecting', revision: null, since: Date.now() })
    return whileVisible(() => keptOpen(() => follow(project, queries, setLive)))
  }, [project, queries])
  return live
}

function follow(project: string, queries: QueryClient, setLive: Dispatch<SetStateAction<Live>>): EventSource {
  const feed = new EventSource(`/api/v1/projects/${encodeURIComponent(project)}/events`)
  feed.addEventListener('open', () => {
    setLive((before) => ({ ...before, state: 'live', since: Date.now() }))
    // Whatever happened while nobody listened.
    void queries.invalidateQueries()
  })
  feed.addEventListener('message', ({ data, lastEventId }: MessageEvent<string>) => {
    const revision = Number(lastEventId)
    setLive({ state: 'live', revision: Number.isFinite(revision) ? revision : null, since: Date.now() })
    void queries.invalidateQueries({ predicate: ({ meta }) => meta?.['still'] !== true })
    window.dispatchEvent(new CustomEvent<Changed>('ripcord:change', { detail: changedIn(data) }))
  })
  feed.addEventListener('error', () =>
    setLive((before) =>
      before.state === 'stale' ? before : { ...before, state: 'stale', since: Date.now() },
    ),
  )
  return feed
}

/** Keys of what a change touched. */
type Changed = readonly string[]

function changedIn(data: string): Changed {
  try {
    const { entities } = JSON.parse(data) as { entities?: { key: string }[] }
    return (entities ?? []).map(({ key }) => key)
  } catch {
    return []
  }
}

/** Whether the thing of this key has changed within the last second: its row flashes once. */
export function useFlash(key: string): boolean {
  const [isFlashing, setFlashing] = useState(false)
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    const hear = (event: Event): void => {
      if (!(event as CustomEvent<Changed>).detail.includes(key)) return
      setFlashing(true)
      clearTimeout(timer)
      timer = setTimeout(() => setFlashing(false), 1_200)
    }
    window.addEventListener('ripcord:change', hear)
    return () => {
      window.removeEventListener('ripcord:change', hear)
      clearTimeout(timer)
    }
  }, [key])
  return isFlashing
}
