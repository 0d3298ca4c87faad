declare module 'virtual:calls' {
  import type { PlainOperation } from '@ripcord/api/plain'

  const calls: readonly PlainOperation[]
  export default calls
}
