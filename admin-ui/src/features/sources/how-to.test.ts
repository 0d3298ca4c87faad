import { expect, it } from 'vitest'
import { howTo, senders, tryIt } from './how-to'

const door = { auth: 'bearer', address: 'https://ripcord.example/api/v1/intake/x', secret: 's3cret' } as const

it.each([...senders.alerts, ...senders.deployments])(
  'says what to paste for %s, with its address',
  (sender) => {
    expect(howTo({ ...door, sender })).toContain(door.address)
  },
)

it('puts the secret where it belongs, and none where Amazon signs', () => {
  expect(howTo({ ...door, sender: 'alertmanager' })).toContain('credentials: "s3cret"')
  expect(howTo({ ...door, sender: 'datadog' })).toContain('Authorization: Bearer s3cret')
  expect(howTo({ ...door, sender: 'cloudwatch', auth: 'sns', secret: null })).not.toContain('null')
})

it('offers a delivery by hand where a header is all that it takes', () => {
  expect(tryIt({ ...door, sender: 'ripcord' })).toContain("-H 'authorization: Bearer s3cret'")
  expect(tryIt({ ...door, sender: 'grafana', auth: 'hmac' })).toBeUndefined()
})
