import { Button } from '../../components/button'
import { Panel } from '../../components/panel'
import { percent } from '../../lib/format'
import type { Condition, Flag, Outcome, Settings } from './flag'
import classes from './flag-page.module.css'
import { outcomeWords, partsOf, partsOfSplit, readBack, ruleName } from './words'

interface ViewParts {
  flag: Flag
  settings: Settings
  onEdit: () => void
}

/** Who gets what: prerequisites, rules in their order, everybody else; and all of it read back. */
export function TargetingView({ settings, onEdit }: ViewParts) {
  const { prerequisites, rules, default: stands, release } = settings
  return (
    <>
      {release !== undefined && (
        <p className={classes.quiet}>
          {release.key} owns its targeting while it runs. What follows stood before, and stands again if it is
          aborted or killed.
        </p>
      )}
      {prerequisites.length > 0 && (
        <Panel title="Needs">
          {prerequisites.map(({ flag, variants }) => (
            <span key={flag} className={classes.condition}>
              <code>{flag}</code>
              <span>serves</span>
              <code>{variants.join(' or ')}</code>
            </span>
          ))}
        </Panel>
      )}
      {rules.map((rule, index) => (
        <Panel key={rule.id} className={classes.rule}>
          <header>
            <span className={classes.quiet}>{index + 1}</span> {ruleName(rule)}
          </header>
          <div>
            <div className={classes.conditions}>
              <Conditions of={rule.when} />
            </div>
            <Serves outcome={rule.serve} />
          </div>
        </Panel>
      ))}
      <Panel className={classes.rule}>
        <header>{rules.length === 0 ? 'Everybody' : 'Everybody else'}</header>
        <div>
          <Serves outcome={stands} />
        </div>
      </Panel>
      <p className={classes.readBack}>
        <b>{release === undefined ? 'Read back.' : `Without ${release.key}.`}</b> {readBack(settings)}
      </p>
      {release === undefined && (
        <div className={classes.actions}>
          <Button tone="strong" onClick={onEdit}>
            Edit targeting
          </Button>
        </div>
      )}
    </>
  )
}

function Conditions({ of: condition }: { of: Condition }) {
  const parts = partsOf(condition)
  if (parts !== undefined)
    return (
      <span className={classes.condition}>
        <code>{parts.subject}</code>
        <span>{parts.says}</span>
        {parts.values !== '' && <code>{parts.values}</code>}
      </span>
    )
  switch (condition.type) {
    case 'not':
      return (
        <span className={classes.group}>
          not <Conditions of={condition.of} />
        </span>
      )
    case 'all':
    case 'any':
      return (
        <span className={classes.group}>
          {condition.of.length === 0 && (condition.type === 'all' ? 'always' : 'never')}
          {condition.of.map((one, index) => (
            <span key={JSON.stringify(one)} className={classes.conditions} style={{ margin: 0 }}>
              {index > 0 && <span className={classes.quiet}>{condition.type === 'all' ? 'and' : 'or'}</span>}
              <Conditions of={one} />
            </span>
          ))}
        </span>
      )
    default:
      return null
  }
}

function Serves({ outcome }: { outcome: Outcome }) {
  if (outcome.type !== 'split')
    return (
      <>
        serve <span className={classes.value}>{outcomeWords(outcome)}</span>
      </>
    )
  const parts = partsOfSplit(outcome)
  return (
    <>
      <span className={classes.quiet}>
        split by <code>{outcome.bucketBy ?? 'targetingKey'}</code>
      </span>
      <div className={classes.split} aria-hidden="true">
        {parts.map(({ variant, share }) => (
          <span key={variant} style={{ flexGrow: share * 1_000, flexBasis: 0 }}>
            {variant}
          </span>
        ))}
      </div>
      {parts.map(({ variant, share }) => (
        <span key={variant} style={{ marginRight: 14 }}>
          <code>{percent(share)}</code> <span className={classes.quiet}>{variant}</span>
        </span>
      ))}
    </>
  )
}
