import { lazy, useState } from 'react'
import { Button } from '../../components/button'
import { Dialog } from '../../components/dialog'
import { plural } from '../../lib/format'
import { usePlace } from '../../lib/place'
import { useKill } from '../kills/kill-dialog'
import type { Action } from './bulk'
import classes from './bulk.module.css'
import type { Flag } from './find-flags'
import type { Selection } from './selection'
import type { Done } from './undo'

const BulkForm = lazy(async () => ({ default: (await import('./bulk-form')).BulkForm }))

interface BarParts {
  /** Of all that are chosen, those that there are. */
  flags: readonly Flag[]
  selection: Selection
  onDone: (done: Done) => void
}

/** What can be done to all that are chosen. */
export function BulkBar({ flags, selection, onDone }: BarParts) {
  const { environment } = usePlace()
  const kill = useKill()
  const [asked, setAsked] = useState<Action>()
  return (
    <div className={classes.bar} role="group" aria-label="What is selected">
      <span className={classes.said}>{plural(flags.length, 'flag')} selected</span>
      <Button onClick={() => setAsked({ type: 'turn', to: 'on' })}>Turn on…</Button>
      <Button onClick={() => setAsked({ type: 'turn', to: 'off' })}>Turn off…</Button>
      <Button onClick={() => setAsked({ type: 'tag', tag: '' })}>Tag…</Button>
      <Button onClick={() => setAsked({ type: 'owner', owner: '' })}>Owner…</Button>
      <Button onClick={() => setAsked({ type: 'archive', force: false })}>Archive…</Button>
      <Button
        tone="quietDanger"
        keyHint="K"
        onClick={() => kill.ask({ type: 'flags', flags: flags.map(({ key }) => key) })}
      >
        Kill {flags.length} in {environment}
      </Button>
      <Button onClick={selection.clear} keyHint="Esc">
        Clear
      </Button>
      <Dialog
        isOpen={asked !== undefined}
        onClose={() => setAsked(undefined)}
        label="Change several flags"
        size={680}
      >
        {asked !== undefined && (
          <BulkForm
            action={asked}
            flags={flags}
            onCancel={() => setAsked(undefined)}
            onDone={(done) => {
              setAsked(undefined)
              selection.clear()
              onDone(done)
            }}
          />
        )}
      </Dialog>
    </div>
  )
}
