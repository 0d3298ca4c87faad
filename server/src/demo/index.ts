import type { Demo as DemoView } from '@ripcord/api'
import type { Actor } from '@ripcord/model'
import type { Logger } from 'pino'
import type { Command } from '../changes/command.js'
import type { Clock } from '../clock.js'
import { RefusedError } from '../errors.js'
import { type Guest, type GuestNews, startGuest } from './guest.js'
import { type DemoSetting, refusalOf } from './refusal.js'
import { customersPerSecond, longestMs, placeOf, type Run, viewOf } from './run.js'
import { type Doors, isLeftOver, type Place, putAway, putUp, roll, type Scene } from './scenery.js'
import type { ShopFiles } from './shop-files.js'

/*
 * The live demo: the example shop in child processes, against this very server.
 *
 *   index.ts     one run of it       run.ts       how it stands          say-demo.ts   the sentence that says so
 *   refusal.ts   where it may run
 *   guest.ts     its processes       scenery.ts   its project, flags, key and releases   shop-files.ts   where it is
 */

export interface DemoDeps {
  doors: Doors
  clock: Pick<Clock, 'now'>
  log: Pick<Logger, 'warn' | 'info'>
  shop: ShopFiles | undefined
  setting: () => Omit<DemoSetting, 'hasShop' | 'address'>
  /** Where the server listens; undefined before it does. */
  listening: () => { address: string; port: number } | undefined
}

export interface Demo {
  read(): Promise<DemoView>
  /** @throws RefusedError `demo-not-here`, `demo-state` (it runs) */
  start(by: Command): Promise<DemoView>
  /** @throws RefusedError `demo-state` (it does not run, or its release has ended) */
  break(): Promise<DemoView>
  /** @throws RefusedError `demo-state` (it does not run) */
  mend(by: Command): Promise<DemoView>
  end(by: Command): Promise<DemoView>
  /** Puts away what the demo of a server left that ended without a word; for the start. */
  tidy(): Promise<void>
  close(): Promise<void>
}

const keptSeconds = 60
const nothing = { place: null, release: null }

const itself: Actor = { type: 'system', id: 'live-demo', name: 'Live demo' }
const bySelf: Command = { actor: itself, reason: 'the live demo is over' }

