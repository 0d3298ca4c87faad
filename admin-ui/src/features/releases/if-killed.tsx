import { useQuery } from '@tanstack/react-query'
import { Panel } from '../../components/panel'
import { usePlace } from '../../lib/place'
import { killPreviewQuery } from '../kills/kill-preview'
import type { Release } from './release'
import classes from './release-page.module.css'

/** What a kill would do, known before anybody is in a hurry. */
export function IfKilled({ release }: { release: Release }) {
  const place = usePlace()
  const { data } = useQuery(killPreviewQuery(place, { type: 'release', release: release.key }))
  if (data === undefined) return null
  return (
    <Panel title="If it were killed">
      {Object.entries(data.serves).map(([flag, served]) => (
        <p key={flag} className={classes.build}>
          <code>{flag}</code> serves{' '}
          <code>{served.type === 'variant' ? served.variant : 'the caller’s default'}</code>.
        </p>
      ))}
      {data.turnOff.map(({ flag, because }) => (
        <p key={flag} className={classes.build}>
          <code>{flag}</code> turns off too: it needs{' '}
          <code>
            {because.flag} = {because.accepted.join(' or ')}
          </code>
          .
        </p>
      ))}
    </Panel>
  )
}
