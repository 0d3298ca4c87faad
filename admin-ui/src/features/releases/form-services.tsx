import { useQuery } from '@tanstack/react-query'
import { Button } from '../../components/button'
import { Field, TextField } from '../../components/field'
import { usePlace } from '../../lib/place'
import { overviewQuery } from '../../lib/queries'
import type { Draft } from './new-release'
import classes from './release-form.module.css'

export interface FormPart {
  draft: Draft
  onChange: (part: Partial<Draft>) => void
}

/** Which builds go out, by the names under which SDKs connect. */
export function FormServices({ draft: { services }, onChange }: FormPart) {
  const known = useQuery(overviewQuery(usePlace())).data?.services ?? []
  const put = (i: number, part: { name?: string; version?: string }): void =>
    onChange({ services: services.map((one, at) => (at === i ? { ...one, ...part } : one)) })
  return (
    <>
      <datalist id="release-services">
        {known.map(({ service }) => (
          <option key={service} value={service} />
        ))}
      </datalist>
      {services.map(({ name, version }, i) => (
        <div key={i} className={classes.row}>
          <Field label={i === 0 ? 'Service' : `Service ${i + 1}`}>
            <input
              list="release-services"
              value={name}
              onChange={({ currentTarget: { value } }) => {
                const runs = known.find(({ service }) => service === value)?.versions[0]?.version
                put(i, { name: value, ...(runs !== undefined && { version: runs }) })
              }}
            />
          </Field>
          <TextField
            label={i === 0 ? 'Version that goes out' : `Version ${i + 1}`}
            value={version}
            onChange={(typed) => put(i, { version: typed })}
          />
          {services.length > 1 && (
            <Button
              aria-label={`Take out ${name === '' ? `service ${i + 1}` : name}`}
              onClick={() => onChange({ services: services.filter((_, at) => at !== i) })}
            >
              Take out
            </Button>
          )}
        </div>
      ))}
      <div className={classes.more}>
        <Button onClick={() => onChange({ services: [...services, { name: '', version: '' }] })}>
          Add a service
        </Button>
      </div>
    </>
  )
}
