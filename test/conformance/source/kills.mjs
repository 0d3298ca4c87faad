import {
  always,
  attribute,
  callerDefault,
  defaulted,
  fails,
  flag,
  kill,
  serves,
  split,
  variant,
  vector,
} from './shorthand.mjs'

/** Every flag type: what is served before a kill, and what the kill serves. */
const types = {
  boolean: { live: true, safe: false },
  string: { live: 'new', safe: '' },
  number: { live: 42, safe: 0 },
  object: { live: { a: [1, { b: null }] }, safe: {} },
}

/** What a rule may ask; each holds. */
const conditions = {
  'that always holds': always,
  'on an attribute': attribute('exists', []),
  'on a segment': { type: 'segment', segment: 'all' },
  'on another flag': { type: 'flag', flag: 'other', variants: ['on'] },
  'by a regular expression': attribute('matches', ['^l'], { attribute: 'name' }),
  'relative to now': attribute('beforeNow', ['PT0S']),
  'of several conditions': { type: 'all', of: [always, { type: 'not', of: { type: 'any', of: [] } }] },
}

/** What a rule, or the default, may give. */
const outcomes = {
  'a variant': variant('live'),
  'the default of the caller': callerDefault,
  'a split': split({ live: 1, safe: 0 }),
  'a split that misses its subject': split({ live: 1 }, { bucketBy: 'nowhere' }),
}

const rules = Object.entries(conditions).flatMap(([condition, when]) =>
  Object.entries(outcomes).map(([outcome, serve]) => [
    `a rule ${condition} that gives ${outcome}`,
    { rules: [{ id: 'r', when, serve }] },
  ]),
)
const defaults = Object.entries(outcomes).map(([outcome, serve]) => [
  `a default that gives ${outcome}`,
  { default: serve },
])

/** Every shape that a flag's settings take. */
const shapes = {
  ...Object.fromEntries([...defaults, ...rules]),
  'a prerequisite': { prerequisites: [{ flag: 'other', variants: ['on'] }] },
  'an unmet prerequisite': { prerequisites: [{ flag: 'other', variants: ['off'] }] },
  'no off variant': { offVariant: null },
  disabled: { enabled: false },
  'blind to the safe variant': { whenBlind: { type: 'safe', afterMinutes: 1 } },
  'a missing segment': {
    rules: [{ id: 'r', when: { type: 'segment', segment: 'nowhere' }, serve: variant('live') }],
  },
  'a circle': { prerequisites: [{ flag: 'flag', variants: ['live'] }] },
  'an unknown operator': {
    rules: [{ id: 'r', when: attribute('resembles', ['x']), serve: variant('live') }],
  },
  'an unknown default': { default: variant('nowhere') },
  'a regular expression that is none': {
    rules: [{ id: 'r', when: attribute('matches', ['(']), serve: variant('live') }],
  },
}

const surroundings = {
  segments: [{ key: 'all', chunks: 0, rules: [always] }],
  blindMinutes: 5,
  now: '2026-03-01T12:00:00Z',
}
const other = flag({ key: 'other', default: variant('on') })
const metadata = { killed: true, killId: 'kill-1' }

function matrix() {
  return Object.entries(types).flatMap(([type, { live, safe }]) =>
    Object.entries(shapes).flatMap(([shape, settings]) => {
      const variants = { live, safe }
      const killed = {
        ...flag({ type, variants, offVariant: 'safe', default: variant('live') }),
        ...settings,
      }
      const context = { targetingKey: 'u', attr: 1, name: 'live' }
      const rows = [
        [
          'its safe variant',
          { type: 'variant', variant: 'safe', value: safe },
          serves('safe', safe, 'DISABLED', metadata),
        ],
        ['the default of the caller', { type: 'callerDefault' }, defaulted('DISABLED', metadata)],
        ['what nobody can read', { type: 'variant', variant: 'safe' }, defaulted('DISABLED', metadata)],
      ]
      return rows.map(([name, served, expected]) =>
        vector(`${type} flag with ${shape}, killed to ${name}`, [killed, other], context, expected, {
          ...surroundings,
          kills: [kill({ serves: { flag: served } })],
        }),
      )
    }),
  )
}

const off = { flag: { type: 'variant', variant: 'off', value: false } }
const on = { flag: { type: 'variant', variant: 'on', value: true } }
const at = (revision, epoch = '01JABCDEFGHJKMNPQRSTVWXYZ0') => ({
  epoch,
  revision,
  at: '2026-01-01T00:00:00.000Z',
})
const killedBy = (killId, name = 'on', value = true) =>
  serves(name, value, 'DISABLED', { killed: true, killId })
const guard = { cause: 'guard', actor: { type: 'guard', id: 'g' } }
const drill = { cause: 'drill', actor: { type: 'person', id: 'p1' } }

