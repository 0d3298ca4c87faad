import { useMutation } from '@tanstack/react-query'
import { Button } from '../../components/button'
import { Problem } from '../../components/field'
import { Mark } from '../../components/mark'
import { api } from '../../lib/api'
import { usePlace } from '../../lib/place'
import { isPulled, said, verdictOf } from './check-words'
import type { Check } from './release-file'

interface MeasureParts {
  check: Check
  /** What its placeholders stand for. */
  release: string
  services: readonly { name: string; version?: string | undefined }[]
}

/** Asks a check once, as a running release would, and says what came of it. */
export function Measure({ check, release, services }: MeasureParts) {
  const place = usePlace()
  const measure = useMutation({
    mutationFn: () =>
      api.measureCheck({
        params: place,
        body: {
          check,
          ...(release !== '' && { release }),
          services: services
            .filter(({ name }) => name !== '')
            .map(({ name, version = '' }) => ({ name, ...(version !== '' && { version }) })),
        },
      }),
  })
  if (!isPulled(check)) return null
  const { data } = measure
  return (
    <div>
      <Button
        onClick={() => measure.mutate()}
        disabled={measure.isPending}
        aria-label={`Measure now: ${check.id}`}
      >
        {measure.isPending ? 'Measuring…' : 'Measure now'}
      </Button>{' '}
      <span aria-live="polite">
        {data !== undefined && (
          <Mark state={{ good: 'on', bad: 'holding', unknown: 'off' }[verdictOf(data)] as 'on'}>
            {{ good: 'good', bad: 'bad', unknown: '' }[verdictOf(data)]} {said(data)}
          </Mark>
        )}
      </span>
      <Problem of={measure.error} />
    </div>
  )
}
