import { expect, it } from 'vitest'
import { FakeServer } from './testing/fake-server.js'
import { startClient } from './testing/fake-world.js'
import { flag } from './testing/samples.js'
import { tempFolders } from './testing/temp-folder.js'

const tempFolder = tempFolders()

/** A client that begins with what another one has left on disk, and what it says above debug. */
async function startAgain(prepare: (server: FakeServer) => void = () => undefined) {
  const server = new FakeServer([flag('a')])
  const options = { cacheDir: tempFolder() }
  const before = startClient({ servers: server, options })
  await before.clock.advance(100)
  await before.client.close()
  prepare(server)
  const after = startClient({ servers: server, options })
  expect(after.client.status).toMatchObject({ status: 'STALE', source: 'disk' })
  const said = () => after.lines.filter((line) => !line.startsWith('debug'))
  return { ...after, server, said }
}

it('says nothing of a start from disk that a server confirms', async () => {
  const { client, clock, said } = await startAgain()
  await clock.advance(10_000)
  expect(client.status.status).toBe('READY')
  expect(said()).toEqual([])
})

it('warns once when the first try has failed, and tells when it is over', async () => {
  const { client, clock, server, said } = await startAgain((server) => {
    server.refusal = { because: 'come back later', status: 503 }
  })
  await clock.advance(10)
  const warning = 'warn: [ripcord] STALE: come back later'
  expect(said().filter((line) => line.includes('STALE'))).toEqual([warning])
  server.refusal = undefined
  await clock.until(() => client.status.status === 'READY', 60_000)
  expect(said().filter((line) => /STALE|READY/.test(line))).toEqual([
    warning,
    expect.stringMatching(/^info: .*READY again/),
  ])
})

it('warns where no server has said a word for some seconds', async () => {
  const { clock, said } = await startAgain((server) => {
    server.isHanging = true
  })
  await clock.advance(4_000)
  expect(said()).toEqual([])
  await clock.advance(4_000)
  expect(said()).toEqual([expect.stringMatching(/^warn: .*STALE: no server has confirmed/)])
})
