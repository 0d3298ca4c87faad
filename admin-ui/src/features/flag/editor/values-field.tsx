import { useState } from 'react'
import { Note, useEditing, useField } from './editing'
import classes from './editor.module.css'
import {
  type AttributeCondition,
  asKind,
  emptyValue,
  type Kind,
  kindOf,
  kindOfAll,
  pasted,
  shapeOf,
  typed,
  type Value,
  written,
} from './operators'
import { type Path, pointerOf, replaced, valueAt } from './tree'

const kindNames: { readonly [kind in Kind]: string } = {
  text: 'text',
  number: 'number',
  boolean: 'true or false',
}

/** A page with more fields would be slow; longer lists are edited as JSON, or belong into a segment. */
const mostFields = 40

/** What an attribute is compared with: as many values as the operator asks for, each of a kind that it takes. */
export function ValuesField({ path, condition }: { path: Path; condition: AttributeCondition }) {
  const { edit } = useEditing()
  const { kinds, count, names, example } = shapeOf(condition.operator)
  const values: readonly Value[] = condition.values
  const at = [...path, 'values']
  const kind = kindOfAll(values)
  if (count === 'none' && values.length === 0) return null
  const isMany = count !== 'two' || values.length !== 2
  const isChoice = kinds.length > 1 || values.some((value) => !kinds.includes(kindOf(value)))

  const setAll = (next: readonly Value[], focus?: number): void =>
    edit(
      (before) => replaced(before, at, next),
      focus === undefined ? {} : { focus: pointerOf([...at, focus]) },
    )
  const addAfter = (index: number, added: readonly Value[]): void =>
    setAll(values.toSpliced(index + 1, 0, ...added), index + added.length)
  const takeOut = (index: number): void => setAll(values.toSpliced(index, 1), Math.max(0, index - 1))
  const newKind = kind ?? kinds[0]
  return (
    <>
      {isChoice && (
        <select
          aria-label="Kind of value"
          className={classes.quietSelect}
          value={kind ?? 'mixed'}
          onChange={({ currentTarget: { value } }) => setAll(values.map((one) => asKind(value as Kind, one)))}
        >
          {kind === undefined && (
            <option value="mixed" disabled>
              {values.length === 0 ? 'kind' : 'several kinds'}
            </option>
          )}
          {(Object.keys(kindNames) as Kind[])
            .filter((one) => kinds.includes(one) || one === kind)
            .map((one) => (
              <option key={one} value={one}>
                {kindNames[one]}
              </option>
            ))}
        </select>
      )}
      {values.slice(0, mostFields).map((value, index) => (
        // values have no names but their places.
        <span key={index} className={classes.value}>
          {names?.[index] !== undefined && <span className={classes.quiet}>{names[index]}</span>}
          <ValueField
            path={[...at, index]}
            label={names?.[index] ?? (values.length === 1 ? 'Value' : `Value ${index + 1}`)}
            kind={kindOf(value)}
            example={example}
            onMore={isMany && count === 'many' ? (added) => addAfter(index, added) : undefined}
            onEmpty={isMany && values.length > 1 ? () => takeOut(index) : undefined}
          />
          {isMany && (values.length > 1 || count === 'none') && (
            <button
              type="button"
              className={classes.small}
              aria-label={`Remove value ${index + 1}`}
              onClick={() => takeOut(index)}
            >
              ×
            </button>
          )}
        </span>
      ))}
      {values.length > mostFields && (
        <span className={classes.quiet}>
          and {values.length - mostFields} more, which the JSON view shows
        </span>
      )}
      {count !== 'none' && (isMany || values.length < 2) && values.length < mostFields && (
        <button
          type="button"
          className={classes.small}
          onClick={() => addAfter(values.length - 1, [emptyValue(newKind)])}
        >
          Add value
        </button>
      )}
      <Note path={at} />
    </>
  )
}

interface ValueParts {
  path: Path
  label: string
  kind: Kind
  example: string | undefined
  /** More values after this one: Enter, or several lines that are pasted. */
  onMore: ((added: readonly Value[]) => void) | undefined
  /** Backspace where nothing stands. */
  onEmpty: (() => void) | undefined
}

function ValueField({ path, label, kind, example, onMore, onEmpty }: ValueParts) {
  const { targeting } = useEditing()
  const { set, input } = useField(path)
  const value = (valueAt(targeting, path) ?? null) as Value
  // What is half typed, such as “1.” of 1.5: it stands as long as it means what the draft says.
  const [half, setHalf] = useState('')
  const shown = Object.is(typed(kind, half), value) ? half : written(value)
  if (kind === 'boolean')
    return (
      <>
        <select
          {...input}
          aria-label={label}
          value={String(value)}
          onChange={(event) => set(typed('boolean', event.currentTarget.value))}
        >
          <option>true</option>
          <option>false</option>
        </select>
        <Note path={path} />
      </>
    )
  return (
    <>
      <input
        {...input}
        aria-label={label}
        className={classes.text}
        inputMode={kind === 'number' ? 'decimal' : undefined}
        placeholder={example ?? (kind === 'number' ? 'number' : 'empty text')}
        spellCheck={false}
        autoComplete="off"
        size={Math.min(40, Math.max(kind === 'number' ? 6 : 10, shown.length + 1))}
        value={shown}
        onChange={(event) => {
          const text = event.currentTarget.value
          setHalf(text)
          set(typed(kind, text))
        }}
        onPaste={(event) => {
          const lines = onMore && pasted(kind, event.clipboardData.getData('text'))
          if (lines === undefined) return
          event.preventDefault()
          onMore?.(lines)
        }}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && onMore !== undefined) {
            event.preventDefault()
            onMore([emptyValue(kind)])
          }
          if (event.key === 'Backspace' && shown === '' && onEmpty !== undefined) {
            event.preventDefault()
            onEmpty()
          }
        }}
      />
      <Note path={path} />
    </>
  )
}
