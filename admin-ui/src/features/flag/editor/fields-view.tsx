import { useMemo } from 'react'
import { usePlace } from '../../../lib/place'
import type { Flag, Targeting } from '../flag'
import { attributesOf } from './attributes'
import { EditingFrame } from './editing-frame'
import { TargetingFields } from './fields'
import type { FieldProblem } from './use-check'

interface ViewParts {
  flag: Flag
  targeting: Targeting
  problems: readonly FieldProblem[]
  flags: readonly Flag[]
  segments: readonly { key: string; name: string }[]
  onChange: (targeting: Targeting) => void
}

/** The targeting of a flag as fields. */
export function FieldsView(parts: ViewParts) {
  const { flag, flags } = parts
  const { environment } = usePlace()
  const attributes = useMemo(() => attributesOf([...flags, flag], environment), [flags, flag, environment])
  return (
    <EditingFrame {...parts} attributes={attributes}>
      {() => <TargetingFields />}
    </EditingFrame>
  )
}
