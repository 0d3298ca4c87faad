import { useState } from 'react'
import { Button } from '../../components/button'
import { CopyButton } from '../../components/copy'
import { Panel } from '../../components/panel'
import type { Flag } from './flag'
import classes from './flag-page.module.css'
import { openFeatureSnippet, sdkSnippet } from './snippets'

const ways = { SDK: sdkSnippet, OpenFeature: openFeatureSnippet }

/** How a service reads this flag, to be pasted as it stands. */
export function Code({ flag: { key, type } }: { flag: Flag }) {
  const [way, setWay] = useState<keyof typeof ways>('SDK')
  const text = ways[way](key, type, location.origin)
  return (
    <Panel>
      <pre className={classes.code} tabIndex={0}>
        <code>{text}</code>
      </pre>
      <div className={classes.actions}>
        <CopyButton text={text} />
        {(Object.keys(ways) as (keyof typeof ways)[]).map((name) => (
          <Button
            key={name}
            onClick={() => setWay(name)}
            aria-pressed={name === way}
            tone={name === way ? 'strong' : 'plain'}
          >
            {name}
          </Button>
        ))}
      </div>
    </Panel>
  )
}
