import { Link } from '@tanstack/react-router'
import { Button } from '../../components/button'
import { Problem } from '../../components/field'
import { Panel } from '../../components/panel'
import classes from './demo.module.css'
import { useDemo, useMayRun } from './use-demo'

/** Offers the demo where it can be had; nothing where it can't. */
export function DemoInvitation() {
  const { demo, problem, asked, ask } = useDemo()
  const mayRun = useMayRun()
  if (demo === undefined || !mayRun || demo.refusal !== null) return null
  const runs = demo.state !== 'off' && demo.place !== null
  return (
    <Panel title="Live demo" aside="about a minute">
      <p className={classes.text}>
        A small shop of three services starts beside this server, with real traffic. You break its new
        checkout; the guard takes it back while you watch.
      </p>
      {runs && demo.place !== null ? (
        <Link to="/p/$project/$environment/demo" params={demo.place}>
          It runs: go there
        </Link>
      ) : (
        <Button tone="strong" disabled={asked !== undefined} onClick={() => ask('start')}>
          Start the live demo
        </Button>
      )}
      <Problem of={problem} />
      <p className={classes.quiet}>
        It has a project of its own, and touches nothing of yours. Its processes end when you end it.
      </p>
    </Panel>
  )
}
