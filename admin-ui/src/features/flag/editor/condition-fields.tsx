import type { Condition } from '../flag'
import { operatorSays } from '../words'
import {
  asGroup,
  asLeaf,
  canUngroup,
  type GroupType,
  grouped,
  isGroup,
  type LeafType,
  memberPath,
  membersOf,
  newCondition,
  ungrouped,
  withAnother,
  withoutCondition,
} from './conditions'
import { Note, useEditing, useField } from './editing'
import classes from './editor.module.css'
import { FlagWithVariants } from './flag-variants'
import { type AttributeCondition, fitted, isOperator, operatorGroups } from './operators'
import { type Path, pointerOf, replaced } from './tree'
import { ValuesField } from './values-field'

interface ConditionParts {
  path: Path
  condition: Condition
  /** “2.1”; empty for the one that a rule begins with. */
  place: string
  /** The group that it is in. */
  parent?: GroupType
}

/** A condition as fields, and those in it. */
export function ConditionFields(parts: ConditionParts) {
  return isGroup(parts.condition) ? <GroupFields {...parts} /> : <LeafFields {...parts} />
}

const groupNames: { readonly [type in GroupType]: string } = {
  all: 'all of these',
  any: 'any of these',
  not: 'not',
}

function GroupFields({ path, condition, place }: ConditionParts) {
  const { edit } = useEditing()
  if (!isGroup(condition)) return null
  const members = membersOf(condition)
  const name = place === '' ? 'the conditions' : `condition ${place}`
  return (
    <div
      className={classes.group}
      role="group"
      aria-label={place === '' ? 'Conditions' : `Condition ${place}`}
    >
      <div className={classes.row}>
        <select
          data-field={pointerOf([...path, 'type'])}
          aria-label={`How ${name} count`}
          value={condition.type}
          onChange={({ currentTarget: { value } }) =>
            edit((before) => replaced(before, path, asGroup(condition, value as GroupType)))
          }
        >
          {Object.entries(groupNames).map(([type, words]) => (
            <option key={type} value={type}>
              {words}
            </option>
          ))}
        </select>
        {members.length === 0 && (
          <span className={classes.quiet}>
            {condition.type === 'all'
              ? 'nothing is asked: it holds always'
              : 'nothing is asked: it never holds'}
          </span>
        )}
        <Tools path={path} place={place} isGroup />
      </div>
      <Note path={path} />
      <Note path={[...path, 'of']} />
      {members.map((member, index) => (
        // conditions have no names but their places.
        <div key={index} className={classes.member}>
          {index > 0 && <span className={classes.between}>{condition.type === 'all' ? 'and' : 'or'}</span>}
          <ConditionFields
            path={memberPath(path, condition, index)}
            condition={member}
            place={
              condition.type === 'not' ? place : [place, index + 1].filter((part) => part !== '').join('.')
            }
            parent={condition.type}
          />
        </div>
      ))}
      {condition.type !== 'not' && (
        <Adders
          path={path}
          count={members.length}
          name={name}
          inner={condition.type === 'all' ? 'any' : 'all'}
        />
      )}
    </div>
  )
}

/** One condition more, or a group of them. */
export function Adders({
  path,
  count,
  name,
  inner,
}: {
  path: Path
  count: number
  name: string
  inner: 'all' | 'any'
}) {
  const { edit } = useEditing()
  const attribute = newCondition('attribute')
  return (
    <div className={classes.row}>
      <button
        type="button"
        className={classes.small}
        aria-label={`Add condition to ${name}`}
        onClick={() =>
          edit((before) => withAnother(before, path, attribute), {
            focus: pointerOf([...path, 'of', count, 'attribute']),
          })
        }
      >
        Add condition
      </button>
      <button
        type="button"
        className={classes.small}
        aria-label={`Add group to ${name}`}
        onClick={() =>
          edit((before) => withAnother(before, path, { type: inner, of: [attribute] }), {
            focus: pointerOf([...path, 'of', count, 'of', 0, 'attribute']),
          })
        }
      >
        Add group
      </button>
    </div>
  )
}

const leafNames: { readonly [type in LeafType]: string } = {
  attribute: 'attribute',
  segment: 'segment',
  flag: 'flag',
}

function LeafFields({ path, condition, place, parent }: ConditionParts) {
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

interface ToolParts {
  path: Path
  place: string
  parent?: GroupType | undefined
  isGroup?: boolean
}

function Tools({ path, place, parent, isGroup: isOfGroup = false }: ToolParts) {
  const { targeting, edit, takeOut } = useEditing()
  const rule = Number(path[1]) + 1
  const what = place === '' ? (isOfGroup ? 'the conditions' : 'the condition') : `condition ${place}`
  const home = pointerOf(path.slice(0, 3))
  return (
    <span className={classes.tools}>
      {isOfGroup
        ? canUngroup(targeting, path) && (
            <button
              type="button"
              className={classes.small}
              aria-label={`Ungroup ${what}`}
              onClick={() => edit((before) => ungrouped(before, path), { focus: home })}
            >
              Ungroup
            </button>
          )
        : parent !== 'not' && (
            <button
              type="button"
              className={classes.small}
              aria-label={`Put ${what} into a group`}
              onClick={() =>
                edit((before) => grouped(before, path, parent === 'all' ? 'any' : 'all'), {
                  focus: pointerOf([...path, 'type']),
                })
              }
            >
              Group
            </button>
          )}
      <button
        type="button"
        className={classes.small}
        aria-label={`Remove ${what}`}
        onClick={() => takeOut((before) => withoutCondition(before, path), `${what} of rule ${rule}`, home)}
      >
        ×
      </button>
    </span>
  )
}
