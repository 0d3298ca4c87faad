import { type FlagRelease, flagDefinitionSchema, flagSettingsSchema } from '@ripcord/model'
import { expect, it } from 'vitest'
import { sentFlag } from './sent-projection.js'

const definition = flagDefinitionSchema.parse({
  key: 'a',
  name: 'a',
  type: 'boolean',
  variants: { on: true, off: false },
})
const settings = flagSettingsSchema.parse({
  enabled: true,
  offVariant: 'off',
  default: { type: 'variant', variant: 'off' },
  rules: [
    {
      id: 'staff',
      when: { type: 'segment', segment: 'staff' },
      serve: { type: 'variant', variant: 'on' },
    },
  ],
})
const owned = (more: Partial<FlagRelease>) => {
  const release = {
    key: 'r',
    generation: 2,
    stage: 1,
    share: 0.05,
    outgoing: 'on',
    previous: 'off',
    seed: 's',
    ...more,
  }
  return sentFlag(definition, { ...settings, release })
}

it('sends a flag that no release owns without a word of releases', () => {
  expect(sentFlag(definition, settings)).toMatchObject({ default: settings.default })
  expect(sentFlag(definition, settings)).not.toHaveProperty('release')
})

it('sends the release’s split in the place of the default outcome, the outgoing variant first', () => {
  expect(owned({ bucketBy: 'company', slowAfterMs: 250 })).toMatchObject({
    default: {
      type: 'split',
      weights: [
        { variant: 'on', weight: 5_000 },
        { variant: 'off', weight: 95_000 },
      ],
      seed: 's',
      bucketBy: 'company',
      missing: 'off',
    },
    release: {
      key: 'r',
      generation: 2,
      stage: 1,
      treatment: 'on',
      control: 'off',
      seed: 's',
      slowAfterMs: 250,
    },
  })
})

it('sends plain variants where everybody or nobody gets what goes out', () => {
  expect(owned({ share: 0 })?.default).toEqual({ type: 'variant', variant: 'off' })
  expect(owned({ share: 1 })?.default).toEqual({ type: 'variant', variant: 'on' })
  expect(owned({ share: 1 })?.release).toMatchObject({ treatment: 'on', control: 'off' })
})

it('sends a preview ahead of the rules, while nobody else is served', () => {
  const rules = (share: number) => owned({ share, preview: 'testers' })?.rules?.map(({ id }) => id)
  expect(rules(0)).toEqual(['release:r:preview', 'staff'])
  expect(rules(1)).toEqual(['staff'])
})
