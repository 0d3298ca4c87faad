import { Button } from '../../components/button'
import { Field, TextField } from '../../components/field'
import { StageBar } from '../../components/stage-bar'
import type { FormPart } from './form-services'
import { type Draft, nextStage, ownStages, type StageDraft } from './new-release'
import classes from './release-form.module.css'

const strategies: readonly (readonly [Draft['strategy'], string])[] = [
  ['canary', 'canary: 1, 5, 25, 50, 99 %'],
  ['blue-green', 'blue/green: nobody, then everybody'],
  ['all-at-once', 'all at once, under watch'],
  ['stages', 'stages of its own'],
]

/** How it goes out: a strategy, or stages that are typed; who goes on, and whether the guard acts. */
export function FormStages({ draft, onChange }: FormPart) {
  const { strategy, bakeTime, advance, mode } = draft
  const stages = ownStages(draft)
  const shares = stages.map(({ share }) => Number(share.replace(',', '.')) / 100)
  return (
    <>
      {shares.every((share) => share >= 0 && share <= 1) && (
        <StageBar
          stages={shares.map((share) => ({ share, bakeMs: 0 }))}
          stage={-1}
          bakedMs={0}
          isHeld={false}
        />
      )}
      <div className={classes.row}>
        <Field label="Strategy">
          <select
            value={strategy}
            onChange={({ currentTarget: { value } }) => {
              const [chosen = 'canary'] = strategies.find(([name]) => name === value) ?? []
              onChange({ strategy: chosen, ...(chosen === 'stages' && { stages }) })
            }}
          >
            {strategies.map(([name, words]) => (
              <option key={name} value={name}>
                {words}
              </option>
            ))}
          </select>
        </Field>
        <TextField
          label="How long each stage must be well"
          value={bakeTime}
          placeholder="10m"
          onChange={(bakeTime) => onChange({ bakeTime })}
        />
      </div>
      {strategy === 'stages' && <Stages stages={stages} onChange={(next) => onChange({ stages: next })} />}
      <div className={classes.row}>
        {strategy !== 'stages' && (
          <Field label="Who goes on to the next stage">
            <select
              value={advance}
              onChange={({ currentTarget: { value } }) =>
                onChange({ advance: value === 'manual' ? 'manual' : 'automatic' })
              }
            >
              <option value="automatic">the guard, once all is well</option>
              <option value="manual">a person</option>
            </select>
          </Field>
        )}
        <Field label="What the guard does where it goes wrong">
          <select
            value={mode}
            onChange={({ currentTarget: { value } }) =>
              onChange({ mode: value === 'observe' ? 'observe' : 'armed' })
            }
          >
            <option value="armed">it kills</option>
            <option value="observe">it only writes down what it would have done</option>
          </select>
        </Field>
      </div>
    </>
  )
}

interface StagesParts {
  stages: readonly StageDraft[]
  onChange: (stages: readonly StageDraft[]) => void
}

function Stages({ stages, onChange }: StagesParts) {
  const put = (i: number, part: Partial<StageDraft>): void =>
    onChange(stages.map((one, at) => (at === i ? { ...one, ...part } : one)))
  return (
    <fieldset className={classes.stages}>
      <legend>Each stage: how many get it, how long it must be well, and who goes on</legend>
      {stages.map(({ share, bakeTime, advance }, i) => (
        <div key={i} className={classes.stage}>
          <label className={classes.percent}>
            <input
              aria-label={`Share of stage ${i + 1}, in percent`}
              inputMode="decimal"
              value={share}
              onChange={(event) => put(i, { share: event.currentTarget.value })}
            />{' '}
            %
          </label>
          <input
            aria-label={`How long stage ${i + 1} must be well`}
            placeholder="as above"
            value={bakeTime}
            onChange={(event) => put(i, { bakeTime: event.currentTarget.value })}
          />
          <select
            aria-label={`Who goes on after stage ${i + 1}`}
            value={advance}
            onChange={({ currentTarget: { value } }) =>
              put(i, { advance: value === 'manual' ? 'manual' : 'automatic' })
            }
          >
            <option value="automatic">then the guard goes on</option>
            <option value="manual">then a person goes on</option>
          </select>
          <Button
            aria-label={`Take out stage ${i + 1}`}
            disabled={stages.length === 1}
            onClick={() => onChange(stages.filter((_, at) => at !== i))}
          >
            Take out
          </Button>
        </div>
      ))}
      <div className={classes.more}>
        <Button onClick={() => onChange([...stages, nextStage(stages)])}>Add a stage</Button>
      </div>
    </fieldset>
  )
}
