import { expect, it } from 'vitest'
import type { Seen } from '../places.js'
import { errorsChart } from './errors-chart.js'

type Service = Seen['services'][number]

function told(traffic: Service['traffic'], at: string): string | undefined {
  const services = [{ traffic } as Service]
  return /aria-label="([^"]*)"/.exec(String(errorsChart({ services, at })))?.[1]
}

const broken = { at: '2026-03-01T11:00:00.000Z', requests: 10, errors: 5 }

it('says what fails now, and the most that did', () => {
  expect(told([broken], '2026-03-01T11:00:09.000Z')).toBe(
    'Errors of the last minute 50 %, of the last hour at most 50 %',
  )
})

it('calls nothing now that came half an hour ago', () => {
  expect(told([broken], '2026-03-01T11:30:00.000Z')).toBe(
    'Errors of the last minute unknown: no requests, of the last hour at most 50 %',
  )
})

it('is not there where no service tells of requests', () => {
  expect(errorsChart({ services: [], at: '2026-03-01T11:00:00.000Z' })).toBeUndefined()
})
