import { type Format, iso, type Told, usual } from './format.js'

export const ripcord: Format = {
  sender: 'ripcord',
  // Unknown fields are mistakes here, so that what pads one to a megabyte is refused.
  tell: (alerts) => ({ alerts: alerts.map(alert) }),
  expected: { ...usual, 'mixed group': '202 fails, recorded', 'nearly 1 MB': '400' },
}

function alert({ id, status, since, release }: Told) {
  return { status, labels: { release, instance: id }, startsAt: iso(since), fingerprint: id, value: 0.5 }
}
