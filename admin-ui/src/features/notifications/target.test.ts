import { expect, it } from 'vitest'
import { targetOf } from './target'

it('takes addresses as people list them, and a URL as it is', () => {
  expect(targetOf('email', ' a@b.example, c@d.example;\n')).toEqual({
    type: 'email',
    to: ['a@b.example', 'c@d.example'],
  })
  expect(targetOf('webhook', ' https://a/,b ')).toEqual({ type: 'webhook', url: 'https://a/,b' })
})
