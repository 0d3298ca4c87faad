import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { Button } from '../../components/button'
import { Field, Problem } from '../../components/field'
import { ApiError, api, sentenceOf } from '../../lib/api'
import { usePlace } from '../../lib/place'
import { flagsQuery, overviewQuery } from '../../lib/queries'
import flagClasses from '../flags/new-flag.module.css'
import kill from '../kills/kill.module.css'
import { type Draft, fileOf, keyFor, outgoingOf } from './new-release'

/** A release as a draft; its page says what a start would find. */
export function NewReleaseForm({ onDone }: { onDone: () => void }) {
  const place = usePlace()
  const queries = useQueryClient()
  const navigate = useNavigate()
  const services = useQuery(overviewQuery(place)).data?.services ?? []
  const flags = useQuery(flagsQuery(place.project)).data ?? []
  const [draft, setDraft] = useState<Draft>({
    key: '',
    service: '',
    version: '',
    flags: {},
    strategy: 'canary',
    bakeTime: '10m',
  })
  const [problems, setProblems] = useState<readonly string[]>([])
  const change = (part: Partial<Draft>): void => setDraft({ ...draft, ...part })
  const key = draft.key === '' ? keyFor(draft.service, draft.version) : draft.key

  async function create(): Promise<void> {
    const { file, problems: found } = fileOf({ ...draft, key })
    setProblems(found ?? [])
    if (file === undefined) return
    try {
      await api.applyRelease({ params: { ...place, release: file.release }, body: file })
      await queries.invalidateQueries()
      onDone()
      await navigate({
        to: '/p/$project/$environment/releases/$release',
        params: { ...place, release: file.release },
      })
    } catch (error) {
      const fields = error instanceof ApiError ? (error.problem.errors ?? []) : []
      setProblems(
        fields.length === 0 ? [sentenceOf(error)] : fields.map(({ path, message }) => `${path}: ${message}`),
      )
    }
  }

  function choose(flag: (typeof flags)[number], isChosen: boolean): void {
    const { [flag.key]: _gone, ...others } = draft.flags
    const settings = flag.environments[place.environment]
    const standing = settings?.default.type === 'variant' ? settings.default.variant : undefined
    const outgoing = outgoingOf(Object.keys(flag.variants), { standing, safe: settings?.offVariant })
    change({ flags: isChosen ? { ...others, [flag.key]: outgoing } : others })
  }

  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        void create()
      }}
    >
      <h2 className={kill.title}>A new release in {place.environment}</h2>
      <p className={kill.text}>
        It is a draft until somebody starts it. A file can say more: <code>ripcord release apply</code>.
      </p>
      <div className={flagClasses.variant}>
        <Field label="Service">
          <input
            list="release-services"
            value={draft.service}
            onChange={({ currentTarget: { value } }) => {
              const version = services.find(({ service }) => service === value)?.versions[0]?.version
              change({ service: value, ...(version !== undefined && { version }) })
            }}
          />
          <datalist id="release-services">
            {services.map(({ service }) => (
              <option key={service} value={service} />
            ))}
          </datalist>
        </Field>
        <Field label="Version that goes out">
          <input value={draft.version} onChange={(event) => change({ version: event.currentTarget.value })} />
        </Field>
      </div>
      <Field label="Key">
        <input
          value={key}
          spellCheck={false}
          onChange={(event) => change({ key: event.currentTarget.value })}
        />
      </Field>
      <fieldset className={flagClasses.variants}>
        <legend>Flags that go out with it, and what they serve then</legend>
        {flags.slice(0, mostFlags).map((flag) => {
          const outgoing = draft.flags[flag.key]
          return (
            <div key={flag.key} className={flagClasses.choice}>
              <label>
                <input
                  type="checkbox"
                  checked={outgoing !== undefined}
                  onChange={(event) => choose(flag, event.currentTarget.checked)}
                />{' '}
                <code>{flag.key}</code>
              </label>
              {outgoing !== undefined && (
                <select
                  aria-label={`What ${flag.key} serves then`}
                  value={outgoing}
                  onChange={(event) =>
                    change({ flags: { ...draft.flags, [flag.key]: event.currentTarget.value } })
                  }
                >
                  {Object.keys(flag.variants).map((variant) => (
                    <option key={variant}>{variant}</option>
                  ))}
                </select>
              )}
            </div>
          )
        })}
        {flags.length > mostFlags && <p>More flags than fit here: a file can name any.</p>}
      </fieldset>
      <div className={flagClasses.pair}>
        <Field label="Strategy">
          <select
            value={draft.strategy}
            onChange={({ currentTarget: { value } }) =>
              change({ strategy: value === 'blue-green' || value === 'all-at-once' ? value : 'canary' })
            }
          >
            <option value="canary">canary: 1, 5, 25, 50, 99 %</option>
            <option value="blue-green">blue/green: nobody, then everybody</option>
            <option value="all-at-once">all at once, under watch</option>
          </select>
        </Field>
        <Field label="How long each stage must be well">
          <input
            value={draft.bakeTime}
            onChange={(event) => change({ bakeTime: event.currentTarget.value })}
          />
        </Field>
      </div>
      <Problem of={problems} />
      <div className={kill.actions}>
        <Button onClick={onDone} keyHint="Esc">
          Cancel
        </Button>
        <Button type="submit" tone="strong">
          Create {key === '' ? 'the release' : key}
        </Button>
      </div>
    </form>
  )
}

const mostFlags = 100
