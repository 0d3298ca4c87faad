import type { Overview } from '@ripcord/api'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Button, Key } from '../../components/button'
import { Problem } from '../../components/field'
import { Mark } from '../../components/mark'
import { PageHead } from '../../components/panel'
import { Step, Steps, Waiting } from '../../components/steps'
import { api, sentenceOf } from '../../lib/api'
import { duration, plural } from '../../lib/format'
import type { Place } from '../../lib/place'
import { flagsQuery, instancesQuery, keysQuery } from '../../lib/queries'
import { DemoInvitation } from '../demo/invitation'
import { ShownOnce } from '../keys/new-key'
import classes from './first-run.module.css'

/** From an empty environment to a flag that arrives in a service: what is done is seen, what is next can be done here. */
export function FirstRun({
  place,
  overview,
  onLeave,
}: {
  place: Place
  overview: Overview
  onLeave: () => void
}) {
  const queries = useQueryClient()
  const flags = useQuery(flagsQuery(place.project)).data
  const instances = useQuery(instancesQuery(place)).data
  const [made, setMade] = useState<{ name: string; key: string }>()
  const flag = flags?.find(({ key }) => key === 'hello') ?? flags?.[0]
  const connected = (instances ?? []).filter((one) => one.connected)
  const keys = useQuery(keysQuery(place)).data?.filter(({ revokedAt }) => revokedAt === null) ?? []
  const isOn = flag?.environments[place.environment]?.enabled === true

  const attempt = useMutation({
    mutationFn: (work: () => Promise<unknown>) => work(),
    onSuccess: () => queries.invalidateQueries(),
  })

  return (
    <>
      <PageHead
        title={overview.sentence}
        detail="Nothing leaves this machine. Five steps, about two minutes."
      >
        <Button onClick={onLeave}>Go to the overview</Button>
      </PageHead>
      <Problem of={attempt.error} />
      <div className={classes.columns}>
        <Steps>
          <Step at={1} state="done" title={`Project ${place.project} with ${place.environment}`}>
            <p>It stands.</p>
          </Step>
          <Step at={2} state={flag === undefined ? 'now' : 'done'} title="A flag">
            {flag === undefined ? (
              <>
                <p>It is off, and serves what is safe, until you turn it on.</p>
                <Button
                  tone="strong"
                  disabled={attempt.isPending}
                  onClick={() => attempt.mutate(() => createHello(place))}
                >
                  Create hello
                </Button>
              </>
            ) : (
              <p>
                <code>{flag.key}</code> is there.
              </p>
            )}
          </Step>
          <Step
            at={3}
            state={flag === undefined ? 'later' : connected.length > 0 ? 'done' : 'now'}
            title="Put this into a service"
          >
            {made === undefined ? (
              <>
                <p>
                  {keys[0] === undefined
                    ? `A key opens the flags of ${place.environment} to a service.`
                    : `${keys[0].name} has a key already. It was shown once: where it is lost, make another.`}
                </p>
                {flag !== undefined && (
                  <Button
                    tone={connected.length + keys.length > 0 ? 'plain' : 'strong'}
                    disabled={attempt.isPending}
                    onClick={() =>
                      attempt.mutate(async () =>
                        setMade(await api.createKey({ params: place, body: { name: 'first service' } })),
                      )
                    }
                  >
                    Create an SDK key
                  </Button>
                )}
              </>
            ) : (
              <ShownOnce name={made.name} sdkKey={made.key} flag={flag?.key ?? 'hello'} />
            )}
          </Step>
          <Step
            at={4}
            state={connected.length > 0 ? 'done' : keys.length === 0 ? 'later' : 'now'}
            title="The first instance appears here by itself"
          >
            {connected.length === 0 ? (
              <Waiting>listening for a service of {place.environment}</Waiting>
            ) : (
              connected.slice(0, 5).map((one) => (
                <p key={one.id}>
                  <Mark state="on">
                    {one.service} {one.version} on {one.host}
                  </Mark>
                </p>
              ))
            )}
          </Step>
          <Step
            at={5}
            state={connected.length === 0 || flag === undefined ? 'later' : isOn ? 'done' : 'now'}
            title={`Turn ${flag?.key ?? 'it'} on, and see how long it takes`}
          >
            {flag !== undefined && connected.length > 0 && (
              <TurnOn place={place} flag={flag.key} isOn={isOn} />
            )}
            {isOn && (
              <p>
                Now pull it, as in the worst night: <Key>K</Key>, and see how fast it goes back.
              </p>
            )}
          </Step>
        </Steps>
        <DemoInvitation />
      </div>
    </>
  )
}

/** Off everywhere, and ready to serve `on` once it is turned on here. */
async function createHello({ project, environment }: Place): Promise<void> {
  const served = { enabled: false, default: { type: 'variant' as const, variant: 'on' } }
  await api.createFlag({
    params: { project },
    body: {
      key: 'hello',
      name: 'Hello',
      type: 'boolean',
      variants: { on: true, off: false },
      environments: { [environment]: served },
    },
  })
}

const mostWaitMs = 10_000

function TurnOn({ place, flag, isOn }: { place: Place; flag: string; isOn: boolean }) {
  const queries = useQueryClient()
  const turn = useMutation({
    mutationFn: async () => {
      const begun = performance.now()
      const params = { ...place, flag }
      const before = await api.getFlagSettings({ params })
      const { revision } = await api.updateFlagSettings({
        params,
        body: { enabled: true, reason: 'first run' },
        ifMatch: before.revision,
      })
      return arrived(place, revision, begun)
    },
    onSettled: () => queries.invalidateQueries(),
  })
  const said = turn.error === null ? turn.data : sentenceOf(turn.error)
  return (
    <>
      <p aria-live="polite">{said ?? (isOn ? 'It is on.' : 'From this page to the service and back.')}</p>
      {!isOn && (
        <Button tone="strong" disabled={turn.isPending} onClick={() => turn.mutate()}>
          Turn {flag} on in {place.environment}
        </Button>
      )}
    </>
  )
}

/** When every connected instance has said that it serves the change, seen from here. */
async function arrived(place: Place, revision: number, begun: number): Promise<string> {
  while (performance.now() - begun < mostWaitMs) {
    const { items } = await api.listInstances({ params: place })
    const connected = items.filter((one) => one.connected)
    if (connected.length > 0 && connected.every(({ applied }) => applied >= revision))
      return `${plural(connected.length, 'instance')} ${connected.length === 1 ? 'serves' : 'serve'} it, ${duration(performance.now() - begun)} after you pressed.`
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  return 'Not every instance has said that it serves it: see Instances.'
}