export function createDemo(deps: DemoDeps): Demo {
  const { doors, clock, log, shop } = deps
  let run: Run | undefined
  let isPuttingUp = false
  let problem: string | null = null
  let last: { place: Place; release: string | null } | undefined

  function refusal(): string | null {
    return refusalOf({ ...deps.setting(), hasShop: shop !== undefined, address: deps.listening()?.address })
  }

  async function start(by: Command): Promise<DemoView> {
    if (run !== undefined || isPuttingUp)
      throw new RefusedError('demo-state', 'The live demo runs already: end it before you start another.')
    const because = refusal()
    const at = deps.listening()
    if (because !== null || shop === undefined || at === undefined)
      throw new RefusedError('demo-not-here', because ?? 'The server does not listen yet.')
    isPuttingUp = true
    try {
      const scene = await putUp(doors, { reason: 'the live demo', ...by })
      if (scene === undefined)
        throw new RefusedError(
          'demo-not-here',
          'There are projects called demo and live-demo that the live demo has not made, and it touches nobody’s flags.',
        )
      problem = null
      run = open(scene, shop, at, by)
    } finally {
      isPuttingUp = false
    }
    return await read()
  }

  function open(scene: Scene, files: ShopFiles, at: { address: string; port: number }, by: Command): Run {
    const opened: Run = {
      scene,
      guest: undefined,
      phase: 'starting',
      instances: 0,
      startedAt: clock.now(),
      rollsAt: null,
      brokenAt: null,
      release: null,
      sales: [],
      timer: setTimeout(() => void end(bySelf).catch(warn), longestMs).unref(),
      rolling: Promise.resolve(),
      ended: undefined,
    }
    opened.guest = startGuest({
      program: files.program,
      url: localUrl(at),
      sdkKey: scene.sdkKey,
      customersPerSecond,
      onNews: (news) => void hear(opened, news, by).catch((error: unknown) => fail(opened, sentence(error))),
      onEnd: (how) => {
        if (opened.phase !== 'ending') void fail(opened, `Its processes ended ${how}.`)
      },
    })
    return opened
  }

  async function hear(heard: Run, news: GuestNews, by: Command): Promise<void> {
    switch (news.state) {
      case 'sales': {
        const { at, sold, failed, byNew } = news
        heard.sales = [
          ...heard.sales.slice(1 - keptSeconds),
          { at: new Date(at).toISOString(), sold, failed, byNew },
        ]
        return
      }
      case 'open':
        // What rolls out now would be put away by nobody.
        if (heard.phase === 'ending') return
        heard.instances = news.instances
        await rollNext(heard, by)
        if (heard.phase === 'starting') heard.phase = 'open'
        return
      case 'refused':
        return await fail(heard, news.because)
      case 'breaks':
      case 'mended':
        return
    }
  }

  function rollNext(of: Run, by: Command): Promise<void> {
    return (of.rolling = rollOne(of, by))
  }

  async function rollOne(of: Run, by: Command): Promise<void> {
    if (shop === undefined) return
    of.release = await roll(doors, of.scene, (key) => shop.release(key), { reason: 'the live demo', ...by })
    of.rollsAt = clock.now()
    last = { place: placeOf(of.scene), release: of.release }
  }

  async function fail(of: Run, because: string): Promise<void> {
    if (run !== of || of.phase === 'ending') return
    log.warn({ because }, 'the live demo has failed')
    problem = because
    await end(bySelf).catch(warn)
  }

  function warn(error: unknown): void {
    log.warn({ err: error }, 'the live demo could not be put away')
  }

  async function end(by: Command): Promise<DemoView> {
    if (run !== undefined) await (run.ended ??= endRun(run, by))
    return await read()
  }

  async function endRun(ending: Run, by: Command): Promise<void> {
    ending.phase = 'ending'
    clearTimeout(ending.timer)
    try {
      await Promise.allSettled([ending.guest?.stop(), ending.rolling])
      await putAway(doors, { reason: 'the live demo is over', ...by })
    } finally {
      run = undefined
    }
  }

  /** The run that is open. */
  async function opened(): Promise<{ of: Run; guest: Guest; now: DemoView }> {
    const now = await read()
    if (run?.phase !== 'open' || run.guest === undefined) {
      const how = { starting: 'is about to open', ending: 'ends', open: 'runs' }
      throw new RefusedError(
        'demo-state',
        run === undefined
          ? 'The live demo does not run: start it first.'
          : `The live demo ${how[run.phase]}: wait a moment.`,
      )
    }
    return { of: run, guest: run.guest, now }
  }

  async function breakIt(): Promise<DemoView> {
    const { of, guest, now } = await opened()
    if (now.state === 'killed' || now.state === 'over')
      throw new RefusedError(
        'demo-state',
        `${of.release} has ended: nobody gets its new code. Mend the shop first.`,
      )
    guest.wish('break')
    of.brokenAt ??= clock.now()
    return await read()
  }

  async function mend(by: Command): Promise<DemoView> {
    const { of, guest, now } = await opened()
    guest.wish('mend')
    of.brokenAt = null
    if (now.state === 'killed' || now.state === 'over') {
      of.phase = 'starting'
      try {
        await rollNext(of, by)
      } finally {
        if (of.phase === 'starting') of.phase = 'open'
      }
    }
    return await read()
  }

  async function read(): Promise<DemoView> {
    const { place, release } =
      run === undefined ? (last ?? nothing) : { place: placeOf(run.scene), release: run.release }
    const found =
      release === null || place === null
        ? undefined
        : await doors.releases.read(place.project, place.environment, release)
    return viewOf(run, { refusal: refusal(), problem, place, release, found })
  }

  return {
    read,
    start,
    break: breakIt,
    mend,
    end,
    async tidy() {
      if (await isLeftOver(doors)) await putAway(doors, bySelf)
    },
    async close() {
      if (run !== undefined) await end(bySelf).catch(warn)
    },
  }
}

function sentence(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

/** How a process of this machine reaches what is bound to an address. */
function localUrl({ address, port }: { address: string; port: number }): string {
  const host = address === '0.0.0.0' ? '127.0.0.1' : address === '::' ? '::1' : address
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`
}
