import { Mark, type State } from '../../components/mark'
import { Empty } from '../../components/panel'
import table from '../../components/table.module.css'
import type { GuardAnswer, Release } from './release'

type Assessment = NonNullable<GuardAnswer['decision']>['assessments'][number]

/** What is asked of the release, and what it says. */
export function Checks({ release, guard }: { release: Release; guard: GuardAnswer | undefined }) {
  const said = new Map(guard?.decision?.assessments.map((one) => [one.check, one]))
  const checks = release.watches.length > 0 ? release.watches : (release.checks ?? [])
  // What the guard watches of itself: crashes, breakers.
  const others = [...said.keys()].filter(
    (id) => !checks.some((check) => check.id === id || check.type === id),
  )
  if (checks.length === 0 && others.length === 0) return <Empty>Its checks are known once it starts.</Empty>
  return (
    <table className={table.table}>
      <thead>
        <tr>
          <th>check</th>
          <th>says</th>
          <th>verdict</th>
        </tr>
      </thead>
      <tbody>
        {checks.map(({ id, type }) => (
          <Row key={id} id={id} kind={type} said={said.get(id) ?? said.get(type)} />
        ))}
        {others.map((id) => (
          <Row key={id} id={id} kind="by the guard" said={said.get(id)} />
        ))}
      </tbody>
    </table>
  )
}

function Row({ id, kind, said }: { id: string; kind: string; said: Assessment | undefined }) {
  const [state, word] = said === undefined ? (['off', 'not asked'] as const) : verdicts[said.outcome]
  return (
    <tr>
      <td>
        <code className={table.name}>{id}</code>
        <div className={table.quiet}>{kind}</div>
      </td>
      <td>{said?.because ?? '–'}</td>
      <td>
        <Mark state={state}>{word}</Mark>
      </td>
    </tr>
  )
}

const verdicts: Record<Assessment['outcome'], readonly [State, string]> = {
  pass: ['on', 'passes'],
  inconclusive: ['off', 'waits'],
  hold: ['holding', 'holds'],
  fail: ['killed', 'fails'],
}
