import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { lazy, useState } from 'react'
import { Button } from '../../components/button'
import { Dialog } from '../../components/dialog'
import form from '../../components/form.module.css'
import { Mark, type State, Tag } from '../../components/mark'
import { NewButton } from '../../components/new-button'
import { PageHead, Panel } from '../../components/panel'
import { Pending } from '../../components/pending'
import { Table } from '../../components/table'
import table from '../../components/table.module.css'
import { sentenceOf } from '../../lib/api'
import { count, plural, unbroken } from '../../lib/format'
import { usePlace } from '../../lib/place'
import { overviewQuery, projectsQuery } from '../../lib/queries'
import type { Environment } from './environment-form'
import { environmentsSentence } from './words'

const NewEnvironmentForm = lazy(async () => ({
  default: (await import('./environment-form')).NewEnvironmentForm,
}))
const EnvironmentForm = lazy(async () => ({ default: (await import('./environment-form')).EnvironmentForm }))
const NewProjectForm = lazy(async () => ({ default: (await import('./project-form')).NewProjectForm }))
const ProjectForm = lazy(async () => ({ default: (await import('./project-form')).ProjectForm }))

/** The project's environments with what is true of each, and the projects beside it. */
export function EnvironmentsPage() {
  const place = usePlace()
  const { data, error } = useQuery(projectsQuery)
  const project = data?.find(({ key }) => key === place.project)
  if (data === undefined || project === undefined)
    return <Pending title="Environments" error={error} lines={4} />
  return (
    <>
      <PageHead
        title={environmentsSentence(project.key, project.environments)}
        detail="A flag has one definition in the project, and is set in each environment by itself."
      >
        <NewButton
          what="environment"
          form={(onDone) => <NewEnvironmentForm project={project.key} onDone={onDone} />}
        />
      </PageHead>
      <div className={form.stack}>
        <Panel>
          <Table label="Environments">
            <thead>
              <tr>
                <th>environment</th>
                <th>what is true now</th>
                <th className={`${table.number} ${table.less}`}>instances</th>
                <th className={`${table.number} ${table.less}`}>rolling</th>
                <th className={`${table.number} ${table.less}`}>killed</th>
                <th />
              </tr>
            </thead>
            <tbody>
              {productionFirst(project.environments).map((environment) => (
                <Row key={environment.key} project={project.key} environment={environment} />
              ))}
            </tbody>
          </Table>
        </Panel>
        <Projects projects={data} here={project.key} />
      </div>
    </>
  )
}

function productionFirst(environments: readonly Environment[]): Environment[] {
  return environments.toSorted((a, b) => Number(b.production) - Number(a.production))
}

function Row({ project, environment }: { project: string; environment: Environment }) {
  const { key, name, description, production } = environment
  const params = { project, environment: key }
  const { data, error } = useQuery({ ...overviewQuery(params), refetchInterval: 10_000 })
  return (
    <tr>
      <td>
        <Link className={table.name} to="/p/$project/$environment" params={params}>
          {key}
        </Link>{' '}
        {production && <Tag tone="plain">production</Tag>}
        <br />
        <span className={table.quiet}>
          {[name === key ? '' : name, description].filter((part) => part !== '').join(' · ')}
        </span>
      </td>
      <td>
        {data === undefined ? (
          <span className={table.quiet}>{error === null ? '…' : sentenceOf(error)}</span>
        ) : (
          <Mark state={stateOf(data)}>
            <span className={table.sentence}>{unbroken(data.sentence)}</span>
          </Mark>
        )}
      </td>
      <td className={`${table.number} ${table.less}`}>{count(data?.instances.connected ?? 0)}</td>
      <td className={`${table.number} ${table.less}`}>{count(data?.rolling.length ?? 0)}</td>
      <td className={`${table.number} ${table.less}`}>{count(data?.kills.length ?? 0)}</td>
      <td className={table.action}>
        <Change what={key}>
          {(onDone) => <EnvironmentForm project={project} environment={environment} onDone={onDone} />}
        </Change>
      </td>
    </tr>
  )
}

function stateOf({
  kills,
  rolling,
  instances,
}: {
  kills: readonly unknown[]
  rolling: readonly { holds: readonly unknown[] }[]
  instances: { connected: number }
}): State {
  if (kills.length > 0) return 'killed'
  if (rolling.some(({ holds }) => holds.length > 0)) return 'holding'
  if (rolling.length > 0) return 'rolling'
  return instances.connected > 0 ? 'on' : 'off'
}

/** A button, and the form behind it. */
function Change({ what, children }: { what: string; children: (onDone: () => void) => React.ReactNode }) {
  const [isOpen, setOpen] = useState(false)
  return (
    <>
      <Button onClick={() => setOpen(true)} aria-label={`Change ${what}`}>
        Change…
      </Button>
      <Dialog isOpen={isOpen} onClose={() => setOpen(false)} label={`Change ${what}`}>
        {children(() => setOpen(false))}
      </Dialog>
    </>
  )
}

type Project = {
  key: string
  name: string
  description: string
  revision: number
  environments: Environment[]
}

function Projects({ projects, here }: { projects: readonly Project[]; here: string }) {
  const [isOpen, setOpen] = useState(false)
  return (
    <Panel
      title={plural(projects.length, 'project')}
      aside={<Button onClick={() => setOpen(true)}>New project</Button>}
    >
      <Table label="Projects">
        <thead>
          <tr>
            <th>project</th>
            <th>environments</th>
            <th />
          </tr>
        </thead>
        <tbody>
          {projects.map((project) => (
            <tr key={project.key}>
              <td>
                <span className={table.name}>{project.key}</span>{' '}
                {project.key === here && <Tag tone="blue">here</Tag>}
                <br />
                <span className={table.quiet}>
                  {[project.name === project.key ? '' : project.name, project.description]
                    .filter((part) => part !== '')
                    .join(' · ')}
                </span>
              </td>
              <td>
                {project.environments.map(({ key }) => (
                  <Link
                    key={key}
                    style={{ marginRight: 12, display: 'inline-block' }}
                    to="/p/$project/$environment"
                    params={{ project: project.key, environment: key }}
                  >
                    {key}
                  </Link>
                ))}
              </td>
              <td className={table.action}>
                <Change what={`project ${project.key}`}>
                  {(onDone) => <ProjectForm project={project} onDone={onDone} />}
                </Change>
              </td>
            </tr>
          ))}
        </tbody>
      </Table>
      <Dialog isOpen={isOpen} onClose={() => setOpen(false)} label="A new project">
        <NewProjectForm onDone={() => setOpen(false)} />
      </Dialog>
    </Panel>
  )
}
