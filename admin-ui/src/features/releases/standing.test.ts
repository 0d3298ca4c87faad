import { expect, it } from 'vitest'
import { isHeld, standsAs } from './standing'

const running = {
  status: 'running',
  stages: [{ share: 0.25 }, { share: 1 }],
  stage: 0,
  holds: [],
  suspendedUntil: null,
} as unknown as Parameters<typeof standsAs>[1]

it.each([
  [{}, 'is at 25 % in production.'],
  [{ status: 'baking', stage: 1 }, 'is at 100 % in production.'],
  [{ suspendedUntil: '2026-01-01T00:00:00Z' }, 'is held at 25 % in production.'],
  [{ status: 'draft', stage: null }, 'is a draft: nobody in production gets it.'],
  [{ status: 'killed' }, 'was killed in production.'],
  [{ status: 'aborted' }, 'was aborted in production.'],
  [{ status: 'completed' }, 'is complete in production.'],
] as const)('%j: %s', (how, said) => {
  expect(standsAs('production', { ...running, ...how }, undefined)).toBe(said)
})

it('is restored where a person has lifted its kill', () => {
  const killed = { ...running, status: 'killed' as const }
  expect(standsAs('production', killed, undefined, true)).toBe('was killed in production, and is restored.')
})

it('is held where the guard holds it, and never once it is over', () => {
  const guard = { decision: { holds: ['check_failing'] } } as unknown as Parameters<typeof isHeld>[1]
  expect(isHeld(running, guard)).toBe(true)
  expect(isHeld({ ...running, status: 'killed' }, guard)).toBe(false)
})
