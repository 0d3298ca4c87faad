import { bucket } from './murmur3.mjs'
import {
  always,
  attribute,
  fails,
  flag,
  kill,
  other,
  serves,
  split,
  unmatched,
  variant,
  vector,
} from './shorthand.mjs'

const release = {
  key: 'checkout-2026',
  generation: 1,
  stage: 2,
  treatment: 'on',
  control: 'off',
  seed: 'checkout-2026',
}
const released = (more = {}) => flag({ release, ...more })
const half = (more = {}) =>
  split({ on: 50_000, off: 50_000 }, { seed: release.seed, missing: 'off', ...more })
const inArm = (name, value, reason, arm) => ({ ...serves(name, value, reason), arm })

/** A subject that falls before the cut at a half, and one that falls behind it. */
function subjectBefore(cut, isBefore) {
  for (let i = 0; ; i++) if (bucket(`${release.seed}u${i}`, 100_000) < cut === isBefore) return `u${i}`
}
const early = { targetingKey: subjectBefore(50_000, true) }
const late = { targetingKey: subjectBefore(50_000, false) }

const treated = inArm('on', true, 'SPLIT', 'treatment')
const controlled = inArm('off', false, 'SPLIT', 'control')
const unassigned = inArm('off', false, 'DEFAULT', 'none')

export function releases() {
  return [
    vector('before the cut: treatment', released({ default: half() }), early, treated),
    vector('behind the cut: control', released({ default: half() }), late, controlled),
    vector('nothing to split by: in no arm', released({ default: half() }), {}, unassigned),
    vector(
      'another attribute to split by is missing: in no arm',
      released({ default: half({ bucketBy: 'company' }) }),
      early,
      unassigned,
    ),
    vector(
      'a targeting key that is an object: in no arm',
      released({ default: half() }),
      { targetingKey: {} },
      unassigned,
    ),
    vector('a split that names what is missing, without a release', flag({ default: half() }), {}, unmatched),
    vector(
      'at a share of 1 everybody is in treatment',
      released({ default: variant('on') }),
      {},
      inArm('on', true, 'STATIC', 'treatment'),
    ),
    vector(
      'at a share of 0 everybody is in control',
      released({ default: variant('off') }),
      early,
      inArm('off', false, 'STATIC', 'control'),
    ),
    vector(
      'behind rules a share of 1 is a default',
      released({
        rules: [{ id: 'r', when: attribute('exists', []), serve: variant('off') }],
        default: variant('on'),
      }),
      early,
      inArm('on', true, 'DEFAULT', 'treatment'),
    ),
    vector(
      'a rule that serves the same variant is in no arm',
      released({ rules: [{ id: 'r', when: always, serve: variant('on') }], default: half() }),
      early,
      serves('on', true, 'TARGETING_MATCH'),
    ),
    vector(
      'a split of a rule is in no arm',
      released({
        rules: [{ id: 'r', when: attribute('exists', []), serve: half() }],
        default: half(),
      }),
      { ...early, attr: 1 },
      serves('on', true, 'SPLIT'),
    ),
    vector(
      'a kill stands above a release',
      released({ default: half() }),
      early,
      serves('off', false, 'DISABLED', { killed: true, killId: 'kill-1' }),
      { kills: [kill()] },
    ),
    vector(
      'an override is in no arm',
      released({ default: half() }),
      early,
      serves('on', true, 'STATIC', { override: true }),
      { overrides: { flag: true } },
    ),
    vector(
      'an unmet prerequisite is in no arm',
      [
        released({ default: half(), prerequisites: [{ flag: 'other', variants: ['on'] }] }),
        other({ enabled: false }),
      ],
      early,
      serves('off', false, 'DEFAULT', { prerequisite: 'other' }),
    ),
    vector(
      'what is missing must be a variant',
      released({ default: half({ missing: 'blue' }) }),
      early,
      fails('PARSE_ERROR'),
    ),
    vector(
      'an arm must be a variant',
      released({ release: { ...release, treatment: 'blue' }, default: half() }),
      early,
      fails('PARSE_ERROR'),
    ),
    vector(
      'a release without a generation',
      released({ release: { ...release, generation: undefined }, default: half() }),
      early,
      fails('PARSE_ERROR'),
    ),
  ]
}
