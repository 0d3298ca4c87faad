import { expect, it } from 'vitest'
import { labelsText, readLabels } from './labels-text'

it('reads what it wrote', () => {
  const labels = { service: 'checkout', expr: 'a=b', ['__proto__']: 'text' }
  expect(readLabels(labelsText(labels))).toEqual({ labels })
  expect(readLabels('\n\n')).toEqual({ labels: {} })
})

it('says what is none', () => {
  expect(readLabels('checkout').problem).toContain('Expected name=value')
  expect(readLabels('a=1\na=2').problem).toBe('a stands there twice.')
})
