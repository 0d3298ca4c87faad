import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'
import { Button } from '../../components/button'
import { Problem } from '../../components/field'
import { api, sentenceOf } from '../../lib/api'
import { returnAddress } from '../../lib/return-address'
import classes from './login-page.module.css'

/** Opens a session by the secret of a one-time link (behind `#`, where no server log sees it) or by a token. */
export function LoginPage() {
  const queries = useQueryClient()
  const navigate = useNavigate()
  const [problem, setProblem] = useState<string>()
  const [isBusy, setBusy] = useState(location.hash.length > 1)
  const isTried = useRef(false)

  async function open(secret: string): Promise<void> {
    setBusy(true)
    setProblem(undefined)
    try {
      await api.openSession({ body: { secret } })
      queries.clear()
      const to = returnAddress(location.search)
      // Pages of the server, outside of the console.
      if (to.startsWith('/oncall')) location.assign(to)
      else await navigate({ href: to })
    } catch (error) {
      setProblem(sentenceOf(error))
      setBusy(false)
    }
  }

  // the link is tried once, when the page opens.
  useEffect(() => {
    const secret = location.hash.slice(1)
    if (secret === '' || isTried.current) return
    isTried.current = true
    // A link works once: it need not stay in the history.
    history.replaceState(null, '', location.pathname + location.search)
    void open(secret)
  }, [])

  return (
    <main className={classes.login}>
      <h1>Log in to Ripcord</h1>
      <p>
        The server prints a one-time link when it starts. Its secret, or an admin token, opens a session here.
      </p>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          const secret = new FormData(event.currentTarget).get('secret')
          if (typeof secret === 'string') void open(secret)
        }}
      >
        <label htmlFor="secret">Secret or token</label>
        <input id="secret" name="secret" type="password" autoComplete="current-password" required />
        <Problem of={problem} />
        <Button type="submit" tone="strong" disabled={isBusy}>
          {isBusy ? 'Opening…' : 'Log in'}
        </Button>
      </form>
    </main>
  )
}
