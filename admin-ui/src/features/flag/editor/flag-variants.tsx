import { Note, useEditing, useField } from './editing'
import classes from './editor.module.css'
import type { Path } from './tree'

/** Another flag, and which of its variants are asked for. */
export function FlagWithVariants({ path }: { path: Path }) {
  const { flags, flagList } = useEditing()
  const flag = useField([...path, 'flag'])
  const accepted = useField([...path, 'variants'])
  const key = typeof flag.value === 'string' ? flag.value : ''
  const chosen = Array.isArray(accepted.value) ? (accepted.value as string[]) : []
  const known = Object.keys(flags.get(key)?.variants ?? {})
  const variants = [...known, ...chosen.filter((variant) => !known.includes(variant))]
  return (
    <>
      <input
        {...flag.input}
        aria-label="Flag"
        className={classes.text}
        placeholder="flag key"
        list={flagList}
        spellCheck={false}
        autoComplete="off"
        value={key}
        onChange={(event) => flag.set(event.currentTarget.value)}
      />
      <Note path={[...path, 'flag']} />
      <fieldset className={classes.checks} data-field={accepted.input['data-field']}>
        <legend className={classes.hidden}>Variants of {key === '' ? 'the flag' : key}</legend>
        <span className={classes.quiet} aria-hidden="true">
          {variants.length === 0 ? 'serves …' : 'serves'}
        </span>
        {variants.map((variant) => (
          <label key={variant}>
            <input
              type="checkbox"
              checked={chosen.includes(variant)}
              onChange={({ currentTarget: { checked } }) =>
                accepted.set(checked ? [...chosen, variant] : chosen.filter((one) => one !== variant))
              }
            />
            <code>{variant}</code>
          </label>
        ))}
      </fieldset>
      <Note path={[...path, 'variants']} />
    </>
  )
}
