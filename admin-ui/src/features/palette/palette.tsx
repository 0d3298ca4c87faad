import { useQuery } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import { useEffect, useId, useMemo, useRef, useState } from 'react'
import { usePlace } from '../../lib/place'
import { flagsQuery, overviewQuery, projectsQuery, releasesQuery } from '../../lib/queries'
import { useFocus } from '../../lib/use-focus'
import { useKill } from '../kills/kill-dialog'
import { commandsOf, type PaletteCommand } from './commands'
import { foundCommands } from './find-commands'
import classes from './palette.module.css'

const mostShown = 12

/** Everything by a few letters of its name, with the keyboard alone. */
export function Palette({ onClose }: { onClose: () => void }) {
  const { project, environment } = usePlace()
  const router = useRouter()
  const killing = useKill()
  const [sought, setSought] = useState('')
  const [at, setAt] = useState(0)
  const id = useId()
  const field = useFocus<HTMLInputElement>()
  const list = useRef<HTMLUListElement>(null)
  const projects = useQuery(projectsQuery).data
  const flags = useQuery(flagsQuery(project)).data
  const releases = useQuery(releasesQuery({ project, environment })).data
  const rolling = useQuery(overviewQuery({ project, environment })).data?.rolling
  const all = useMemo(
    () =>
      commandsOf({
        place: { project, environment },
        projects: projects ?? [],
        flags: flags ?? [],
        releases: releases ?? [],
        rolling: rolling ?? [],
      }),
    [project, environment, projects, flags, releases, rolling],
  )
  const found = useMemo(() => foundCommands(all, sought).slice(0, mostShown), [all, sought])
  const chosen = Math.min(at, found.length - 1)
  useEffect(() => {
    list.current?.children[chosen]?.scrollIntoView({ block: 'nearest' })
  }, [chosen])

  function run(command: PaletteCommand | undefined): void {
    if (command === undefined) return
    onClose()
    if (command.done.type === 'kill') killing.ask(command.done.target)
    else router.history.push(command.done.href)
  }

  function press(event: React.KeyboardEvent): void {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step !== undefined) setAt(Math.max(0, Math.min(found.length - 1, chosen + step)))
    else if (event.key === 'Enter') run(found[chosen])
    else return
    event.preventDefault()
  }

  return (
    <div>
      <input
        className={classes.input}
        ref={field}
        role="combobox"
        aria-label="Go to, or do"
        aria-expanded="true"
        aria-controls={id}
        aria-activedescendant={found[chosen] === undefined ? undefined : `${id}-${chosen}`}
        placeholder="Go to a page, flag, release or environment, or kill one"
        autoComplete="off"
        spellCheck={false}
        value={sought}
        onKeyDown={press}
        onChange={(event) => {
          setSought(event.currentTarget.value)
          setAt(0)
        }}
      />
      <ul id={id} ref={list} role="listbox" aria-label="What fits" className={classes.list}>
        {found.map((command, index) => (
          <li
            key={command.id}
            id={`${id}-${index}`}
            role="option"
            aria-selected={index === chosen}
            className={classes.option}
            data-kill={command.isKill}
            onMouseMove={() => setAt(index)}
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => run(command)}
          >
            <span>{command.label}</span>
            <span className={classes.hint}>{command.hint}</span>
          </li>
        ))}
      </ul>
      {found.length === 0 && <p className={classes.none}>Nothing is called so.</p>}
    </div>
  )
}
