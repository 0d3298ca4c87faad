import { expect, it } from 'vitest'
import { checkOrigin } from './origin.js'

it.each([
  ['http://10.0.0.7:4400', '10.0.0.7:4400', null],
  ['https://ripcord.example.com', 'internal:4400', 'https://ripcord.example.com'],
  ['https://ripcord.example.com', 'ripcord.example.com', null],
])('lets a page of our own write: origin %s, host %s, PUBLIC_URL %s', (origin, host, publicUrl) => {
  expect(() => checkOrigin({ origin, host }, publicUrl)).not.toThrow()
})

it.each([
  ['https://evil.example', 'ripcord.example.com', 'https://ripcord.example.com'],
  ['http://10.0.0.7:8080', '10.0.0.7:4400', null],
  ['null', '10.0.0.7:4400', null],
  [undefined, '10.0.0.7:4400', null],
  [undefined, undefined, null],
])('refuses a page from elsewhere: origin %s, host %s, PUBLIC_URL %s', (origin, host, publicUrl) => {
  expect(() => checkOrigin({ origin, host }, publicUrl)).toThrow(/must come from a page of this server/)
})

it('names the Origin and the host that it saw', () => {
  const ask = () => checkOrigin({ origin: 'http://evil.example', host: '10.0.0.7:4400' }, null)
  expect(ask).toThrow(/the one asked \("10\.0\.0\.7:4400"\), saw "http:\/\/evil\.example"\. Set PUBLIC_URL/)
})
