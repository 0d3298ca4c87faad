import { Key } from '../../components/button'
import classes from './palette.module.css'

const keys = [
  [['Ctrl', 'K'], 'go to anything, or do it, by a few letters of its name'],
  [['Shift', 'K'], 'kill a release or a flag: what is selected, in a list'],
  [['/'], 'search the list'],
  [['j', 'k'], 'to the next, to the one before, in a list'],
  [['x'], 'choose it, to change several together'],
  [['e'], 'open what is selected'],
  [['n'], 'a new one, on a list: flag, release, segment, channel, environment'],
  [['Esc'], 'close what is open, clear what is sought'],
  [['?'], 'these keys'],
] as const

/** The keys of every page. */
export function KeysHelp() {
  return (
    <div>
      <h2>Keys</h2>
      <dl className={classes.keys}>
        {keys.map(([pressed, meaning]) => (
          <div key={meaning} style={{ display: 'contents' }}>
            <dt>
              {pressed.map((key) => (
                <Key key={key}>{key}</Key>
              ))}
            </dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
    </div>
  )
}
