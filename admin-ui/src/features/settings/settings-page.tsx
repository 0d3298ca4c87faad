import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import form from '../../components/form.module.css'
import { PageHead } from '../../components/panel'
import { plural } from '../../lib/format'
import { usePlace } from '../../lib/place'
import { backendsQuery, tokensQuery } from '../../lib/settings-queries'
import { Backends } from './backends'
import { Tokens } from './tokens'

/** Where checks ask, and who comes in by a token. */
export function SettingsPage() {
  const place = usePlace()
  const backends = useQuery(backendsQuery(place.project)).data
  const tokens = useQuery(tokensQuery).data?.filter(({ revokedAt }) => revokedAt === null)
  return (
    <>
      <PageHead
        title={sentence(backends?.length, tokens?.length)}
        detail={
          <>
            Who is told what happens is under{' '}
            <Link to="/p/$project/$environment/notifications" params={place}>
              Notifications
            </Link>
            ; production and projects are under{' '}
            <Link to="/p/$project/$environment/environments" params={place}>
              Environments
            </Link>
            .
          </>
        }
      />
      <div className={form.stack}>
        <Backends />
        <Tokens />
      </div>
    </>
  )
}

function sentence(backends: number | undefined, tokens: number | undefined): string {
  if (backends === undefined || tokens === undefined) return 'Settings'
  const asked = backends === 0 ? 'Checks ask no backend' : `Checks may ask ${plural(backends, 'backend')}`
  const opened =
    tokens === 0
      ? 'only the owner’s token opens Ripcord'
      : `${plural(tokens, 'token')} ${tokens === 1 ? 'opens' : 'open'} Ripcord beside the owner’s`
  return `${asked}; ${opened}.`
}
