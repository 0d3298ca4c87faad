import { operatorSays } from '../words'
import type { ConditionParts } from './condition-parts'
import { Tools } from './condition-tools'
import { asLeaf, isGroup, type LeafType } from './conditions'
import { Note, useEditing, useField } from './editing'
import classes from './editor.module.css'
import { FlagWithVariants } from './flag-variants'
import { type AttributeCondition, fitted, isOperator, operatorGroups } from './operators'
import { type Path, replaced } from './tree'
import { ValuesField } from './values-field'

const leafNames: { readonly [type in LeafType]: string } = {
  attribute: 'attribute',
  segment: 'segment',
  flag: 'flag',
}

/** A comparison, or a question to a segment or another flag, as fields. */
export function LeafFields({ path, condition, place, parent }: ConditionParts) {
  const { edit } = useEditing()
  if (isGroup(condition)) return null
  return (
    <div className={classes.leaf} role="group" aria-label={place === '' ? 'Condition' : `Condition ${place}`}>
      <div className={classes.row}>
        <select
          aria-label="What is asked for"
          className={classes.quietSelect}
          value={condition.type}
          onChange={({ currentTarget: { value } }) =>
            edit((before) => replaced(before, path, asLeaf(condition, value as LeafType)))
          }
        >
          {Object.entries(leafNames).map(([type, words]) => (
            <option key={type} value={type}>
              {words}
            </option>
          ))}
        </select>
        {condition.type === 'attribute' && <AttributeFields path={path} condition={condition} />}
        {condition.type === 'segment' && <SegmentFields path={path} />}
        {condition.type === 'flag' && (
          <>
            <Negate path={path} />
            <FlagWithVariants path={path} />
          </>
        )}
        <Tools path={path} place={place} parent={parent} />
      </div>
      <Note path={path} />
    </div>
  )
}

function AttributeFields({ path, condition }: { path: Path; condition: AttributeCondition }) {
  const { edit, attributeList } = useEditing()
  const attribute = useField([...path, 'attribute'])
  const operator = useField([...path, 'operator'])
  return (
    <>
      <input
        {...attribute.input}
        aria-label="Attribute"
        className={classes.text}
        placeholder="attribute, such as plan"
        list={attributeList}
        spellCheck={false}
        autoComplete="off"
        value={condition.attribute}
        size={Math.max(14, condition.attribute.length + 1)}
        onChange={(event) => attribute.set(event.currentTarget.value)}
      />
      <Note path={[...path, 'attribute']} />
      <Negate path={path} />
      <select
        {...operator.input}
        aria-label="Operator"
        value={condition.operator}
        onChange={({ currentTarget: { value } }) => {
          if (!isOperator(value)) return
          const next = { ...condition, operator: value, values: fitted(condition.values, value) }
          edit((before) => replaced(before, path, next))
        }}
      >
        {operatorGroups.map(([label, operators]) => (
          <optgroup key={label} label={label}>
            {operators.map((one) => (
              <option key={one} value={one}>
                {operatorSays(one, condition.negate)}
              </option>
            ))}
          </optgroup>
        ))}
      </select>
      <ValuesField path={path} condition={condition} />
    </>
  )
}

function SegmentFields({ path }: { path: Path }) {
  const { segments } = useEditing()
  const { value, set, input } = useField([...path, 'segment'])
  const chosen = typeof value === 'string' ? value : ''
  return (
    <>
      <Negate path={path} />
      <select
        {...input}
        aria-label="Segment"
        value={chosen}
        onChange={(event) => set(event.currentTarget.value)}
      >
        {chosen === '' && (
          <option value="">{segments.length === 0 ? 'there is no segment yet' : 'choose one'}</option>
        )}
        {chosen !== '' && !segments.some(({ key }) => key === chosen) && <option>{chosen}</option>}
        {segments.map(({ key, name }) => (
          <option key={key} value={key}>
            {name === key ? key : `${key} (${name})`}
          </option>
        ))}
      </select>
      <Note path={[...path, 'segment']} />
    </>
  )
}

/** Turns a comparison round; what can't be compared does not hold either way. */
function Negate({ path }: { path: Path }) {
  const { value, set, input } = useField([...path, 'negate'])
  return (
    <label className={classes.check}>
      <input
        {...input}
        type="checkbox"
        checked={value === true}
        onChange={(event) => set(event.currentTarget.checked ? true : undefined)}
      />
      not
    </label>
  )
}
