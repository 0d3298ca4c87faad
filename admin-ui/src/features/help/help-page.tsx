import { Link } from '@tanstack/react-router'
import form from '../../components/form.module.css'
import { PageHead, Panel } from '../../components/panel'
import { usePlace } from '../../lib/place'
import { KeysHelp } from '../palette/keys-help'
import classes from './help-page.module.css'
import { type Page, words } from './words'

const paths = {
  flags: '/p/$project/$environment/flags',
  releases: '/p/$project/$environment/releases',
  incidents: '/p/$project/$environment/incidents',
  instances: '/p/$project/$environment/instances',
  sources: '/p/$project/$environment/sources',
  services: '/p/$project/$environment/services',
  who: '/p/$project/$environment/who',
  segments: '/p/$project/$environment/segments',
  keys: '/p/$project/$environment/keys',
  notifications: '/p/$project/$environment/notifications',
} as const satisfies Record<Page, string>

/** What the words mean, what to do when something goes wrong, and the keys; all of it from this server. */
export function HelpPage() {
  const place = usePlace()
  return (
    <>
      <PageHead
        title="Something goes wrong? Press Shift K, say why, hold the button."
        detail="Everybody gets the safe variant within moments, and the page counts who has said so. The way back is in the incident."
      />
      <div className={form.columns}>
        <Panel title="What the words mean">
          <dl className={classes.words}>
            {words.map(({ word, says, page, leads }) => (
              <div key={word} id={word.toLowerCase()}>
                <dt>{word}</dt>
                <dd>
                  {says}{' '}
                  <Link to={paths[page]} params={place} hash={word === 'Drill' ? 'drill' : ''}>
                    {leads}
                  </Link>
                </dd>
              </div>
            ))}
          </dl>
        </Panel>
        <div className={form.stack}>
          <Panel title="A first release">
            <ol className={classes.steps}>
              <li>
                <Link to={paths.keys} params={place}>
                  Create a key
                </Link>{' '}
                and give it to a service: it appears under Instances by itself.
              </li>
              <li>
                <Link to={paths.flags} params={place}>
                  Create a flag
                </Link>
                : off everywhere, with a safe variant.
              </li>
              <li>
                <Link to={paths.sources} params={place}>
                  Connect what alerts you
                </Link>
                , so that an alert can take a release back.
              </li>
              <li>
                <Link to={paths.releases} params={place}>
                  Start a release
                </Link>{' '}
                of it, and watch the guard advance it.
              </li>
              <li>
                <Link to={paths.incidents} params={place} hash="drill">
                  Rehearse a kill
                </Link>{' '}
                before you need one.
              </li>
            </ol>
          </Panel>
          <Panel>
            <KeysHelp />
          </Panel>
          <Panel title="By program">
            <p className={classes.text}>
              Everything here is there over HTTP as well: <a href="/api/docs">the API</a>, from this server.
            </p>
            <p className={classes.text}>
              On a phone, at night: <a href="/oncall">the page for those on call</a>, which works without
              script.
            </p>
          </Panel>
        </div>
      </div>
    </>
  )
}
