import { useMutation } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { Button } from '../../components/button'
import { Problem, TextField } from '../../components/field'
import form from '../../components/form.module.css'
import { Mark } from '../../components/mark'
import { Panel } from '../../components/panel'
import { api } from '../../lib/api'
import { usePlace } from '../../lib/place'
import { conditionWords } from '../flag/words'
import type { Segment } from './segment'

/** Whether one subject belongs, and why. */
export function Belongs({ segment: { key, rules } }: { segment: Segment }) {
  const place = usePlace()
  const [id, setId] = useState('')
  const ask = useMutation({
    mutationFn: (asked: string) =>
      api.testSegmentId({ params: { ...place, segment: key }, query: { id: asked } }),
  })
  return (
    <Panel title="Does somebody belong?">
      <form
        onSubmit={(event) => {
          event.preventDefault()
          ask.mutate(id.trim())
        }}
      >
        <TextField
          label="Targeting key"
          value={id}
          required
          spellCheck={false}
          autoCapitalize="none"
          autoComplete="off"
          onChange={setId}
        />
        <div className={form.actions}>
          <Button type="submit" disabled={ask.isPending || id.trim() === ''}>
            Ask
          </Button>
        </div>
      </form>
      <Problem of={ask.error} />
      {ask.data !== undefined && (
        <div role="status">
          <Answer {...ask.data} rules={rules} />
          {ask.data.listed === 'neither' && rules.length > 0 && (
            <p>
              <Link to="/p/$project/$environment/who" params={place}>
                Ask with a whole context
              </Link>
            </p>
          )}
        </div>
      )}
    </Panel>
  )
}

function Answer({ id, listed, rules }: { id: string; listed: string; rules: Segment['rules'] }) {
  if (listed === 'included')
    return (
      <p>
        <Mark state="on">
          <b>{id}</b> belongs
        </Mark>
        , by name.
      </p>
    )
  if (listed === 'excluded')
    return (
      <p>
        <Mark state="off">
          <b>{id}</b> does not belong
        </Mark>
        : left out by name, whatever the rules say.
      </p>
    )
  if (rules.length === 0)
    return (
      <p>
        <Mark state="off">
          <b>{id}</b> does not belong
        </Mark>
        : not named, and there is no rule.
      </p>
    )
  return (
    <>
      <p>
        <b>{id}</b> is not named. It belongs where one of these is true of it:
      </p>
      <ul>
        {rules.map((rule, i) => (
          <li key={i}>{conditionWords(rule)}</li>
        ))}
      </ul>
    </>
  )
}
