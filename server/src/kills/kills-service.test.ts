import { beforeEach, describe, expect, it } from 'vitest'
import { by, createFlag, type House, openShop } from '../changes/testing/house.js'
import { createDrillEnder } from './drill-ender.js'

let house: House
beforeEach(async () => {
  house = await openShop('checkout', 'payments', 'search')
})

const flags = (...keys: string[]) => ({ target: { type: 'flags' as const, flags: keys } })
const kill = (request: Parameters<House['kills']['kill']>[2]) =>
  house.kills.kill('shop', 'production', request, by)
const restore = (killId: string) => house.kills.restore('shop', 'production', killId, by)

async function sent() {
  const id = await house.environments.idOf('shop', 'production')
  return (await house.storage.changes.sentState(id)).entities
}

describe('killing', () => {
  it('latches the flag to its off variant and the value that it had', async () => {
    const answer = await kill(flags('checkout'))
    expect(answer).toMatchObject({
      outcome: 'killed',
      kill: { cause: 'manual', serves: { checkout: { type: 'variant', variant: 'off', value: false } } },
    })
    const [entity] = await sent()
    expect(entity).toMatchObject({ kind: 'kill', key: answer.kill.killId })
    expect(entity?.value).not.toHaveProperty('lifted')
    expect(entity?.value).toHaveProperty('mac')
  })

  it('serves what was asked for instead, flag by flag', async () => {
    const { kill: made } = await kill({
      ...flags('checkout', 'payments'),
      serve: { type: 'callerDefault' },
      serveByFlag: { payments: { type: 'variant', variant: 'on' } },
    })
    expect(made.serves).toEqual({
      checkout: { type: 'callerDefault' },
      payments: { type: 'variant', variant: 'on', value: true },
    })
  })

  it('takes all flags with a tag, in one record', async () => {
    await createFlag(house, 'a', { tags: ['risky'] })
    await createFlag(house, 'b', { tags: ['risky'] })
    const { kill: made } = await kill({ target: { type: 'tag', tag: 'risky' } })
    expect(Object.keys(made.serves)).toEqual(['a', 'b'])
  })

  it('refuses an empty target: it never means everything', async () => {
    await expect(kill(flags())).rejects.toMatchObject({ code: 'nothing-to-kill' })
    await expect(kill({ target: { type: 'tag', tag: 'none' } })).rejects.toMatchObject({
      code: 'nothing-to-kill',
      message: 'No flag has the tag "none" (no flag has any): nothing was killed in production.',
    })
    await createFlag(house, 'a', { tags: ['risky', 'payments'] })
    await expect(kill({ target: { type: 'tag', tag: 'riskee' } })).rejects.toMatchObject({
      message:
        'No flag has the tag "riskee" (tags are "risky", "payments"): nothing was killed in production.',
    })
  })

  it('refuses to be told what another flag is to serve', async () => {
    const serveByFlag = { search: { type: 'callerDefault' as const } }
    await expect(kill({ ...flags('checkout', 'payments'), serveByFlag })).rejects.toMatchObject({
      message:
        '/serveByFlag/search: this flag is not among those to kill ("checkout", "payments"): leave it out, or name it in target',
    })
  })

  it('kills none where one of the flags is unknown', async () => {
    await expect(kill(flags('checkout', 'nope'))).rejects.toMatchObject({
      code: 'not-found',
      extra: { unknownFlags: ['nope'] },
    })
    expect((await house.kills.list('shop', 'production', {}, { limit: 10 })).items).toEqual([])
  })

  it('answers a second kill of an episode with the first one', async () => {
    const first = await kill({ ...flags('checkout'), episode: 'alert-7' })
    const head = await house.storage.changes.head('shop')
    const second = await kill({ ...flags('checkout'), episode: 'alert-7' })
    expect(second).toMatchObject({ outcome: 'alreadyStands', kill: { killId: first.kill.killId } })
    // Never an answer that lets somebody believe that another flag is killed too.
    await expect(kill({ ...flags('checkout', 'payments'), episode: 'alert-7' })).rejects.toMatchObject({
      code: 'kill-of-other-flags',
      status: 409,
    })
    expect(await house.storage.changes.head('shop')).toBe(head)
  })

  it('says that an episode was restored, and by whom, instead of killing again', async () => {
    const { kill: made } = await kill({ ...flags('checkout'), episode: 'alert-7' })
    await restore(made.killId)
    await expect(kill({ ...flags('checkout'), episode: 'alert-7' })).rejects.toMatchObject({
      code: 'kill-restored',
      status: 409,
      extra: { killId: made.killId, restoredBy: 'Ada' },
    })
  })

  it('gives the same answer to the same idempotency key', async () => {
    const once = { ...by, idempotency: { key: 'k', fingerprint: 'f' } }
    const first = await house.kills.kill('shop', 'production', flags('checkout'), once)
    expect(await house.kills.kill('shop', 'production', flags('checkout'), once)).toEqual(first)
  })

  it('is lifted by no edit, and holds the value that it was committed with', async () => {
    const { kill: made } = await kill(flags('checkout'))
    const { revision } = await house.flags.read('shop', 'checkout')
    await house.flags.update('shop', 'checkout', { name: 'Renamed' }, { ...by, ifMatch: revision })
    expect((await house.flags.readSettings('shop', 'production', 'checkout')).kills).toEqual([made.killId])
    expect((await sent())[0]).toMatchObject({ kind: 'kill', value: { serves: made.serves } })
  })
})

