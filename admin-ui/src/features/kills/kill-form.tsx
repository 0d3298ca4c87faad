import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { Button } from '../../components/button'
import { CopyButton } from '../../components/copy'
import { Problem, TextField } from '../../components/field'
import form from '../../components/form.module.css'
import { HoldButton } from '../../components/hold-button'
import { Tag } from '../../components/mark'
import { Skeleton } from '../../components/panel'
import { reasonOf } from '../../components/reason'
import table from '../../components/table.module.css'
import { api, sentenceOf } from '../../lib/api'
import { plural } from '../../lib/format'
import type { Place } from '../../lib/place'
import { flagsQuery, overviewQuery } from '../../lib/queries'
import { useFocus } from '../../lib/use-focus'
import { servesNow } from '../flags/serves'
import classes from './kill.module.css'
import type { KillTarget } from './kill-dialog'
import { killPreviewQuery } from './kill-preview'
import { TargetChoice } from './target-choice'

interface KillFormParts {
  place: Place
  isProduction: boolean
  target: KillTarget | undefined
  onCancel: () => void
  onKilled: (killId: string) => void
}

/** What the kill would do, before it does; the reason, and the button that is held. */
export function KillForm({ place, isProduction, target: given, onCancel, onKilled }: KillFormParts) {
  const [chosen, setChosen] = useState<KillTarget>()
  const target = given ?? chosen
  if (target === undefined) return <TargetChoice place={place} onChoose={setChosen} onCancel={onCancel} />
  return <Confirm key={nameOf(target)} {...{ place, isProduction, target, onCancel, onKilled }} />
}

function Confirm({
  place,
  isProduction,
  target,
  onCancel,
  onKilled,
}: Required<Omit<KillFormParts, 'target'>> & { target: KillTarget }) {
  const queries = useQueryClient()
  const flags = useQuery(flagsQuery(place.project))
  const overview = useQuery(overviewQuery(place))
  const preview = useQuery(killPreviewQuery(place, target))
  const field = useFocus<HTMLInputElement>()
  const [reason, setReason] = useState('')
  const [problem, setProblem] = useState<string>()
  const [isBusy, setBusy] = useState(false)
  // The same kill again, if the answer got lost, is the first one.
  const idempotencyKey = useRef(crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`)
  const name = nameOf(target)
  const instances = overview.data?.instances.connected ?? 0
  const lacksReason = isProduction && reason.trim() === ''

  async function kill(): Promise<void> {
    setBusy(true)
    setProblem(undefined)
    try {
      const body = { target, ...reasonOf(reason) }
      const answer = await api.createKill({ params: place, body, idempotencyKey: idempotencyKey.current })
      void queries.invalidateQueries()
      onKilled(answer.kill.killId)
    } catch (error) {
      setProblem(sentenceOf(error))
      setBusy(false)
    }
  }

  const serves = Object.entries(preview.data?.serves ?? {})
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        // Production asks for a hold, and enter in a field is none.
        if (!isProduction && !isBusy) void kill()
      }}
    >
      <h2 className={form.title}>
        Kill {name} in {place.environment}?
      </h2>
      <p className={form.text}>
        {serves.length > 1 ? `${plural(serves.length, 'flag')} go back together` : 'It goes back'}, for
        everybody, on {plural(instances, 'instance')}. {serves.length > 1 ? 'They stay' : 'It stays'} killed
        until a person restores {serves.length > 1 ? 'them' : 'it'}.
      </p>
      {preview.isPending && <Skeleton lines={3} />}
      {preview.error !== null && (
        <p role="alert">{sentenceOf(preview.error)} The kill itself asks for no preview.</p>
      )}
      {preview.data !== undefined && (
        <table className={table.table}>
          <thead>
            <tr>
              <th>flag</th>
              <th>serves now</th>
              <th>will serve</th>
            </tr>
          </thead>
          <tbody>
            {serves.map(([flag, served]) => (
              <tr key={flag}>
                <td>
                  <code className={table.name}>{flag}</code>
                </td>
                <td>
                  <code>
                    {servesNow(flags.data?.find(({ key }) => key === flag)?.environments[place.environment])}
                  </code>
                </td>
                <td>
                  <Tag tone="killed">
                    <code>{served.type === 'variant' ? served.variant : 'the caller’s default'}</code>
                  </Tag>
                </td>
              </tr>
            ))}
            {preview.data.turnOff.map(({ flag, because }) => (
              <tr key={flag}>
                <td>
                  <code>{flag}</code>
                </td>
                <td />
                <td className={table.quiet}>
                  turns off too: it needs{' '}
                  <code>
                    {because.flag} = {because.accepted.join(' or ')}
                  </code>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {(preview.data?.releases.length ?? 0) > 0 && target.type === 'flags' && (
        <p className={form.text}>
          Release {preview.data?.releases.join(', ')} owns it, and ends with it: all its flags go back.
        </p>
      )}
      <TextField
        label="Why? It goes into the incident."
        ref={field}
        value={reason}
        maxLength={1_000}
        onChange={setReason}
      />
      <Problem of={problem} />
      <div className={form.actions}>
        <span className={classes.terminal}>
          or from a terminal: <CopyButton text={asCurl(place, target, reason)}>copy as curl</CopyButton>
        </span>
        <Button onClick={onCancel} keyHint="Esc">
          Cancel
        </Button>
        {isProduction ? (
          <HoldButton onHeld={() => void kill()} disabled={isBusy || lacksReason}>
            {lacksReason ? 'Say why first' : `Hold to kill ${name} in ${place.environment}`}
          </HoldButton>
        ) : (
          <Button type="submit" tone="danger" disabled={isBusy}>
            Kill {name} in {place.environment}
          </Button>
        )}
      </div>
    </form>
  )
}

export function nameOf(target: KillTarget): string {
  if (target.type === 'release') return target.release
  return target.flags.length === 1 ? (target.flags[0] ?? '') : `${target.flags.length} flags`
}

/** The same kill for a terminal; the token is the caller's own. */
function asCurl({ project, environment }: Place, target: KillTarget, reason: string): string {
  const body = JSON.stringify({ target, reason: reason.trim() === '' ? 'by hand' : reason.trim() })
  const path = `/api/v1/projects/${project}/environments/${environment}/kills`
  return `curl -X POST '${location.origin}${path}' -H "authorization: Bearer $RIPCORD_TOKEN" -H 'content-type: application/json' -d '${body.replaceAll("'", String.raw`'\''`)}'`
}
