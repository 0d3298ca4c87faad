import { type Operation, operations, type PlainOperation } from '@ripcord/api'
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'

const calls = 'virtual:calls'

/** Where each operation is, and nothing else of its contract: schemas stay out of the browser. */
function callsPlugin(): Plugin {
  const id = `\0${calls}`
  return {
    name: 'calls',
    resolveId: (source) => (source === calls ? id : undefined),
    load: (loaded) => (loaded === id ? `export default ${JSON.stringify(plainCalls())}` : undefined),
  }
}

function plainCalls(): PlainOperation[] {
  return (Object.values(operations) as Operation[])
    .filter(({ events }) => events !== true)
    .map(({ operationId, method, path }) => ({ operationId, method, path }))
}

/** The engine of regular expressions comes with the evaluator, which the pages that evaluate load late. */
function enginePlugin(): Plugin {
  return {
    name: 'engine',
    load: (loaded) =>
      /operators\/load-re2\.[jt]s$/.test(loaded)
        ? "import * as re2 from 're2js'\nexport const loadRe2 = () => re2"
        : undefined,
  }
}

export default defineConfig({
  plugins: [react(), callsPlugin(), enginePlugin()],
  build: {
    target: 'es2023',
    assetsDir: 'console',
    sourcemap: false,
    chunkSizeWarningLimit: 600,
    // A data: URL would need an exception in the policy that guards the page.
    assetsInlineLimit: 0,
  },
  server: {
    proxy: { '/api': 'http://127.0.0.1:4400' },
  },
})