describe('restoring', () => {
  it('lifts exactly the cited kill, and says what still holds each flag', async () => {
    const one = await kill(flags('checkout', 'payments'))
    const two = await kill(flags('checkout'))
    const answer = await restore(one.kill.killId)
    expect(answer.stillHeld).toEqual({ checkout: [two.kill.killId], payments: [] })
    expect((await sent()).filter((entity) => entity.kind === 'kill').map(({ key }) => key)).toEqual([
      two.kill.killId,
    ])
  })

  it('asks for a reason', async () => {
    const { kill: made } = await kill(flags('checkout'))
    await expect(
      house.kills.restore('shop', 'production', made.killId, { actor: by.actor, reason: ' ' }),
    ).rejects.toMatchObject({ code: 'invalid', errors: [{ path: '/reason' }] })
  })

  it('is refused where it was done before, or there is no such kill', async () => {
    const { kill: made } = await kill(flags('checkout'))
    await restore(made.killId)
    await expect(restore(made.killId)).rejects.toMatchObject({ code: 'kill-restored' })
    await expect(restore('kill-nope')).rejects.toMatchObject({ code: 'not-found' })
  })

  it('leaves the kill in the list of those lifted', async () => {
    const one = await kill(flags('checkout'))
    const two = await kill(flags('payments'))
    await restore(one.kill.killId)
    const ids = async (state: 'standing' | 'lifted' | 'all') =>
      (await house.kills.list('shop', 'production', { state }, { limit: 10 })).items.map(
        ({ killId }) => killId,
      )
    expect(await ids('standing')).toEqual([two.kill.killId])
    expect(await ids('lifted')).toEqual([one.kill.killId])
    expect(await ids('all')).toEqual([two.kill.killId, one.kill.killId])
  })
})

it('shows beforehand what else turns off, over any number of steps', async () => {
  const needs = (flag: string) => ({ enabled: true, prerequisites: [{ flag, variants: ['on'] }] })
  const edit = async (flag: string, patch: Parameters<House['flags']['updateSettings']>[3]) => {
    const { revision } = await house.flags.readSettings('shop', 'production', flag)
    await house.flags.updateSettings('shop', 'production', flag, patch, { ...by, ifMatch: revision })
  }
  await edit('payments', needs('checkout'))
  await edit('search', needs('payments'))
  const preview = await house.kills.preview('shop', 'production', flags('checkout'))
  expect(preview.turnOff.map(({ flag, because }) => [flag, because.flag])).toEqual([
    ['payments', 'checkout'],
    ['search', 'payments'],
  ])
  const harmless = { ...flags('checkout'), serve: { type: 'variant' as const, variant: 'on' } }
  expect((await house.kills.preview('shop', 'production', harmless)).turnOff).toEqual([])
})

