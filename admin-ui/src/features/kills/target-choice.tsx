import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Button } from '../../components/button'
import { TextField } from '../../components/field'
import form from '../../components/form.module.css'
import { Mark } from '../../components/mark'
import { Empty } from '../../components/panel'
import type { Place } from '../../lib/place'
import { flagsQuery, overviewQuery } from '../../lib/queries'
import { useFocus } from '../../lib/use-focus'
import classes from './kill.module.css'
import type { KillTarget } from './kill-dialog'

const mostShown = 8

/** What goes wrong is most likely what rolls: releases first, then flags by name. */
export function TargetChoice({
  place,
  onChoose,
  onCancel,
  question = `Kill what in ${place.environment}?`,
}: {
  place: Place
  question?: string
  onChoose: (target: KillTarget) => void
  onCancel: () => void
}) {
  const field = useFocus<HTMLInputElement>()
  const [wanted, setWanted] = useState('')
  const overview = useQuery(overviewQuery(place))
  const flags = useQuery(flagsQuery(place.project))
  const matches = (name: string): boolean => name.toLowerCase().includes(wanted.trim().toLowerCase())
  const rolling = (overview.data?.rolling ?? []).filter(({ release }) => matches(release))
  const found = (flags.data ?? []).filter(({ key }) => matches(key))
  return (
    <div>
      <h2 className={form.title}>{question}</h2>
      <TextField
        label="A release with all its flags, or one flag"
        ref={field}
        value={wanted}
        placeholder="Search"
        onChange={setWanted}
      />
      <ul className={classes.choices}>
        {rolling.map(({ release, holds, flags: own }) => (
          <li key={`release ${release}`}>
            <button type="button" onClick={() => onChoose({ type: 'release', release })}>
              <Mark state={holds.length > 0 ? 'holding' : 'rolling'}>{release}</Mark>
              <span>release of {own.length === 1 ? 'one flag' : `${own.length} flags`}</span>
            </button>
          </li>
        ))}
        {found.slice(0, mostShown).map(({ key, environments }) => {
          const settings = environments[place.environment]
          return (
            <li key={key}>
              <button type="button" onClick={() => onChoose({ type: 'flags', flags: [key] })}>
                <Mark
                  state={
                    (settings?.kills.length ?? 0) > 0 ? 'killed' : settings?.enabled === true ? 'on' : 'off'
                  }
                >
                  <code>{key}</code>
                </Mark>
              </button>
            </li>
          )
        })}
      </ul>
      {found.length + rolling.length === 0 && <Empty>Nothing here is named so.</Empty>}
      {found.length > mostShown && (
        <p className={form.text}>And {found.length - mostShown} more: type to find them.</p>
      )}
      <div className={form.actions}>
        <Button onClick={onCancel} keyHint="Esc">
          Cancel
        </Button>
      </div>
    </div>
  )
}
