import { percent } from '../../../lib/format'
import { asSplit } from '../draft'
import type { Outcome, Split } from '../flag'
import { Note, useEditing, useField } from './editing'
import classes from './editor.module.css'
import { SplitBar } from './split-bar'
import { type Path, pointerOf, replaced } from './tree'
import { evenly, totalOf } from './weights'

/** What somebody gets: a variant, a part of a split, or what the caller passed. */
export function OutcomeFields({ path, outcome, label }: { path: Path; outcome: Outcome; label: string }) {
  const { variants, edit } = useEditing()
  const variant = useField([...path, 'variant'])
  const set = (next: Outcome): void => edit((before) => replaced(before, path, next))
  const served = outcome.type === 'variant' ? outcome.variant : undefined
  return (
    <>
      <label className={classes.inline}>
        {label}
        <select
          {...variant.input}
          value={served === undefined ? outcome.type : `variant ${served}`}
          onChange={({ currentTarget: { value } }) => {
            if (value === 'split') set(asSplit(outcome, variants))
            else if (value === 'callerDefault') set({ type: 'callerDefault' })
            else set({ type: 'variant', variant: value.slice('variant '.length) })
          }}
        >
          {served !== undefined && !variants.includes(served) && (
            <option value={`variant ${served}`}>{served === '' ? 'choose one' : served}</option>
          )}
          {variants.map((one) => (
            <option key={one} value={`variant ${one}`}>
              {one}
            </option>
          ))}
          <option value="split">a split</option>
          <option value="callerDefault">the caller’s default</option>
        </select>
      </label>
      <Note path={[...path, 'variant']} />
      {outcome.type === 'split' && <SplitFields path={path} split={outcome} />}
    </>
  )
}

function SplitFields({ path, split }: { path: Path; split: Split }) {
  const { variants, edit, attributeList } = useEditing()
  const bucketBy = useField([...path, 'bucketBy'])
  const seed = useField([...path, 'seed'])
  const at = [...path, 'weights']
  const { weights } = split
  const total = totalOf(weights)
  const left = variants.filter((one) => !weights.some(({ variant }) => variant === one))
  const set = (next: Split['weights'], focus?: Path): void =>
    edit((before) => replaced(before, at, next), focus === undefined ? {} : { focus: pointerOf(focus) })
  return (
    <div className={classes.splitFields}>
      <div className={classes.row}>
        <span className={classes.quiet}>
          split by <code>{split.bucketBy ?? 'targetingKey'}</code>
        </span>
        <span className={classes.hint}>drag the edge, or type</span>
      </div>
      <SplitBar weights={weights} onChange={set} />
      <div className={classes.weights}>
        {weights.map((part, index) => (
          // a variant may have several parts.
          <WeightField
            key={index}
            path={[...at, index]}
            share={total > 0 ? part.weight / total : 0}
            onRemove={
              weights.length > 1 ? () => set(weights.toSpliced(index, 1), [...at, 0, 'weight']) : undefined
            }
          />
        ))}
      </div>
      <Note path={at} />
      <div className={classes.row}>
        {left.length > 0 && (
          <select
            aria-label="Add a variant to the split"
            className={classes.quietSelect}
            value=""
            onChange={({ currentTarget: { value } }) =>
              set([...weights, { variant: value, weight: 0 }], [...at, weights.length, 'weight'])
            }
          >
            <option value="" disabled>
              Add a variant
            </option>
            {left.map((one) => (
              <option key={one}>{one}</option>
            ))}
          </select>
        )}
        <button type="button" className={classes.small} onClick={() => set(evenly(weights))}>
          Split evenly
        </button>
      </div>
      <div className={classes.row}>
        <label className={classes.inline}>
          Split by
          <input
            {...bucketBy.input}
            className={classes.text}
            placeholder="targetingKey"
            list={attributeList}
            spellCheck={false}
            autoComplete="off"
            value={split.bucketBy ?? ''}
            onChange={({ currentTarget: { value } }) => bucketBy.set(value === '' ? undefined : value)}
          />
        </label>
        <Note path={[...path, 'bucketBy']} />
        <label
          className={classes.inline}
          title="Two splits with one seed put the same people into the same part."
        >
          Seed
          <input
            {...seed.input}
            className={classes.text}
            placeholder="the flag’s key"
            spellCheck={false}
            autoComplete="off"
            value={split.seed ?? ''}
            onChange={({ currentTarget: { value } }) => seed.set(value === '' ? undefined : value)}
          />
        </label>
        <Note path={[...path, 'seed']} />
      </div>
    </div>
  )
}

interface WeightParts {
  path: Path
  share: number
  onRemove: (() => void) | undefined
}

function WeightField({ path, share, onRemove }: WeightParts) {
  const { value, set, input } = useField([...path, 'weight'])
  const variant = String(useField([...path, 'variant']).value)
  return (
    <span className={classes.weight}>
      <label className={classes.inline}>
        <span>
          <span className={classes.hidden}>Weight of </span>
          <code>{variant}</code>
        </span>
        <input
          {...input}
          type="number"
          min={0}
          value={Number(value)}
          onChange={({ currentTarget: { valueAsNumber } }) =>
            set(Number.isFinite(valueAsNumber) ? valueAsNumber : 0)
          }
        />
      </label>
      <code className={classes.quiet}>{percent(share)}</code>
      {onRemove !== undefined && (
        <button
          type="button"
          className={classes.small}
          aria-label={`Take ${variant} out of the split`}
          onClick={onRemove}
        >
          ×
        </button>
      )}
      <Note path={[...path, 'weight']} />
      <Note path={[...path, 'variant']} />
    </span>
  )
}
