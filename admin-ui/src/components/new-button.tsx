import { useState } from 'react'
import { useKeys } from '../lib/use-keys'
import { Button } from './button'
import { Dialog } from './dialog'

/** Opens the form of a new one, by `n` as well. `what`: as a person says it, such as `flag`. */
export function NewButton({ what, form }: { what: string; form: (onDone: () => void) => React.ReactNode }) {
  const [isOpen, setOpen] = useState(false)
  useKeys([['n', () => setOpen(true)]])
  return (
    <>
      <Button tone="strong" onClick={() => setOpen(true)} keyHint="n">
        New {what}
      </Button>
      <Dialog isOpen={isOpen} onClose={() => setOpen(false)} label={`A new ${what}`}>
        {form(() => setOpen(false))}
      </Dialog>
    </>
  )
}
