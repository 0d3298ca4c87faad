import { Link } from '@tanstack/react-router'
import { usePlace } from '../../lib/place'

interface AskingParts {
  flags: readonly string[]
  segments: readonly string[]
  /** One of them is gone to. */
  onGo?: () => void
}

/** Flags and segments whose rules ask for a segment. */
export function Asking({ flags, segments, onGo }: AskingParts) {
  const place = usePlace()
  return (
    <ul>
      {flags.map((flag) => (
        <li key={flag}>
          flag{' '}
          <Link to="/p/$project/$environment/flags/$flag" params={{ ...place, flag }}>
            <code>{flag}</code>
          </Link>
        </li>
      ))}
      {segments.map((segment) => (
        <li key={segment}>
          segment{' '}
          <Link
            to="/p/$project/$environment/segments/$segment"
            params={{ ...place, segment }}
            {...(onGo && { onClick: onGo })}
          >
            <code>{segment}</code>
          </Link>
        </li>
      ))}
    </ul>
  )
}
