import type { Step, Story } from './story.js'

/** Whether a story still ends as the one that is to be shrunk. */
type Breaks = (story: Story) => Promise<boolean>

/** A story of which nothing can be left out, or made simpler, without another end. */
export async function shrink(story: Story, breaks: Breaks): Promise<Story> {
  let shortest = story
  for (;;) {
    const before = JSON.stringify(shortest)
    shortest = await withFewerSteps(shortest, breaks)
    shortest = await withLessNoise(shortest, breaks)
    shortest = await withSimplerSteps(shortest, breaks)
    if (JSON.stringify(shortest) === before) return shortest
  }
}

/** Leaves out half of them, a quarter … one. */
async function withFewerSteps(story: Story, breaks: Breaks): Promise<Story> {
  let shortest = story
  for (
    let count = Math.ceil(story.steps.length / 2);
    count >= 1;
    count = count === 1 ? 0 : Math.ceil(count / 2)
  ) {
    for (let at = 0; at < shortest.steps.length; ) {
      const shorter = { ...shortest, steps: shortest.steps.toSpliced(at, count) }
      if (await breaks(shorter)) shortest = shorter
      else at += count
    }
  }
  return shortest
}

async function withLessNoise(story: Story, breaks: Breaks): Promise<Story> {
  let quietest = story
  for (const noise of story.noise) {
    const quieter = { ...quietest, noise: quietest.noise.filter((other) => other !== noise) }
    if (await breaks(quieter)) quietest = quieter
  }
  return quietest
}

async function withSimplerSteps(story: Story, breaks: Breaks): Promise<Story> {
  let simplest = story
  for (let at = 0; at < story.steps.length; at++)
    for (const simpler of simplerThan(story.steps[at])) {
      const candidate = { ...simplest, steps: simplest.steps.with(at, simpler) }
      if (await breaks(candidate)) simplest = candidate
    }
  return simplest
}

/** The same act with less in it, each time. */
function simplerThan(step: Step | undefined): Step[] {
  switch (step?.type) {
    case 'start':
      return [{ ...step, slowMs: 0, disk: step.disk === 'none' ? 'none' : 'quick' }]
    case 'kill':
      return step.flags.slice(0, 1).map((flag) => ({ ...step, flags: [flag] }))
    case 'restartServer': {
      const { clockMs: _clockMs, losesKey: _losesKey, ...rest } = step
      return [{ ...rest, saysGoodbye: false }]
    }
    case 'burst':
      return [{ ...step, writes: Math.ceil(step.writes / 2) }]
    default:
      return []
  }
}
