import type { AnswerOf, operations } from '@ripcord/api'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Button } from '../../components/button'
import { Command } from '../../components/copy'
import { Problem } from '../../components/field'
import form from '../../components/form.module.css'
import { Mark } from '../../components/mark'
import { Empty, Panel, Skeleton } from '../../components/panel'
import { Revoke } from '../../components/revoke'
import { Table } from '../../components/table'
import table from '../../components/table.module.css'
import { Time } from '../../components/time'
import { api } from '../../lib/api'
import { tokensQuery } from '../../lib/settings-queries'
import keys from '../keys/keys.module.css'

type Token = AnswerOf<typeof operations.listTokens>['items'][number]

/** By what programs and people come in beside the owner's token; each is shown once. */
export function Tokens() {
  const { data, error } = useQuery(tokensQuery)
  const alive = (data ?? []).filter(({ revokedAt }) => revokedAt === null)
  const sorted = [...alive, ...(data ?? []).filter(({ revokedAt }) => revokedAt !== null)]
  return (
    <Panel title="Admin tokens" aside="of every project: pipelines, the CLI, people">
      <NewToken />
      <Problem of={error} />
      {data === undefined && error === null && <Skeleton lines={2} />}
      {data?.length === 0 && <Empty>None yet, but the owner’s.</Empty>}
      {sorted.length > 0 && (
        <Table label="Admin tokens">
          <thead>
            <tr>
              <th>token of</th>
              <th>state</th>
              <th className={table.less}>created</th>
              <th />
            </tr>
          </thead>
          <tbody>
            {sorted.map((token) => (
              <Row key={token.id} token={token} />
            ))}
          </tbody>
        </Table>
      )}
    </Panel>
  )
}

function Row({ token: { id, name, createdAt, revokedAt } }: { token: Token }) {
  return (
    <tr>
      <td className={table.name}>{name}</td>
      <td>
        <Mark state={revokedAt === null ? 'on' : 'off'}>{revokedAt === null ? 'opens' : 'revoked'}</Mark>
      </td>
      <td className={table.less}>
        <Time at={createdAt} withSeconds={false} />
      </td>
      <td className={table.action}>
        {revokedAt === null && (
          <Revoke name={name} onRevoke={() => api.revokeToken({ params: { token: id } })} />
        )}
      </td>
    </tr>
  )
}

function NewToken() {
  const queries = useQueryClient()
  const [name, setName] = useState('')
  // Shown once: it stays in the page, whatever becomes of the next one.
  const [made, setMade] = useState<{ name: string; token: string }>()
  const create = useMutation({
    mutationFn: () => api.createToken({ body: { name: name.trim() } }),
    onSuccess: async (token) => {
      setMade(token)
      setName('')
      await queries.invalidateQueries({ queryKey: ['tokens'] })
    },
  })
  return (
    <>
      <form
        className={keys.form}
        onSubmit={(event) => {
          event.preventDefault()
          create.mutate()
        }}
      >
        <label>
          Whose token
          <input
            value={name}
            required
            maxLength={200}
            placeholder="deploy pipeline"
            autoComplete="off"
            onChange={(event) => setName(event.currentTarget.value)}
          />
        </label>
        <Button type="submit" tone="strong" disabled={create.isPending}>
          Create admin token
        </Button>
      </form>
      <p className={form.quiet}>
        It may do whatever the console does, but make and revoke tokens. Revoked, it ends at once, and with it
        every session that it opened.
      </p>
      <Problem of={create.error} />
      {made !== undefined && (
        <section aria-label="The new token">
          <p>
            This is the token of <b>{made.name}</b>. It is shown this once:
          </p>
          <Command text={made.token} />
        </section>
      )}
    </>
  )
}
