import { useQuery } from '@tanstack/react-query'
import type { Place } from '../../lib/place'
import { rulesetQuery } from '../../lib/queries'
import type { Context } from './asked'
import { attributesAsked, fieldText, withAttribute } from './attributes'
import classes from './who-page.module.css'

/** A field for each attribute that the flag asks for: the context is built by them, or pasted. */
export function Attributes({
  place,
  flag,
  context,
  onChange,
}: {
  place: Place
  flag: string
  context: Context
  onChange: (context: Context) => void
}) {
  const ruleset = useQuery(rulesetQuery(place, flag)).data
  if (ruleset === undefined) return null
  return (
    <fieldset className={classes.attributes}>
      <legend>What it asks for</legend>
      {attributesAsked(ruleset.entities).map((attribute) => (
        <label key={attribute}>
          <code>{attribute}</code>
          <input
            value={fieldText(context, attribute)}
            spellCheck={false}
            autoComplete="off"
            placeholder="missing"
            onChange={(event) => onChange(withAttribute(context, attribute, event.currentTarget.value))}
          />
        </label>
      ))}
    </fieldset>
  )
}
