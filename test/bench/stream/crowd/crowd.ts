import { fileURLToPath } from 'node:url'
import { type Child, startChild, story } from '../../../harness/child.js'
import type { Scope } from '../../../harness/scope.js'
import { waitFor } from '../../../harness/wait-for.js'
import { now } from '../messages.js'
import type { CrowdKind, FromCrowd, ToCrowd } from './crowd-messages.js'
import type { LightServer } from './light-client.js'

const patience = { timeoutMs: 120_000, everyMs: 1 }

export interface Heard {
  /** Of the machine's monotonic clock, milliseconds. */
  firstAt: number
  lastAt: number
  /** How long the message was. */
  bytes: number
}

/** Light clients in several processes. */
export interface Crowd {
  /** Milliseconds until the last of `count` clients more, spread evenly, has joined; `atOnce` at a time in all. */
  join(count: number, server: LightServer, atOnce?: number): Promise<number>
  /** The same with raw websockets. */
  openRaw(count: number, port: number): Promise<number>
  /**
   * From when it resolves, every client is expected to get a message that begins so; what it answers resolves when the
   * last has.
   */
  expectAll(of: CrowdKind, start: string): Promise<() => Promise<Heard>>
  /** Cuts all connections. */
  leave(): Promise<void>
}

export async function startCrowd(scope: Scope, processes: number): Promise<Crowd> {
  const members = Array.from({ length: processes }, () => startMember(scope))
  let expectation = 0
  const all = <T>(work: (member: Member) => Promise<T>): Promise<T[]> => Promise.all(members.map(work))
  const open = async (command: (count: number) => ToCrowd, count: number): Promise<number> => {
    const startedAt = now()
    await all((member) => member.ask(command(count / processes), 'opened'))
    return now() - startedAt
  }
  await all((member) => member.ready)
  return {
    join: (count, server, atOnce = count) =>
      open((share) => ({ type: 'join', count: share, atOnce: atOnce / processes, server }), count),
    openRaw: (count, port) => open((share) => ({ type: 'openRaw', count: share, atOnce: 100, port }), count),
    async expectAll(of, start) {
      const id = ++expectation
      await all((member) => member.ask({ type: 'expect', id, of, start }, 'expecting'))
      return async () => {
        const heard = await all((member) => member.next('allHeard', (message) => message.id === id))
        return {
          firstAt: Math.min(...heard.map((one) => one.firstAt)),
          lastAt: Math.max(...heard.map((one) => one.lastAt)),
          bytes: Math.max(...heard.map((one) => one.bytes)),
        }
      }
    },
    async leave() {
      await all((member) => member.ask({ type: 'leave' }, 'left'))
    },
  }
}

type Answer<T extends FromCrowd['type']> = Extract<FromCrowd, { type: T }>

interface Member {
  readonly ready: Promise<unknown>
  /** Sends the command, and answers with the next message of the type. */
  ask<T extends FromCrowd['type']>(command: ToCrowd, type: T): Promise<Answer<T>>
  next: Next
}

type Next = <T extends FromCrowd['type']>(
  type: T,
  isMeant?: (message: Answer<T>) => boolean,
) => Promise<Answer<T>>

function startMember(scope: Scope): Member {
  const child = startChild(scope, {
    program: fileURLToPath(new URL('./crowd-main.js', import.meta.url)),
    ipc: true,
  })
  const heard: FromCrowd[] = []
  child.onMessage((message) => heard.push(message as FromCrowd))
  const next: Next = async <T extends FromCrowd['type']>(
    type: T,
    isMeant: (message: Answer<T>) => boolean = () => true,
  ): Promise<Answer<T>> => {
    const isIt = (message: FromCrowd): message is Answer<T> =>
      message.type === type && isMeant(message as Answer<T>)
    const stopWhen = (): string | undefined => failure(child, heard)
    const message = await waitFor<Answer<T> | undefined>(`${type} of a crowd`, () => heard.find(isIt), {
      ...patience,
      stopWhen,
    })
    heard.splice(heard.indexOf(message), 1)
    return message
  }
  return {
    ready: next('ready'),
    next,
    ask(command, type) {
      child.send(command)
      return next(type)
    },
  }
}

function failure(child: Child, heard: readonly FromCrowd[]): string | undefined {
  if (child.exit !== undefined) return story(child)
  return heard.find((message) => message.type === 'failed')?.because
}
