import { linesOf, type Telling } from '../words.js'
import type { Secret, Sending, Told } from './channel.js'
import { post } from './post.js'

/** Slack refuses longer ones. */
const headerLength = 150
const sectionLength = 3_000

/** Blocks for an incoming webhook. */
export function tellSlack(
  telling: Telling,
  { url }: Extract<Secret, { type: 'slack' }>,
  sending: Sending,
): Promise<Told> {
  const body = JSON.stringify(blocksOf(telling))
  return post(sending, { url, body, headers: { 'content-type': 'application/json' } })
}

function blocksOf(telling: Telling) {
  const { news, link } = telling
  const title = news.title.slice(0, headerLength)
  return {
    text: escaped(title),
    blocks: [
      { type: 'header', text: { type: 'plain_text', text: title } },
      {
        type: 'section',
        text: { type: 'mrkdwn', text: escaped(linesOf(telling).join('\n')).slice(0, sectionLength) },
      },
      ...(link === null
        ? []
        : [{ type: 'context', elements: [{ type: 'mrkdwn', text: `<${link}|Look at it in Ripcord>` }] }]),
    ],
  }
}

/** What people have written must not become a link or call a channel. */
function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