describe('a kill that an SDK brings back', () => {
  async function lost(cause: 'manual' | 'drill' = 'manual') {
    const { kill: made } = await kill({ ...flags('checkout'), episode: 'e' })
    const elsewhere = await openShop('checkout')
    const id = await elsewhere.environments.idOf('shop', 'production')
    const { lifted: _lifted, environment: _environment, revision: _revision, ...record } = made
    return { elsewhere, id, record: { ...record, cause, mac: 'm' } }
  }

  it('is adopted with its id, actor and first commit', async () => {
    const { elsewhere, id, record } = await lost()
    expect(await elsewhere.kills.adopt(id, record)).toMatchObject({ type: 'adopted' })
    expect(await elsewhere.kills.read('shop', 'production', record.killId)).toMatchObject({
      cause: 'recovered',
      actor: record.actor,
      firstCommit: record.firstCommit,
    })
    expect(await elsewhere.kills.adopt(id, record)).toEqual({ type: 'stands', killId: record.killId })
  })

  it('is not adopted where it was lifted, or is a drill', async () => {
    const { elsewhere, id, record } = await lost()
    await elsewhere.kills.adopt(id, record)
    await elsewhere.kills.restore('shop', 'production', record.killId, by)
    expect(await elsewhere.kills.adopt(id, record)).toMatchObject({ type: 'lifted' })
    expect(await elsewhere.kills.adopt(id, { ...record, cause: 'drill' })).toMatchObject({ type: 'drill' })
  })

  it('waits for a person where nobody can check it, who settles it once', async () => {
    const { elsewhere, id, record } = await lost()
    await elsewhere.kills.wait(id, record, 'checkout on host-1')
    expect(await elsewhere.kills.waiting('shop', 'production')).toHaveLength(1)
    const settle = () => elsewhere.kills.settle('shop', 'production', record.killId, 'dismissed', by)
    expect(await settle()).toEqual({ type: 'dismissed', killId: record.killId })
    await expect(settle()).rejects.toMatchObject({ code: 'kill-settled' })
  })

  it('is settled by killing its episode again', async () => {
    const { elsewhere, id, record } = await lost()
    await elsewhere.kills.wait(id, record, 'checkout on host-1')
    await elsewhere.kills.kill('shop', 'production', { ...flags('checkout'), episode: 'e' }, by)
    expect(await elsewhere.kills.waiting('shop', 'production')).toEqual([])
  })
})

it('ends a drill at its time, counted by the monotonic clock, and nothing else', async () => {
  const manual = await kill(flags('checkout'))
  const drill = await house.kills.drill(
    'shop',
    'production',
    { ...flags('payments'), endsAfterMs: 5_000 },
    by,
  )
  const ender = createDrillEnder(house)
  await ender.tick()
  house.clock.advance(4_999)
  await ender.tick()
  expect(await house.kills.read('shop', 'production', drill.kill.killId)).toMatchObject({ lifted: null })
  house.clock.advance(1)
  await ender.tick()
  expect(await house.kills.read('shop', 'production', drill.kill.killId)).toMatchObject({
    lifted: { actor: { type: 'drill' } },
  })
  expect(await house.kills.read('shop', 'production', manual.kill.killId)).toMatchObject({ lifted: null })
})

describe('a wall clock that is set', () => {
  async function drilled(endsAfterMs: number) {
    const { kill: made } = await house.kills.drill(
      'shop',
      'production',
      { ...flags('payments'), endsAfterMs },
      by,
    )
    const ender = createDrillEnder(house)
    await ender.tick()
    return async () => {
      await ender.tick()
      return (await house.kills.read('shop', 'production', made.killId)).lifted !== null
    }
  }

  it('cuts no drill short when it goes forward', async () => {
    const hasEnded = await drilled(5_000)
    house.clock.setWall(house.clock.now().getTime() + 86_400_000)
    expect(await hasEnded()).toBe(false)
    house.clock.advance(5_000)
    expect(await hasEnded()).toBe(true)
  })

  it('lets no drill run on when it goes back', async () => {
    const hasEnded = await drilled(5_000)
    house.clock.setWall(house.clock.now().getTime() - 86_400_000)
    house.clock.advance(5_000)
    expect(await hasEnded()).toBe(true)
  })
})
