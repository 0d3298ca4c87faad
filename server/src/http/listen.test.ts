import { EventEmitter } from 'node:events'
import type { Server } from 'node:http'
import { expect, it } from 'vitest'
import { listen } from './listen.js'

/** A server whose address can't be had, for whatever reason the system gives. */
function refusing(code: string): Server {
  const server = new EventEmitter()
  const error = Object.assign(new Error(`getaddrinfo ${code} nowhere`), { code })
  return Object.assign(server, { listen: () => server.emit('error', error) }) as unknown as Server
}

it.each([
  ['ENOTFOUND', /HOST nowhere can't be listened on \(getaddrinfo ENOTFOUND nowhere\): set HOST/],
  ['EADDRNOTAVAIL', /nowhere is no address of this machine: set HOST/],
  ['EADDRINUSE', /nowhere:4400 is taken: .* set PORT/],
])('names the variable to set where listening fails with %s', async (code, sentence) => {
  await expect(listen(refusing(code), 'nowhere', 4400)).rejects.toThrow(sentence)
})
