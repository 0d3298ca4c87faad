import type { Resolution } from '@ripcord/evaluator'

/** The handler of what is served: by the variant's name, else by true or false; else `off`. Total. */
export function pickHandler(
  handlers: unknown,
  resolution: Resolution | undefined,
): (() => unknown) | undefined {
  if (resolution?.type !== 'variant') return handlerOf(handlers, 'off')
  const byName = handlerOf(handlers, resolution.variant)
  if (byName !== undefined) return byName
  const byValue = resolution.value === true ? handlerOf(handlers, 'on') : undefined
  return byValue ?? handlerOf(handlers, 'off')
}

function handlerOf(handlers: unknown, name: string): (() => unknown) | undefined {
  try {
    if (!Object.hasOwn(handlers as object, name)) return undefined
    const handler = (handlers as { readonly [variant: string]: unknown })[name]
    return typeof handler === 'function' ? (handler as () => unknown) : undefined
  } catch {
    return undefined
  }
}
