import { useMutation } from '@tanstack/react-query'
import { Button } from '../../components/button'
import { Command } from '../../components/copy'
import { Problem } from '../../components/field'
import { api } from '../../lib/api'
import { usePlace } from '../../lib/place'

/** Where a heartbeat is sent: its address is a secret of its own, and is made when it is asked for. */
export function Heartbeat({ release, check }: { release: string; check: string }) {
  const place = usePlace()
  const token = useMutation({
    mutationFn: () => api.readHeartbeatToken({ params: { ...place, release, check } }),
  })
  if (token.data !== undefined)
    return <Command text={`curl -X POST '${location.origin}${token.data.path}'`} />
  return (
    <>
      <Button
        aria-label={`Where it beats: ${check}`}
        onClick={() => token.mutate()}
        disabled={token.isPending}
      >
        Where it beats
      </Button>
      <Problem of={token.error} />
    </>
  )
}
