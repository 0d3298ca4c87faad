import type { Channel } from './channel'

export type ChannelType = Channel['type']

/** What each type is to a person, and what is asked for it. */
export const channelTypes: Record<ChannelType, { name: string; asks: string; example: string }> = {
  webhook: {
    name: 'Webhook, signed',
    asks: 'URL that is posted to',
    example: 'https://hooks.example.com/ripcord',
  },
  slack: {
    name: 'Slack',
    asks: 'URL of its incoming webhook: it is a secret, and is not shown again',
    example: 'https://hooks.slack.com/services/…',
  },
  email: { name: 'Mail', asks: 'Addresses, with commas between', example: 'oncall@shop.example' },
  cloudevents: {
    name: 'CloudEvents, signed',
    asks: 'URL that is posted to',
    example: 'https://events.example.com/',
  },
}

export type Target =
  | { type: 'webhook' | 'slack' | 'cloudevents'; url: string }
  | { type: 'email'; to: string[] }

/** Where a channel of the type leads, of what was typed. */
export function targetOf(type: ChannelType, text: string): Target {
  if (type !== 'email') return { type, url: text.trim() }
  return {
    type,
    to: text
      .split(/[\s,;]+/)
      .map((address) => address.trim())
      .filter((address) => address !== ''),
  }
}
