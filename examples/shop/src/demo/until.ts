import { setTimeout as sleep } from 'node:timers/promises'

const patienceMs = 120_000

/** Asks until the answer is as it should be, or patience is over: then the last answer, whatever it is. */
export async function until<Answer>(
  ask: () => Promise<Answer>,
  isSo: (answer: Answer) => boolean,
): Promise<Answer> {
  const end = performance.now() + patienceMs
  for (;;) {
    const answer = await ask()
    if (isSo(answer) || performance.now() > end) return answer
    await sleep(100)
  }
}
