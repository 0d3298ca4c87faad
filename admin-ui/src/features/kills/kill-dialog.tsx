import { useHotkeys } from '@mantine/hooks'
import { createContext, lazy, use, useCallback, useMemo, useState } from 'react'
import { Dialog } from '../../components/dialog'
import type { Place } from '../../lib/place'

const KillForm = lazy(async () => ({ default: (await import('./kill-form')).KillForm }))
const KillProgress = lazy(async () => ({ default: (await import('./kill-progress')).KillProgress }))

/** What is to be killed; where it is not said, the person chooses. */
export type KillTarget = { type: 'flags'; flags: string[] } | { type: 'release'; release: string }

interface Killing {
  /** Opens the dialog from any page. */
  ask(target?: KillTarget): void
}

const KillContext = createContext<Killing>({ ask: () => undefined })

export function useKill(): Killing {
  return use(KillContext)
}

interface KillProviderParts {
  place: Place
  isProduction: boolean
  children: React.ReactNode
}

/** The kill, one key or one button away from every page: what it would do, why, and how far it has come. */
export function KillProvider({ place, isProduction, children }: KillProviderParts) {
  const [asked, setAsked] = useState<{ target: KillTarget | undefined }>()
  const [killId, setKillId] = useState<string>()
  const ask = useCallback((target?: KillTarget) => {
    setKillId(undefined)
    setAsked({ target })
  }, [])
  const close = (): void => {
    setAsked(undefined)
    setKillId(undefined)
  }
  useHotkeys([['shift+K', () => ask()]])
  const killing = useMemo(() => ({ ask }), [ask])
  return (
    <KillContext value={killing}>
      {children}
      <Dialog isOpen={asked !== undefined} onClose={close} label="Kill" size={620}>
        {killId === undefined ? (
          <KillForm
            place={place}
            isProduction={isProduction}
            target={asked?.target}
            onCancel={close}
            onKilled={setKillId}
          />
        ) : (
          <KillProgress place={place} killId={killId} onClose={close} />
        )}
      </Dialog>
    </KillContext>
  )
}
