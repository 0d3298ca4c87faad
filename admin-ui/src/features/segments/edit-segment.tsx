import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Button } from '../../components/button'
import { Problem, TextField } from '../../components/field'
import form from '../../components/form.module.css'
import { Overtaken } from '../../components/overtaken'
import { Reason, reasonOf } from '../../components/reason'
import { api } from '../../lib/api'
import { useIsProduction } from '../../lib/environments'
import { usePlace } from '../../lib/place'
import { useEdit } from '../../lib/use-edit'
import { RulesEditor } from './rules-editor'
import { readRules, rulesText } from './rules-text'
import type { Segment } from './segment'

/** Its name and its rules, read back as they are typed. */
export function EditSegment({ segment }: { segment: Segment }) {
  const place = usePlace()
  const isProduction = useIsProduction()
  const queries = useQueryClient()
  const { key, name, description, rules, revision } = segment
  const editing = useEdit(`segment ${place.project} ${place.environment} ${key}`, revision, {
    name,
    description,
    rules: rulesText(rules),
  })
  const { mine, change, patch, isTouched, ifMatch, overtaken, forget } = editing
  const [reason, setReason] = useState('')
  const read = readRules(mine.rules)
  const save = useMutation({
    mutationFn: () => {
      const { rules: _text, ...rest } = patch
      const read = readRules(mine.rules)
      return api.updateSegment({
        params: { ...place, segment: key },
        body: {
          ...rest,
          ...(patch.rules !== undefined && read.rules !== undefined && { rules: read.rules }),
          ...reasonOf(reason),
        },
        ifMatch,
      })
    },
    onSuccess: () => {
      setReason('')
      forget()
    },
    onSettled: () => queries.invalidateQueries(),
  })
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        save.mutate()
      }}
    >
      <div className={form.pair}>
        <TextField
          label="Name"
          value={mine.name}
          required
          maxLength={200}
          onChange={(name) => change({ name })}
        />
        <TextField
          label="What it is for"
          value={mine.description}
          onChange={(description) => change({ description })}
        />
      </div>
      <RulesEditor segment={key} text={mine.rules} onChange={(text) => change({ rules: text })} />
      <Overtaken editing={editing} />
      {isTouched && (
        <>
          <Reason isAsked={isProduction} value={reason} onChange={setReason} />
          <Problem of={save.error} />
          <div className={form.actions}>
            <Button onClick={forget}>Leave it as it stands</Button>
            <Button
              type="submit"
              tone="strong"
              disabled={
                save.isPending ||
                read.problem !== undefined ||
                overtaken.length > 0 ||
                (isProduction && reason.trim() === '')
              }
            >
              Save {key} in {place.environment}
            </Button>
          </div>
        </>
      )}
    </form>
  )
}
