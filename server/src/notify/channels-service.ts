import { randomBytes } from 'node:crypto'
import { type Channel, type ChannelTarget, limits, type NewsFilter } from '@ripcord/model'
import type { Clock } from '../clock.js'
import { notFound, RefusedError } from '../errors.js'
import type { KeyRing } from '../secrets/key-ring.js'
import type { NotifyStore, StoredChannel } from '../storage/storage.js'
import type { Secret } from './channels/channel.js'

export interface ChannelDraft {
  name: string
  target: ChannelTarget
  filter: NewsFilter
  enabled: boolean
}

export type ChannelPatch = { [K in keyof ChannelDraft]?: ChannelDraft[K] | undefined }

export interface Channels {
  /** `secret` signs what is sent; shown once, null where nothing is signed. */
  create(project: string, draft: ChannelDraft): Promise<{ channel: Channel; secret: string | null }>
  list(project: string): Promise<Channel[]>
  /** @throws RefusedError `not-found` */
  read(project: string, id: string): Promise<Channel>
  /** Another target keeps the secret that signs. @throws RefusedError `not-found`, `invalid` */
  update(project: string, id: string, patch: ChannelPatch): Promise<Channel>
  /** @throws RefusedError `not-found` */
  remove(project: string, id: string): Promise<void>
  /** What a channel leads to. Throws where the box is not ours. */
  open(channel: StoredChannel): Secret
  /** Gives up what waits for it. */
  disable(channel: StoredChannel, because: string | null): Promise<void>
}

export interface ChannelsDeps {
  store: NotifyStore
  keyRing: Pick<KeyRing, 'seal' | 'open'>
  clock: Clock
  newId: () => string
  /** Why an address may not be asked. */
  refuse: (url: string) => Promise<string | undefined>
  hasMail: boolean
  /** Refuses with 404 where there is none. */
  project: (key: string) => Promise<unknown>
}

export function createChannels(deps: ChannelsDeps): Channels {
  const { store, keyRing, clock, newId } = deps
  const boxOf = (id: string) => `channel ${id}`
  const seal = (id: string, secret: Secret) => keyRing.seal(Buffer.from(JSON.stringify(secret)), boxOf(id))
  const open = ({ id, box }: StoredChannel): Secret =>
    JSON.parse(Buffer.from(keyRing.open(box, boxOf(id))).toString())

  async function find(project: string, id: string): Promise<StoredChannel> {
    const found = await store.channel(id)
    if (found?.project !== project) throw notFound('channel', id)
    return found
  }

  /** @throws RefusedError `invalid` */
  async function check(target: ChannelTarget): Promise<void> {
    if (target.type === 'email') {
      if (!deps.hasMail)
        throw invalid(
          '/target/type',
          'this server has no mail server: set RIPCORD_SMTP_URL and start it anew',
        )
      return
    }
    const refusal = await deps.refuse(target.url)
    if (refusal !== undefined) throw invalid('/target/url', refusal.replace(/\.$/, ''))
  }

  async function disable(channel: StoredChannel, because: string | null): Promise<void> {
    await store.putChannel({ ...channel, enabled: false, disabledBecause: because })
    await store.giveUp(channel.id, clock.now().getTime(), 'Its channel was disabled.')
  }

  return {
    async create(project, { name, target, filter, enabled }) {
      await deps.project(project)
      await check(target)
      const { length } = await store.channels(project)
      if (length >= limits.channelsPerProject)
        throw new RefusedError(
          'limit-reached',
          `This project has ${length} channels, as many as it may: remove one first.`,
        )
      const id = newId()
      const createdAt = clock.now().toISOString()
      const secret = secretOf(target, makeSecret)
      const channel: StoredChannel = {
        id,
        project,
        name,
        type: target.type,
        to: shownTarget(target),
        filter,
        enabled,
        disabledBecause: null,
        createdAt,
        since: createdAt,
        box: seal(id, secret),
      }
      await store.putChannel(channel)
      return { channel: view(channel), secret: 'secret' in secret ? secret.secret : null }
    },
    async list(project) {
      await deps.project(project)
      return (await store.channels(project)).map(view)
    },
    read: async (project, id) => view(await find(project, id)),
    async update(project, id, { name, target, filter, enabled }) {
      const before = await find(project, id)
      const after: StoredChannel = {
        ...before,
        name: name ?? before.name,
        filter: filter ?? before.filter,
        enabled: enabled ?? before.enabled,
        since: hearsAnew(before, { filter, enabled }) ? clock.now().toISOString() : before.since,
        disabledBecause: enabled === true ? null : before.disabledBecause,
        ...(target !== undefined && (await newTarget(before, target))),
      }
      await store.putChannel(after)
      if (before.enabled && !after.enabled) await disable(after, null)
      return view(after)
    },
    async remove(project, id) {
      await find(project, id)
      await store.removeChannel(id)
    },
    open,
    disable,
  }

  async function newTarget(before: StoredChannel, target: ChannelTarget) {
    if (target.type !== before.type)
      throw invalid('/target/type', `this channel is of type ${before.type}: create another one`)
    await check(target)
    const known = open(before)
    const secret = secretOf(target, () => ('secret' in known ? known.secret : makeSecret()))
    return { to: shownTarget(target), box: seal(before.id, secret) }
  }
}

/** What it did not listen to is not told afterwards. */
function hearsAnew(
  before: StoredChannel,
  { filter, enabled }: Pick<ChannelPatch, 'filter' | 'enabled'>,
): boolean {
  return filter !== undefined || (enabled === true && !before.enabled)
}

function secretOf(target: ChannelTarget, secret: () => string): Secret {
  switch (target.type) {
    case 'webhook':
    case 'cloudevents':
      return { type: target.type, url: target.url, secret: secret() }
    case 'slack':
    case 'email':
      return target
  }
}

/** As Standard Webhooks want it. */
function makeSecret(): string {
  return `whsec_${randomBytes(32).toString('base64')}`
}

/** What comes behind the path of a URL may be a secret, and of Slack's the path is. */
function shownTarget(target: ChannelTarget): string {
  if (target.type === 'email') return target.to.join(', ')
  const { origin, pathname } = new URL(target.url)
  return target.type === 'slack' ? origin : origin + pathname
}

export function view({
  id,
  name,
  type,
  to,
  filter,
  enabled,
  disabledBecause,
  createdAt,
}: StoredChannel): Channel {
  return { id, name, type, to, filter, enabled, disabledBecause, createdAt }
}

function invalid(path: string, message: string): RefusedError {
  return new RefusedError('invalid', `${path}: ${message}.`, { problems: [{ path, message }] })
}
