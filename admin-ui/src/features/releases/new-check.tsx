import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Button } from '../../components/button'
import { Field, Problem, TextField } from '../../components/field'
import form from '../../components/form.module.css'
import { Mark } from '../../components/mark'
import { ApiError, api } from '../../lib/api'
import { usePlace } from '../../lib/place'
import { templatesQuery } from '../../lib/queries'
import { backendsQuery } from '../../lib/settings-queries'
import { isPulled, type Measured, said, verdictOf } from './check-words'
import type { Draft } from './new-release'
import type { Check } from './release-file'
import classes from './release-form.module.css'

/** Questions that are not of a template: what is typed for each. */
const own = {
  'sdk-outcomes': 'Errors and slow calls, as SDKs count them',
  http: 'A web address that must answer',
  alert: 'Alerts that must not fire',
  heartbeat: 'A heartbeat that must not stop',
} as const

const ownFields: {
  readonly [kind: string]: readonly (readonly [name: string, title: string, value: string])[]
} = {
  'sdk-outcomes': [['slowAfter', 'Slower than this is slow (may be left out)', '']],
  http: [
    ['url', 'Address', ''],
    ['failWhen', 'Bad when', 'value < 200 || value >= 400'],
    ['interval', 'How often it is asked', '10s'],
  ],
  alert: [['match', 'Labels, one matcher', 'release="$release"']],
  heartbeat: [['period', 'It beats every', '30s']],
}

interface NewCheckParts {
  draft: Draft
  onAdd: (check: Check) => void
  onCancel: () => void
}

/** A check from a template, or of one of the other kinds; measured before it is added, where it can be. */
export function NewCheck({ draft, onAdd, onCancel }: NewCheckParts) {
  const place = usePlace()
  const templates = useQuery(templatesQuery).data ?? []
  const backends = useQuery(backendsQuery(place.project)).data ?? []
  const [kind, setKind] = useState('error-rate')
  const [typed, setTyped] = useState<Readonly<Record<string, string>>>({})
  const [measured, setMeasured] = useState<Measured>()
  const [problem, setProblem] = useState<unknown>()
  const [isBusy, setBusy] = useState(false)
  const template = templates.find(({ id }) => id === kind)
  const fields =
    template === undefined
      ? (ownFields[kind] ?? [])
      : Object.entries(template.parameters).map(
          ([name, one]) => [name, one.title, String(one.default ?? '')] as const,
        )
  const backend = typed['backend'] ?? backends[0]?.key ?? ''
  const services = draft.services.map(({ name }) => name.trim()).filter((name) => name !== '')
  // Of several services a query has to know which one it is about.
  const whom = services.length < 2 ? '' : (typed['whom'] ?? services[0] ?? '')
  const value = (name: string, otherwise: string): string => typed[name] ?? otherwise
  const put = (name: string, text: string): void => {
    setTyped({ ...typed, [name]: text })
    setMeasured(undefined)
  }

  /** The server writes a template's query: it knows how a text stands in one. */
  async function made(): Promise<Check> {
    const given = Object.fromEntries(
      fields
        .map(([name, , otherwise]) => [name, value(name, otherwise).trim()] as const)
        .filter(([, text]) => text !== ''),
    )
    if (template === undefined) return ownCheck(kind, given)
    const at = backend === '' ? { url: value('url', '').trim() } : { backend }
    const check = await api.fillCheckTemplate({
      params: { template: kind },
      body: { ...at, parameters: given },
    })
    return isPulled(check) && whom !== '' ? { ...check, service: whom } : check
  }

  async function use(check: (made: Check) => Promise<void> | void): Promise<void> {
    setBusy(true)
    setProblem(undefined)
    try {
      await check(await made())
    } catch (error) {
      setProblem(sentencesOf(error))
    }
    setBusy(false)
  }

  const canMeasure = template !== undefined || kind === 'http'
  const measure = async (check: Check): Promise<void> => {
    const builds = draft.services
      .filter(({ name }) => name.trim() !== '')
      .map(({ name, version }) => ({ name, ...(version !== '' && { version }) }))
    const body = { check, services: builds, ...(draft.key !== '' && { release: draft.key }) }
    if (isPulled(check)) setMeasured(await api.measureCheck({ params: place, body }))
  }

  return (
    <fieldset className={classes.newCheck}>
      <legend>A new check</legend>
      <Field label="What is asked">
        <select
          value={kind}
          onChange={(event) => {
            setKind(event.currentTarget.value)
            setTyped({})
            setMeasured(undefined)
            setProblem(undefined)
          }}
        >
          <optgroup label="Prometheus">
            {templates.map(({ id, title }) => (
              <option key={id} value={id}>
                {title}
              </option>
            ))}
          </optgroup>
          <optgroup label="Others">
            {Object.entries(own).map(([id, title]) => (
              <option key={id} value={id}>
                {title}
              </option>
            ))}
          </optgroup>
        </select>
      </Field>
      {template !== undefined && (
        <p className={form.text}>
          Its value: {template.unit}. {template.noData}
        </p>
      )}
      <div className={classes.fields}>
        {template !== undefined && backends.length > 0 && (
          <Field label="Which Prometheus">
            <select value={backend} onChange={(event) => put('backend', event.currentTarget.value)}>
              {backends.map(({ key, url }) => (
                <option key={key} value={key}>
                  {key} ({url})
                </option>
              ))}
              <option value="">another address</option>
            </select>
          </Field>
        )}
        {template !== undefined && backend === '' && (
          <TextField
            label="Address of Prometheus"
            value={value('url', '')}
            onChange={(typed) => put('url', typed)}
          />
        )}
        {template !== undefined && services.length > 1 && (
          <Field label="What $service stands for">
            <select value={whom} onChange={(event) => put('whom', event.currentTarget.value)}>
              {services.map((name) => (
                <option key={name}>{name}</option>
              ))}
            </select>
          </Field>
        )}
        {fields.map(([name, title, otherwise]) => (
          <Field key={name} label={title}>
            <input
              value={value(name, otherwise)}
              spellCheck={false}
              onChange={(event) => put(name, event.currentTarget.value)}
            />
          </Field>
        ))}
      </div>
      <p aria-live="polite" className={classes.measured}>
        {measured !== undefined && (
          <Mark state={measured.isBad === true ? 'holding' : measured.type === 'value' ? 'on' : 'off'}>
            Now: {said(measured)}
            {measured.type === 'value' && ` (${verdictOf(measured)})`}
          </Mark>
        )}
      </p>
      <Problem of={problem} />
      <div className={form.actions}>
        <Button onClick={onCancel}>Leave it</Button>
        {canMeasure && (
          <Button disabled={isBusy} onClick={() => void use(measure)}>
            Measure now
          </Button>
        )}
        <Button disabled={isBusy} onClick={() => void use(onAdd)}>
          Add this check
        </Button>
      </div>
    </fieldset>
  )
}

/** A problem's fields name what was typed; its own sentence where there are none. */
function sentencesOf(error: unknown): unknown {
  const fields = error instanceof ApiError ? (error.problem.errors ?? []) : []
  return fields.length === 0
    ? error
    : fields.map(({ path, message }) => `${path.replace('/parameters/', '').replace(/^\//, '')} ${message}`)
}

function ownCheck(kind: string, given: Readonly<Record<string, string>>): Check {
  const id =
    { 'sdk-outcomes': 'errors', http: 'probe', alert: 'alerts', heartbeat: 'heartbeat' }[kind] ?? kind
  const { match, ...rest } = given
  return { id, type: kind, ...rest, ...(match !== undefined && { match: [match] }) } as Check
}
