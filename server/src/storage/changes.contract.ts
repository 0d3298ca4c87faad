import { emptyStateHash, isEpoch } from '@ripcord/model/plain'
import { describe, expect, it } from 'vitest'
import { IdempotencyError, NotStoredError, type Storage } from './storage.js'
import { commit, environmentOf, flagOf, flagWrite, project, putFlag, sentFlag } from './testing/drafts.js'
import { shopsIn } from './testing/shops.js'

/** What every adapter must do with changes. `open` gives an empty storage; the suite closes it. */
export function describeChanges(name: string, open: () => Promise<Storage>): void {
  describe(`${name}: changes`, () => {
    const shop = shopsIn(open)

    it('creates a project with its environments in one change, at revision 1', async () => {
      const storage = await shop()
      expect(await storage.projects.list()).toEqual([project])
      expect(await storage.projects.get('shop')).toEqual(project)
      expect(await storage.projects.environments('shop')).toEqual([
        environmentOf('production'),
        environmentOf('staging'),
      ])
      expect(await storage.projects.environment('env-staging')).toEqual({
        project,
        environment: environmentOf('staging'),
      })
      expect(await storage.changes.head('shop')).toBe(1)
      expect(await storage.changes.environmentHead('env-staging')).toEqual({
        revision: 0,
        hashes: { kills: emptyStateHash, flags: emptyStateHash },
      })
    })

    it('shows the decision the state under the lock, with the revision to come', async () => {
      const storage = await shop()
      await putFlag(storage, 'a', 'first')
      const seen = await storage.changes.transact(
        { project: 'shop', reads: [{ kind: 'flag', environment: null, keys: ['a', 'b'] }] },
        (state, at) => {
          const found = state.get('flag', null, 'a')
          const missing = state.get('flag', null, 'b')
          return {
            type: 'nothing',
            result: [
              found?.value?.name ?? '',
              found?.revision ?? 0,
              missing === undefined,
              state.revision,
              at.revision,
            ],
          }
        },
      )
      expect(seen).toEqual({ result: ['first', 2, true, 2, 3], change: undefined, repeated: false })
      expect(await storage.changes.head('shop')).toBe(2)
    })

    it('throws where a decision reads what was not asked for', async () => {
      const storage = await shop()
      const reads = [{ kind: 'flag', environment: null, keys: ['a'] }] as const
      const decide = storage.changes.transact({ project: 'shop', reads }, (state) => {
        state.get('flag', null, 'b')
        return { type: 'nothing', result: null }
      })
      await expect(decide).rejects.toThrow('was not asked for')
      const view = await storage.changes.read('shop', reads)
      expect(() => view.list('segment', 'production')).toThrow('was not asked for')
    })

    it('writes nothing where the decision refuses or throws', async () => {
      const storage = await shop()
      const refusal = new Error('stale')
      const refused = storage.changes.transact({ project: 'shop', reads: [] }, () => ({
        type: 'refuse',
        error: refusal,
      }))
      await expect(refused).rejects.toBe(refusal)
      const thrown = storage.changes.transact({ project: 'shop', reads: [] }, () => {
        throw refusal
      })
      await expect(thrown).rejects.toBe(refusal)
      expect(await storage.changes.head('shop')).toBe(1)
      expect(await storage.changes.changesAfter('shop', 1, 10)).toEqual([])
    })

    it('writes nothing of a change that fails half-way', async () => {
      const storage = await shop()
      const half = storage.changes.transact({ project: 'shop', reads: [] }, () =>
        commit(
          {
            entities: [flagWrite('a', 'new')],
            sent: [{ environment: 'no-such', entities: [sentFlag('a', 1)] }],
          },
          null,
        ),
      )
      await expect(half).rejects.toThrow(NotStoredError)
      const view = await storage.changes.read('shop', [{ kind: 'flag', environment: null }])
      expect(view.list('flag', null)).toEqual([])
      expect(await storage.changes.head('shop')).toBe(1)
    })

    it('rejects what names a project that is not there', async () => {
      const storage = await shop()
      await expect(storage.changes.head('none')).rejects.toThrow(NotStoredError)
      await expect(storage.changes.read('none', [])).rejects.toThrow(NotStoredError)
      await expect(
        storage.changes.transact({ project: 'none', reads: [] }, () => commit({}, null)),
      ).rejects.toThrow(NotStoredError)
    })

    it('loses no update of many that read and write one flag at once', async () => {
      const storage = await shop()
      const reads = [{ kind: 'flag', environment: null, keys: ['n'] }] as const
      const increment = () =>
        storage.changes.transact({ project: 'shop', reads }, (state) => {
          const next = Number(state.get('flag', null, 'n')?.value?.name ?? 0) + 1
          return commit({ entities: [flagWrite('n', String(next))] }, next)
        })
      const results = await Promise.all(Array.from({ length: 50 }, increment))
      expect(results.map(({ result }) => result).sort((a, b) => a - b)).toEqual(
        Array.from({ length: 50 }, (_, i) => i + 1),
      )
    })

    it('keeps a deleted entity, its key spent', async () => {
      const storage = await shop()
      await putFlag(storage, 'a', 'first')
      await storage.changes.transact({ project: 'shop', reads: [] }, () =>
        commit(
          {
            entities: [flagWrite('a', null)],
            sent: [{ environment: 'production', entities: [sentFlag('a', null)] }],
          },
          null,
        ),
      )
      const view = await storage.changes.read('shop', [{ kind: 'flag', environment: null }])
      expect(view.get('flag', null, 'a')).toMatchObject({ value: null, revision: 3 })
      expect(view.list('flag', null)).toHaveLength(1)
      expect(await storage.changes.sentState('env-production')).toEqual({
        head: { revision: 3, hashes: { kills: emptyStateHash, flags: emptyStateHash } },
        entities: [],
      })
    })

    it('answers an idempotency key that comes again with the first answer, and refuses it for another request', async () => {
      const storage = await shop()
      const once = (fingerprint: string) =>
        storage.changes.transact(
          { project: 'shop', reads: [], idempotency: { key: 'k', fingerprint } },
          (_, at) => commit({ entities: [flagWrite('a', 'x')] }, at.revision),
        )
      expect(await once('same')).toMatchObject({ result: 2, repeated: false })
      expect(await once('same')).toEqual({ result: 2, change: undefined, repeated: true })
      await expect(once('other')).rejects.toThrow(IdempotencyError)
      expect(await storage.changes.head('shop')).toBe(2)
    })

    it('refuses an idempotency key of one project for the creation of another', async () => {
      const storage = await shop()
      const idempotency = { key: 'k', fingerprint: 'f' }
      const create = (project: string) =>
        storage.changes.transact(
          { project, reads: [], idempotency, create: { projectId: `id-${project}` } },
          () => commit({ entities: [] }, project),
        )
      expect(await create('one')).toMatchObject({ result: 'one', repeated: false })
      expect(await create('one')).toMatchObject({ result: 'one', repeated: true })
      await expect(create('two')).rejects.toThrow(IdempotencyError)
      expect(await storage.projects.get('two')).toBeUndefined()
    })

    it('gives an environment a row only for what differs from what stands', async () => {
      const storage = await shop()
      await putFlag(storage, 'a', 'x')
      await putFlag(storage, 'a', 'x')
      const { change } = await storage.changes.transact({ project: 'shop', reads: [] }, () =>
        commit(
          {
            sent: [
              { environment: 'production', entities: [sentFlag('a', { name: 'x' }), sentFlag('b', 1)] },
              { environment: 'staging', entities: [sentFlag('never', null)] },
            ],
          },
          null,
        ),
      )
      expect(change?.environments).toEqual(['production'])
      const rows = await storage.changes.sentAfter('env-production', 0, 10)
      expect(rows.map(({ revision, from, entities }) => ({ revision, from, entities }))).toEqual([
        { revision: 2, from: 0, entities: [sentFlag('a', { name: 'x' })] },
        { revision: 4, from: 2, entities: [sentFlag('b', 1)] },
      ])
      expect(await storage.changes.sentAfter('env-production', 2, 10)).toEqual([rows[1]])
      expect(await storage.changes.hashesAt('env-production', 4)).toEqual(rows[1]?.hashes)
      expect(await storage.changes.hashesAt('env-production', 3)).toBeUndefined()
      expect(await storage.changes.sentAfter('env-staging', 0, 10)).toEqual([])
    })

    it('tells the history of a flag, of an environment and of all', async () => {
      const storage = await shop()
      await putFlag(storage, 'a', 'one')
      await putFlag(storage, 'b', 'one')
      await putFlag(storage, 'a', 'two')
      const revisions = async (filter: Parameters<Storage['changes']['history']>[1]) =>
        (await storage.changes.history('shop', filter)).map(({ revision }) => revision)
      const entity = { kind: 'flag', environment: null, key: 'a' } as const
      expect(await revisions({ entity, limit: 10 })).toEqual([4, 2])
      expect(await revisions({ entity, limit: 10, before: 4 })).toEqual([2])
      expect(await revisions({ environment: 'production', limit: 2 })).toEqual([4, 3])
      expect(await revisions({ environment: 'staging', limit: 10 })).toEqual([])
      expect(await revisions({ limit: 10 })).toEqual([4, 3, 2, 1])
      expect(await storage.changes.changesAfter('shop', 1, 2)).toEqual([
        await storage.changes.change('shop', 2),
        await storage.changes.change('shop', 3),
      ])
    })

    it('reads the state as it was after any revision', async () => {
      const storage = await shop()
      await putFlag(storage, 'a', 'one')
      await putFlag(storage, 'b', 'one')
      await putFlag(storage, 'a', 'two')
      const reads = [{ kind: 'flag', environment: null }] as const
      const at = async (revision: number) =>
        (await storage.changes.readAt('shop', revision, reads))
          .list('flag', null)
          .map(({ key, value, revision }) => [key, value?.name, revision])
      expect(await at(1)).toEqual([])
      expect(await at(2)).toEqual([['a', 'one', 2]])
      expect(await at(3)).toEqual([
        ['a', 'one', 2],
        ['b', 'one', 3],
      ])
      expect(await at(4)).toEqual([
        ['a', 'two', 4],
        ['b', 'one', 3],
      ])
      const named = [{ kind: 'flag', environment: null, keys: ['a'] }] as const
      const one = await storage.changes.readAt('shop', 3, named)
      expect(one.get('flag', null, 'a')?.value).toEqual(flagOf('a', 'one'))
    })

    it('calls listeners after a commit, until they leave', async () => {
      const storage = await shop()
      let calls = 0
      const leave = storage.changes.onCommit(() => calls++)
      await putFlag(storage, 'a', 'one')
      expect(calls).toBe(1)
      leave()
      await putFlag(storage, 'a', 'two')
      expect(calls).toBe(1)
    })

    it('mints epochs that rise, above any that it is named, and stamps changes with the newest', async () => {
      const storage = await shop()
      const first = await storage.epochs.current()
      const far = `7${first.slice(1)}`
      const second = await storage.epochs.mint('for the test')
      const third = await storage.epochs.mint('a client has seen a later one', far)
      expect([first, second, third].every(isEpoch)).toBe(true)
      expect([third, second, first].sort()).toEqual([first, second, third])
      expect(third > far).toBe(true)
      expect(third.slice(10)).not.toBe(far.slice(10))
      expect(await storage.epochs.current()).toBe(third)
      await putFlag(storage, 'a', 'one')
      expect((await storage.changes.change('shop', 2))?.epoch).toBe(third)
    })

    it('finds its own chain whole', async () => {
      const storage = await shop()
      await putFlag(storage, 'a', 'one')
      await storage.epochs.mint('for the test')
      await putFlag(storage, 'a', 'two')
      expect(await storage.changes.verify('shop')).toEqual({ rows: 3, firstBad: undefined })
    })
  })
}
