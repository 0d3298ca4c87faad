import { type Format, iso, single, type Told, usual } from './format.js'

export const elastalert2: Format = {
  sender: 'elastalert2',
  tell: (alerts) => single(alerts, told),
  // It posts matches, and knows no other word: whatever comes fires.
  expected: { ...usual, resolved: '202 duplicate', nodata: '202 fails' },
}

function told({ id, since, release }: Told) {
  return {
    rule: 'orders-fail',
    '@timestamp': iso(since),
    _id: `document-${id}`,
    _index: 'logs',
    num_hits: 73,
    num_matches: 1,
    release,
    service: { name: 'orders' },
    http: { response: { status_code: 500 } },
    message: 'total of undefined',
  }
}
