import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { root } from '../harness/paths.js'
import { monitoringFile } from '../harness/shop-monitoring.js'

const page = readFileSync(join(root, 'docs/alertmanager.md'), 'utf8')

it.each(['prometheus.yml', 'rules.yml', 'alertmanager.yml'])(
  'docs/alertmanager.md shows %s as the tests and the demo run it',
  (name) => {
    expect(page).toContain(`\`\`\`yaml\n# ${name}\n${monitoringFile(name)}\`\`\`\n`)
  },
)

it.each(['alertmanager', 'prometheus'])(
  'docs/alertmanager.md shows the checks of the release of the lane %s',
  (lane) => {
    const file = readFileSync(join(root, `examples/shop/ripcord.${lane}.yaml`), 'utf8')
    expect(page).toContain(`\`\`\`yaml\n${file.slice(file.indexOf('checks:'))}\`\`\`\n`)
  },
)
