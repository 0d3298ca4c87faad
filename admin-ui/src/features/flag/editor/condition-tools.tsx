import {
  canUngroup,
  type GroupType,
  grouped,
  newCondition,
  ungrouped,
  withAnother,
  withoutCondition,
} from './conditions'
import { useEditing } from './editing'
import classes from './editor.module.css'
import { type Path, pointerOf } from './tree'

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

interface ToolParts {
  path: Path
  place: string
  parent?: GroupType | undefined
  isGroup?: boolean
}

export function Tools({ path, place, parent, isGroup: isOfGroup = false }: ToolParts) {
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
