/** Pages that an explanation leads to, by the end of their address. */
export type Page =
  | 'flags'
  | 'releases'
  | 'incidents'
  | 'instances'
  | 'sources'
  | 'services'
  | 'who'
  | 'segments'
  | 'keys'
  | 'notifications'

export interface Word {
  word: string
  says: string
  page: Page
  /** What the link is called. */
  leads: string
}

/** The words of the console, each in a few plain sentences. */
export const words: readonly Word[] = [
  {
    word: 'Flag',
    says: 'A question that code asks: which variant does this subject get? It has named variants, and is set in each environment by itself. Its off variant is the safe one: it is served while the flag is off or killed.',
    page: 'flags',
    leads: 'Flags',
  },
  {
    word: 'Rule, split, segment',
    says: 'A rule says who gets which variant. A split gives shares, always the same subjects by their targeting key. A segment names subjects that belong together, for rules to ask for.',
    page: 'who',
    leads: 'Try it: who sees this',
  },
  {
    word: 'Release',
    says: 'Flags that go out together in one environment, in stages: a share of everybody, so long healthy, then the next. They come back together too.',
    page: 'releases',
    leads: 'Releases',
  },
  {
    word: 'Check',
    says: 'A question that is asked of a running release again and again: do its requests fail more than those without it, does this query stay below its limit, has this alert fired? It answers pass, fail, or that it can’t tell.',
    page: 'services',
    leads: 'Checks of services',
  },
  {
    word: 'Guard',
    says: 'It looks at the checks each second, and advances, holds or kills the release by itself. It always says why.',
    page: 'releases',
    leads: 'What it says of each release',
  },
  {
    word: 'Hold',
    says: 'A release stays at its stage. Nobody who has the new variant loses it, and nobody new gets it. The guard holds where it can’t see; a person may at any time.',
    page: 'releases',
    leads: 'Releases',
  },
  {
    word: 'Kill',
    says: 'The flag serves its safe variant, for everybody, at once, above every rule. A kill of a release takes all its flags back, and ends it.',
    page: 'incidents',
    leads: 'Kills that stand',
  },
  {
    word: 'Latch',
    says: 'A kill stays until a person restores exactly that kill. No edit lifts it, nor a restart, a lost connection or a restored backup.',
    page: 'incidents',
    leads: 'Where it is restored',
  },
  {
    word: 'Acknowledgement',
    says: 'The word of one process that it serves what it was told. “37 of 38 instances safe” counts acknowledgements, and nothing that is merely assumed.',
    page: 'instances',
    leads: 'Instances',
  },
  {
    word: 'Incident',
    says: 'What every kill opens: what led to it, how fast it was everywhere, whether it has helped, and the way back. It is over once what was killed is restored.',
    page: 'incidents',
    leads: 'Incidents',
  },
  {
    word: 'Drill',
    says: 'A rehearsal of a kill. It serves the safe variant for real, and ends by itself after so many minutes. It opens no incident, and a release stays as it is.',
    page: 'incidents',
    leads: 'Start a drill',
  },
  {
    word: 'Instance, key',
    says: 'An instance is one process with the SDK in it. A key opens the flags of one environment to it, and is shown once.',
    page: 'keys',
    leads: 'Keys',
  },
  {
    word: 'Revision',
    says: 'The number of a change. Every change has one, with who made it and why, and every change can be found again. An instance that is behind has not applied the newest.',
    page: 'instances',
    leads: 'Who is behind',
  },
  {
    word: 'Alert source',
    says: 'Whatever watches your services already, such as Alertmanager or Grafana. An alert that a release listens to can take it back.',
    page: 'sources',
    leads: 'Alert sources',
  },
  {
    word: 'Channel',
    says: 'Who is told what happens: a webhook, Slack, mail. Each thing is told at least once.',
    page: 'notifications',
    leads: 'Notifications',
  },
]
