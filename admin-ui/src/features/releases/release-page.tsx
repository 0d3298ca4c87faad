import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { useMemo } from 'react'
import { Button } from '../../components/button'
import { Tag } from '../../components/mark'
import { PageHead, Panel } from '../../components/panel'
import { Pending } from '../../components/pending'
import { Runbooks } from '../../components/runbooks'
import { StageBar } from '../../components/stage-bar'
import { Time } from '../../components/time'
import { usePlace } from '../../lib/place'
import { guardQuery, incidentQuery, releaseQuery } from '../../lib/queries'
import { type KillTarget, useKill, useKillAim } from '../kills/kill-dialog'
import { Actions, isRunning } from './actions'
import { Checks } from './checks'
import { Evidence } from './evidence'
import { FilePanel } from './file-panel'
import { IfKilled } from './if-killed'
import { Preflight } from './preflight'
import type { GuardAnswer, Release } from './release'
import classes from './release-page.module.css'
import { isHeld, standsAs } from './standing'
import { WhereItRuns } from './where-it-runs'

/** One release: how far it is, what the guard makes of it, and what can be done. */
export function ReleasePage() {
  const place = usePlace()
  const { release: key = '' } = useParams({ strict: false })
  const release = useQuery(releaseQuery(place, key))
  const guard = useQuery(guardQuery(place, key))
  const killId = release.data?.killId ?? null
  const incident = useQuery({ ...incidentQuery(place, killId ?? ''), enabled: killId !== null })
  const isRestored = (incident.data?.restored ?? null) !== null
  if (release.data === undefined) return <Pending title={key} error={release.error} lines={8} />
  const data = release.data
  return (
    <>
      <Head release={data} guard={guard.data} isRestored={isRestored} />
      <div className={classes.grid}>
        <Course release={data} guard={guard.data} isRestored={isRestored} />
        <div className={classes.column}>
          {data.status === 'draft' && <Preflight release={data.key} />}
          {data.generation > 0 && <Evidence release={data} guard={guard.data} />}
        </div>
        <div className={classes.column}>
          <Checks release={data} guard={guard.data} />
          <WhereItRuns release={data} />
          {isRunning(data) && <IfKilled release={data} />}
          <FilePanel release={data} />
        </div>
      </div>
    </>
  )
}

interface Parts {
  release: Release
  guard: GuardAnswer | undefined
  /** Whether a person has lifted the kill that ended it. */
  isRestored: boolean
}

function Head({ release, guard, isRestored }: Parts) {
  const place = usePlace()
  const kill = useKill()
  const isOut = isRunning(release)
  const target = useMemo<KillTarget | undefined>(
    () => (isOut ? { type: 'release', release: release.key } : undefined),
    [isOut, release.key],
  )
  useKillAim(target)
  return (
    <PageHead
      above={
        <Link to="/p/$project/$environment/releases" params={place}>
          Releases /
        </Link>
      }
      title={`${release.key} ${standsAs(place.environment, release, guard, isRestored)}`}
      detail={
        <>
          {release.services.map(({ name, version = '' }) => `${name} ${version}`.trim()).join(', ')} · flags{' '}
          <code>{release.flags.map(({ key, outgoing }) => `${key} = ${outgoing}`).join(', ')}</code>
          {release.startedAt !== null && (
            <>
              {' '}
              · started <Time at={release.startedAt} />
            </>
          )}
          <Runbooks project={place.project} services={release.services.map(({ name }) => name)} />
        </>
      }
    >
      <Actions release={release} />
      {target !== undefined && (
        <Button tone="danger" onClick={() => kill.ask(target)} aria-keyshortcuts="Shift+K">
          Kill {release.key} in {place.environment}
        </Button>
      )}
    </PageHead>
  )
}

function Course({ release, guard, isRestored }: Parts) {
  const place = usePlace()
  const { status, stages, stage, suspendedUntil, verdict, killId, policy } = release
  const holding = isHeld(release, guard)
  return (
    <Panel className={classes.course}>
      <StageBar
        stages={stages.map(({ share, bakeTime }) => ({ share, bakeMs: milliseconds(bakeTime) }))}
        stage={stage ?? -1}
        bakedMs={guard?.generation === release.generation ? (guard.bakedMs ?? 0) : 0}
        isHeld={holding}
        isKilled={status === 'killed'}
        isDone={status === 'completed'}
      />
      <p className={classes.sentence}>
        {status === 'killed' && !isRestored && <Tag tone="killed">killed</Tag>}{' '}
        {holding && <Tag tone="holding">holding</Tag>}{' '}
        {isRunning(release) && suspendedUntil !== null && (
          <>
            Its guard is suspended until <Time at={suspendedUntil} />: nothing of it is killed by itself.{' '}
          </>
        )}
        {policy.mode === 'observe' && <Tag tone="plain">only observes</Tag>}{' '}
        {isRestored
          ? 'Its kill was lifted: its flags serve what they are set to.'
          : sentenceFor(release, guard)}{' '}
        {killId !== null && (
          <Link to="/p/$project/$environment/incidents/$kill" params={{ ...place, kill: killId }}>
            Open the incident
          </Link>
        )}
      </p>
      {verdict === 'none' && (
        <p>It ended without one conclusive measurement: nothing shows that it was well.</p>
      )}
    </Panel>
  )
}

/** What the guard says, or what has become of it. */
function sentenceFor({ status, holds, recovery }: Release, guard: GuardAnswer | undefined): string {
  switch (status) {
    case 'draft':
      return 'It was not started.'
    case 'completed':
      return 'It is complete: everybody gets the new variants.'
    case 'aborted':
      return 'It was aborted: everybody gets what was there before.'
    case 'killed':
      return `Its flags serve their safe variants until a person restores them. ${recovered[recovery ?? 'pending']}`
    default:
      if (guard?.guard.isBlind === true)
        return 'The guard itself does not look: nothing is killed by it, and nothing goes on.'
      return holds[0]?.because ?? guard?.decision?.because ?? 'The guard looks at it within a second.'
  }
}

const recovered = {
  pending: 'Whether it has helped is being watched.',
  recovered: 'It has helped.',
  ineffective: 'It has not helped: something else is wrong.',
  unknown: '',
} as const

const units: { readonly [unit: string]: number } = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 }

/** Of a duration as files say it: `90s`, `10m`. */
function milliseconds(duration: string): number {
  const [, amount, unit = ''] = /^(\d+)(ms|s|m|h|d)$/.exec(duration) ?? []
  return Number(amount ?? 0) * (units[unit] ?? 0)
}
