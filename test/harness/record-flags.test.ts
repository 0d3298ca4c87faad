import { createTestClient, type TestClient } from '@ripcord/sdk'
import { expect, it } from 'vitest'
import { recordFlags } from './record-flags.js'
import type { Sight, Telling } from './service-messages.js'

async function recordedWhile(act: (client: TestClient) => void) {
  const client = createTestClient()
  for (const flagKey of ['left', 'right', 'other']) client.set(flagKey, 1)
  const sights: Sight[] = []
  const tellings: Telling[] = []
  const stop = recordFlags(client, ['left', 'right'], {
    seen: (sight) => sights.push(sight),
    told: (telling) => tellings.push(telling),
  })
  act(client)
  await Promise.resolve()
  stop()
  return { values: sights.map(({ flags }) => flags.map(({ value }) => value)), tellings }
}

const toldOf = (place: number, value: number): Telling => ({
  position: null,
  flags: [{ place, value, killId: null }],
})

it('records a change that is told twice, though it leads to one state', async () => {
  const { values, tellings } = await recordedWhile((client) => {
    client.set('right', 2)
    client.set('right', 2)
    client.set('other', 2)
  })
  expect(values).toEqual([
    [1, 1],
    [1, 2],
  ])
  expect(tellings).toEqual([toldOf(1, 2), toldOf(1, 2)])
})

it('records two changes of one moment each with what it brought', async () => {
  const { tellings } = await recordedWhile((client) => {
    client.set('left', 2)
    client.set('left', 3)
  })
  expect(tellings).toEqual([toldOf(0, 2), toldOf(0, 3)])
})
