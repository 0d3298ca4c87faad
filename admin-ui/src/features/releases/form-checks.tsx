import { useState } from 'react'
import { Button } from '../../components/button'
import { Empty } from '../../components/panel'
import { asks, badWhen } from './check-words'
import type { FormPart } from './form-services'
import { Measure } from './measure'
import { NewCheck } from './new-check'
import { withCheck } from './new-release'
import classes from './release-form.module.css'
import page from './release-page.module.css'

/** Who watches. Each check that is asked can be asked at once: a threshold is a guess until somebody has looked. */
export function FormChecks({ draft, onChange }: FormPart) {
  const [isAdding, setAdding] = useState(false)
  const { checks, key, services } = draft
  return (
    <>
      {checks.length === 0 && (
        <Empty>
          None of its own: it watches those of its services, or else what their SDKs count, and alerts.
        </Empty>
      )}
      {checks.map((check) => {
        const bad = badWhen(check)
        return (
          <div key={check.id} className={classes.check}>
            <div>
              <code className={classes.id}>{check.id}</code> <code className={page.query}>{asks(check)}</code>
              {bad !== undefined && (
                <>
                  {' '}
                  bad when <code>{bad}</code>
                </>
              )}
              <Measure check={check} release={key} services={services} />
            </div>
            <Button
              aria-label={`Take out ${check.id}`}
              onClick={() => onChange({ checks: checks.filter(({ id }) => id !== check.id) })}
            >
              Take out
            </Button>
          </div>
        )
      })}
      {isAdding ? (
        <NewCheck
          draft={draft}
          onAdd={(check) => {
            onChange({ checks: withCheck(checks, check) })
            setAdding(false)
          }}
          onCancel={() => setAdding(false)}
        />
      ) : (
        <div className={classes.more}>
          <Button onClick={() => setAdding(true)}>Add a check</Button>
        </div>
      )}
    </>
  )
}
