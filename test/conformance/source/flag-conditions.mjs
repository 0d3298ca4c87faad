import { always, callerDefault, fails, kill, matched, other, ruled, unmatched, vector } from './shorthand.mjs'

export function flagConditions() {
  const serving = (variants, more = {}) => ({ type: 'flag', flag: 'other', variants, ...more })
  const rows = [
    ['the other flag serves it', serving(['on']), other(), true],
    ['the other flag serves another variant', serving(['off']), other(), false],
    ['negated: serves it', serving(['on'], { negate: true }), other(), false],
    ['negated: serves another variant', serving(['off'], { negate: true }), other(), true],
    ['the default of the caller is no variant', serving(['on']), other({ default: callerDefault }), false],
    [
      'negated: the default of the caller',
      serving(['on'], { negate: true }),
      other({ default: callerDefault }),
      true,
    ],
    ['a quarantined flag', serving(['on']), other({ type: 'colour' }), false],
    ['negated: a quarantined flag', serving(['on'], { negate: true }), other({ type: 'colour' }), false],
    ['a disabled flag', serving(['off']), other({ enabled: false }), true],
  ]
  const killed = { kills: [kill({ serves: { other: { type: 'variant', variant: 'off', value: false } } })] }
  return [
    ...rows.map(([name, when, flags, holds]) =>
      vector(name, [ruled(when), flags], {}, holds ? matched : unmatched),
    ),
    vector('a killed flag', [ruled(serving(['on'])), other()], {}, unmatched, killed),
    vector('a killed flag that serves it', [ruled(serving(['off'])), other()], {}, matched, killed),
    vector('a missing flag', ruled(serving(['on'])), {}, fails('PARSE_ERROR')),
    vector(
      'a circle by way of a segment',
      ruled({ type: 'segment', segment: 'beta' }),
      {},
      fails('PARSE_ERROR'),
      {
        segments: [{ key: 'beta', chunks: 0, rules: [{ type: 'flag', flag: 'flag', variants: ['on'] }] }],
      },
    ),
    vector('a flag within a segment', [ruled({ type: 'segment', segment: 'beta' }), other()], {}, matched, {
      segments: [{ key: 'beta', chunks: 0, rules: [serving(['on'])] }],
    }),
    vector('a rule that always holds', ruled(always), {}, matched),
  ]
}
