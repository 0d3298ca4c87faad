import type { ConditionParts } from './condition-parts'
import { Adders, Tools } from './condition-tools'
import { asGroup, type GroupType, isGroup, memberPath, membersOf } from './conditions'
import { Note, useEditing } from './editing'
import classes from './editor.module.css'
import { LeafFields } from './leaf-fields'
import { pointerOf, replaced } from './tree'

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