/** Of several kills of one flag: which decides. `b` serves `on`, the others `off`. */
function precedence() {
  const rows = [
    {
      name: 'the newer revision',
      loser: { killId: 'a', firstCommit: at(7) },
      winner: { killId: 'b', firstCommit: at(8) },
    },
    {
      name: 'the newer epoch, though its revision is lower',
      loser: { killId: 'a', firstCommit: at(9) },
      winner: { killId: 'b', firstCommit: at(2, '01JZBCDEFGHJKMNPQRSTVWXYZ0') },
    },
    { name: 'the greater killId of one first commit', loser: { killId: 'a' }, winner: { killId: 'b' } },
    {
      name: "a person's before the guard's newer one",
      loser: { ...guard, killId: 'z', firstCommit: at(9) },
      winner: { killId: 'b' },
    },
    {
      name: "a person's before a drill's newer one",
      loser: { ...drill, killId: 'z', firstCommit: at(9) },
      winner: { killId: 'b' },
    },
    {
      name: "break-glass before the guard's newer one",
      loser: { ...guard, killId: 'z', firstCommit: at(9) },
      winner: { killId: 'b', cause: 'breakGlass', actor: { type: 'system', id: 'cli' } },
    },
    {
      name: "a person's recovered one before the guard's newer one",
      loser: { ...guard, killId: 'z', firstCommit: at(9) },
      winner: { killId: 'b', cause: 'recovered' },
    },
    {
      name: "the guard's newer one before its recovered one",
      loser: { ...guard, killId: 'z', cause: 'recovered', firstCommit: at(1) },
      winner: { ...guard, killId: 'b' },
    },
    {
      name: "a manual one of a token before the guard's newer one",
      loser: { ...guard, killId: 'z', firstCommit: at(9) },
      winner: { killId: 'b', actor: { type: 'token', id: 't' } },
    },
  ]
  return rows.flatMap(({ name, loser, winner }) => {
    const kills = [kill({ serves: off, ...loser }), kill({ serves: on, ...winner })]
    return [
      vector(`${name} decides`, flag(), {}, killedBy('b'), { kills }),
      vector(`${name} decides, in whatever order they come`, flag(), {}, killedBy('b'), {
        kills: kills.toReversed(),
      }),
    ]
  })
}

export function kills() {
  const served = serves('off', false, 'DISABLED', metadata)
  return [
    ...matrix(),
    ...precedence(),
    vector('a flag that is not known', [], {}, served, { kills: [kill()] }),
    vector(
      'a flag that is not known, to the default of the caller',
      [],
      {},
      defaulted('DISABLED', metadata),
      { kills: [kill({ serves: { flag: { type: 'callerDefault' } } })] },
    ),
    vector('a flag that is no object', { flag: null }, {}, served, { kills: [kill()] }),
    vector('a flag of another type by now', flag({ type: 'string', variants: { off: 'x' } }), {}, served, {
      kills: [kill()],
    }),
    vector('a variant that the flag does not have', flag(), {}, serves('gone', 'x', 'DISABLED', metadata), {
      kills: [kill({ serves: { flag: { type: 'variant', variant: 'gone', value: 'x' } } })],
    }),
    vector(
      'the value that the record holds, not the present one',
      flag({ type: 'string', variants: { off: 'now' } }),
      {},
      serves('off', 'then', 'DISABLED', metadata),
      { kills: [kill({ serves: { flag: { type: 'variant', variant: 'off', value: 'then' } } })] },
    ),
    vector('a kill above an override', flag(), {}, served, { kills: [kill()], overrides: { flag: true } }),
    vector('a kill of another flag', flag({ default: variant('on') }), {}, serves('on', true, 'STATIC'), {
      kills: [kill({ serves: { other: { type: 'callerDefault' } } })],
    }),
    vector('a kill of several flags', flag(), {}, served, {
      kills: [kill({ serves: { other: { type: 'callerDefault' }, ...off } })],
    }),
    vector(
      'the metadata of the flag stay',
      flag({ metadata: { team: 'pay', killed: 'no' } }),
      {},
      serves('off', false, 'DISABLED', { team: 'pay', ...metadata }),
      { kills: [kill()] },
    ),
    vector('a context that is nothing', flag(), null, served, { kills: [kill()] }),
    vector(
      'a kill does not need a readable record of what is served',
      flag(),
      {},
      defaulted('DISABLED', metadata),
      { kills: [kill({ serves: { flag: 'broken' } })] },
    ),
    vector('one kill of two lifted leaves the flag killed', flag(), {}, killedBy('kill-2', 'off', false), {
      kills: [kill({ killId: 'kill-2' })],
    }),
    vector('a broken flag beside a killed one', [{ key: 'broken' }, flag()], {}, fails('PARSE_ERROR'), {
      kills: [kill()],
      flagKey: 'broken',
    }),
  ]
}
