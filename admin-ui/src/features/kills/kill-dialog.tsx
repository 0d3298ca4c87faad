import { createContext, lazy, use, useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { Dialog } from '../../components/dialog'
import type { Place } from '../../lib/place'
import { useKeys } from '../../lib/use-keys'

const KillForm = lazy(async () => ({ default: (await import('./kill-form')).KillForm }))
const KillProgress = lazy(async () => ({ default: (await import('./kill-progress')).KillProgress }))

/** What is to be killed; where it is not said, the person chooses. */
export type KillTarget = { type: 'flags'; flags: string[] } | { type: 'release'; release: string }

interface Killing {
  /** Opens the dialog from any page. */
  ask: (target?: KillTarget) => void
  /** What its key means, until another is said. */
  aim: (target: KillTarget | undefined) => void
}

const KillContext = createContext<Killing>({ ask: () => undefined, aim: () => undefined })

export function useKill(): Killing {
  return use(KillContext)
}

/** On this page the key kills what is shown or selected, as long as something is. */
export function useKillAim(target: KillTarget | undefined): void {
  const { aim } = useKill()
  useEffect(() => {
    aim(target)
    return () => aim(undefined)
  }, [aim, target])
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
  const aimed = useRef<KillTarget>(undefined)
  const aim = useCallback((target: KillTarget | undefined) => {
    aimed.current = target
  }, [])
  useKeys([['shift+K', () => ask(aimed.current)]])
  const killing = useMemo(() => ({ ask, aim }), [ask, aim])
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
