import { defineConfig } from 'vitest/config'

// Tests import the sources of the workspace's packages; processes that a test starts run what was built.
const source = {
  // Without `import`: the workers would take it for `require` too, and get a module where a function was exported.
  resolve: { conditions: ['source', 'module'] },
  ssr: { resolve: { conditions: ['source', 'node', 'module'] } },
}

export default defineConfig({
  test: {
    projects: [
      {
        ...source,
        test: {
          name: 'unit',
          include: ['packages/*/src/**/*.test.ts', '{sdk,server,admin-ui}/src/**/*.test.ts'],
          testTimeout: 30_000,
        },
      },
      {
        ...source,
        test: {
          name: 'system',
          include: ['test/**/*.test.ts', 'examples/**/*.test.ts'],
          exclude: ['**/dist/**', '**/node_modules/**'],
          // They mostly wait for processes; more at once would keep each other from what they wait for.
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
})
