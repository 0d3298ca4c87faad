import { describe, expect, it } from 'vitest'
import { leadingBack, returnAddress } from './return-address'

function openTab() {
  const items = new Map<string, string>()
  return {
    getItem: (name: string) => items.get(name) ?? null,
    setItem: (name: string, value: string) => void items.set(name, value),
    removeItem: (name: string) => void items.delete(name),
  }
}

const searchOf = (to: string) => `?${new URLSearchParams({ to }).toString()}`

describe('the way back from the log-in', () => {
  it('has whom somebody asked about in no address, and finds it again', () => {
    const tab = openTab()
    const { to } = leadingBack('/p/shop/live/who#flag=a&context=ada', tab)
    expect(to).toBe('/p/shop/live/who')
    expect(returnAddress(searchOf(to), tab)).toBe('/p/shop/live/who#flag=a&context=ada')
  })

  it('leads to what was asked for last', () => {
    const tab = openTab()
    leadingBack('/p/shop/live/who#flag=a', tab)
    const { to } = leadingBack('/p/shop/live/flags?q=a', tab)
    expect(returnAddress(searchOf(to), tab)).toBe('/p/shop/live/flags?q=a')
  })

  it.each([
    ['/p/shop/live', '/p/shop/live'],
    ['/oncall?x=1', '/oncall?x=1'],
    ['//elsewhere.example/p/', '/'],
    ['https://elsewhere.example', '/'],
    ['javascript:alert(1)', '/'],
    ['/login', '/'],
  ])('of %s is %s', (to, leads) => {
    expect(returnAddress(searchOf(to), openTab())).toBe(leads)
  })

  it('of no address is the beginning', () => {
    expect(returnAddress('', openTab())).toBe('/')
  })
})
