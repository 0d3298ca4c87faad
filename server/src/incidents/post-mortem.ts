import type { IncidentNote, KillLabel } from '../storage/storage.js'
import { type Incident, timesOf } from './incident.js'

/** One line of what happened, and who knows of it. */
export interface Moment {
  at: string
  kind: 'measurement' | 'alert' | 'decision' | 'change' | 'kill' | 'acknowledgement' | 'recovery' | 'note'
  what: string
}

/** What happened, in order of time. `others`: what is known beyond the incident itself. */
export function timelineOf(
  incident: Incident,
  notes: readonly IncidentNote[],
  others: readonly Moment[],
): Moment[] {
  const { before, openedAt, acknowledged, recovery, restored, revision, actor, reason } = incident
  const moments: (Moment | undefined)[] = [
    ...others.filter(({ kind }) => kind !== 'decision'),
    momentOf(before.firstBadAt, 'measurement', 'First bad measurement'),
    momentOf(before.detectedAt, 'decision', 'The guard noticed'),
    momentOf(before.decidedAt, 'decision', 'The guard decided to kill'),
    momentOf(openedAt, 'kill', `Killed by ${actor.name ?? actor.id} (revision ${revision}): ${reason}`),
    momentOf(acknowledged.firstAt, 'acknowledgement', 'First instance acknowledged'),
    momentOf(acknowledged.halfAt, 'acknowledgement', 'Half of the instances acknowledged'),
    momentOf(acknowledged.nearlyAllAt, 'acknowledgement', '99 % of the instances acknowledged'),
    momentOf(acknowledged.allAt, 'acknowledgement', 'Last instance acknowledged'),
    recovery.state === 'pending'
      ? undefined
      : momentOf(recovery.at, 'recovery', `${recovery.state}: ${recovery.because}`),
    restored === null
      ? undefined
      : momentOf(
          restored.at,
          'change',
          `Restored by ${restored.by.name ?? restored.by.id}: ${restored.reason}`,
        ),
    ...notes.map(({ at, by, text }) => momentOf(at, 'note', `${by.name ?? by.id}: ${text}`)),
    ...others.filter(({ kind }) => kind === 'decision'),
  ]
  return moments
    .filter((moment) => moment !== undefined)
    .sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))
}

function momentOf(at: string | null, kind: Moment['kind'], what: string): Moment | undefined {
  return at === null ? undefined : { at, kind, what }
}

/** The incident as a Markdown page to start a post-mortem from. */
export function postMortem(
  incident: Incident,
  notes: readonly IncidentNote[],
  label: KillLabel | null,
  others: readonly Moment[],
): string {
  const { killId, project, environment, flags, releases, acknowledged, newKinds } = incident
  const lines = [
    `# ${releases.map(({ key }) => key).join(', ') || flags.join(', ')} killed in ${environment}`,
    '',
    `- Project: ${inline(project)}`,
    `- Kill: ${inline(killId)}`,
    `- Flags: ${flags.map(inline).join(', ')}`,
    ...(label === null
      ? []
      : [
          `- The guard was ${label.verdict}, says ${inline(nameOf(label))}${label.reason === '' ? '' : `: ${oneLine(label.reason)}`}`,
        ]),
    `- Acknowledged: ${acknowledged.safe} of ${acknowledged.total} instances`,
    ...acknowledged.missing.map(({ service, host }) => `  - missing: ${inline(service)} on ${inline(host)}`),
    '',
    '## Timeline',
    '',
    ...timelineOf(incident, notes, others).map(({ at, what }) => `- ${at}  ${oneLine(what)}`),
    '',
    '## Times',
    '',
    'Since the first bad measurement, or since the kill where none is known.',
    '',
    ...Object.entries(timesOf(incident)).map(
      ([name, ms]) => `- ${name}: ${ms === null ? 'unknown' : `${ms} ms`}`,
    ),
    ...evidenceLines(incident),
    ...(newKinds.length === 0 ? [] : ['', '## Errors of the new variant alone', '']),
    ...newKinds.map(
      ({ kind, count, traceId }) =>
        `- ${inline(kind)}: ${count}${traceId === null ? '' : ` (trace ${traceId})`}`,
    ),
  ]
  return `${lines.join('\n')}\n`
}

function evidenceLines({ decision }: Incident): string[] {
  const assessments = (
    decision as { assessments?: { because: string; outcome: string; evidence: object }[] } | null
  )?.assessments
  if (assessments === undefined) return []
  return [
    '',
    '## Evidence',
    '',
    ...assessments.flatMap(({ because, outcome, evidence }) => [
      `- ${outcome}: ${oneLine(because)}`,
      ...Object.entries(evidence).map(([name, value]) => `  - ${name}: ${String(value)}`),
    ]),
  ]
}

function nameOf({ by }: KillLabel): string {
  return by.name ?? by.id
}

// Names and notes are other people's text: a page must stay a page.
function inline(text: string): string {
  return `\`${oneLine(text).replaceAll('`', "'")}\``
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').replaceAll('<', '&lt;')
}
