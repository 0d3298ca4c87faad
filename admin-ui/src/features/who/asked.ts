/** What is asked: which flag for whom. It stands in the address behind `#`, which no browser sends to any server. */
export interface Asked {
  flag: string
  /** As it is typed: JSON, or not yet. */
  context: string
  /** `environment staging` or `revision 41`; empty where nothing is compared. */
  beside: string
}

/** What stands beside the present in this environment. */
export type Beside = { environment: string } | { revision: number } | undefined

export function besideOf({ beside }: Pick<Asked, 'beside'>): Beside {
  const [, kind, name = ''] = /^(environment|revision) (.+)$/.exec(beside) ?? []
  if (kind === 'environment') return { environment: name }
  const revision = Number(name)
  return kind === 'revision' && Number.isSafeInteger(revision) && revision > 0 ? { revision } : undefined
}

export function toFragment({ flag, context, beside }: Asked): string {
  return `#${new URLSearchParams({ flag, context, ...(beside !== '' && { beside }) }).toString()}`
}

/** Empty texts where the fragment says nothing. */
export function fromFragment(fragment: string): Asked {
  const given = new URLSearchParams(fragment.replace(/^#/, ''))
  return {
    flag: given.get('flag') ?? '',
    context: given.get('context') ?? '',
    beside: given.get('beside') ?? '',
  }
}

type Json = string | number | boolean | null | Json[] | { [name: string]: Json }
export type Context = { [name: string]: Json }

export type Read = { context: Context; problem?: undefined } | { context?: undefined; problem: string }

/** The context that was typed; nothing is an empty one. */
export function readContext(text: string): Read {
  if (text.trim() === '') return { context: {} }
  try {
    const value = JSON.parse(text) as Json
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? { context: value }
      : { problem: 'Expected an object: { "targetingKey": "user-1" }.' }
  } catch (error) {
    return { problem: `This is no JSON yet: ${error instanceof Error ? error.message : String(error)}` }
  }
}
