import { type Check, checkSchema, type Problem } from '@ripcord/model'
import { businessTemplates } from './business.js'
import { meshTemplates } from './mesh.js'
import { requestTemplates } from './requests.js'
import { saturationTemplates } from './saturation.js'
import { expectedOf, type Given, type Template, written } from './template.js'

/** Checks of Prometheus that many ask for, ready but for a few parameters. */
export const templates: readonly Template[] = [
  ...requestTemplates,
  ...saturationTemplates,
  ...businessTemplates,
  ...meshTemplates,
]

export interface TemplateRequest {
  /** Of the check; the template’s where left out. */
  id?: string | undefined
  backend?: string | undefined
  url?: string | undefined
  parameters: { readonly [name: string]: string | number }
}

/** The check that a template makes of these; or what is wrong with them. */
export function checkFrom(
  template: Template,
  { id, backend, url, parameters }: TemplateRequest,
): Check | Problem[] {
  const problems = Object.keys(parameters)
    .filter((name) => !Object.hasOwn(template.parameters, name))
    .map((name): Problem => {
      const expected = Object.keys(template.parameters).join(', ')
      return {
        path: `/parameters/${name}`,
        message: `${template.id} has no such parameter: expected ${expected}`,
      }
    })
  const given: Record<string, string> = {}
  for (const [name, parameter] of Object.entries(template.parameters)) {
    const said = Object.hasOwn(parameters, name) ? parameters[name] : parameter.default
    const text = said === undefined ? undefined : written(parameter, said)
    if (text !== undefined) given[name] = text
    else problems.push(problemOf(name, said, expectedOf(parameter)))
  }
  return problems.length > 0 ? problems : made(template, given, { id, backend, url })
}

function problemOf(name: string, said: string | number | undefined, expected: string): Problem {
  const path = `/parameters/${name}`
  if (said === undefined) return { path, message: `is missing: expected ${expected}` }
  return { path, message: `expected ${expected}`, seen: said }
}

function made(template: Template, given: Given, at: Omit<TemplateRequest, 'parameters'>): Check {
  const { id = template.id, backend, url } = at
  return checkSchema.parse({
    id,
    type: 'prometheus',
    ...(backend !== undefined && { backend }),
    ...(url !== undefined && { url }),
    ...template.make(given),
  })
}
