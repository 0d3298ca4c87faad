import { useHotkeys } from '@mantine/hooks'
import { Link } from '@tanstack/react-router'
import { createContext, lazy, use, useCallback, useState } from 'react'
import { Dialog } from '../../components/dialog'
import { usePlace } from '../../lib/place'
import { useKeys } from '../../lib/use-keys'

const Palette = lazy(async () => ({ default: (await import('./palette')).Palette }))
const KeysHelp = lazy(async () => ({ default: (await import('./keys-help')).KeysHelp }))

const OpenContext = createContext<() => void>(() => undefined)

/** Opens the palette. */
export function usePalette(): () => void {
  return use(OpenContext)
}

/** Two dialogs that a key opens on every page; what is in them is loaded when it first does. */
export function PaletteProvider({ children }: { children: React.ReactNode }) {
  const [open, setOpen] = useState<'palette' | 'keys'>()
  const place = usePlace()
  const close = () => setOpen(undefined)
  const openPalette = useCallback(() => setOpen('palette'), [])
  // Also while something is typed: that is where hands are.
  useHotkeys([['mod+K', openPalette]], [])
  useKeys([['shift+?', () => setOpen('keys')]])
  return (
    <OpenContext value={openPalette}>
      {children}
      <Dialog
        isOpen={open !== undefined}
        onClose={close}
        label={open === 'keys' ? 'Keys' : 'Go to, or do'}
        isHigh
      >
        {open === 'palette' && <Palette onClose={close} />}
        {open === 'keys' && <KeysHelp />}
        {open === 'keys' && (
          <p>
            <Link to="/p/$project/$environment/help" params={place} onClick={close}>
              What the words mean: flag, release, kill, latch…
            </Link>
          </p>
        )}
      </Dialog>
    </OpenContext>
  )
}
