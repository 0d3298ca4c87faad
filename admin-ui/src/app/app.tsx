import { MantineProvider } from '@mantine/core'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { ApiError } from '../lib/api'
import { createAppRouter } from './router'
import { theme } from './theme'

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 1_000,
      // What the server has refused it refuses again; what can't be reached may come back.
      retry: (failures, error) => !(error instanceof ApiError) && failures < 3,
    },
  },
})

const router = createAppRouter(queries)

export function App() {
  return (
    <MantineProvider theme={theme} defaultColorScheme="auto">
      <QueryClientProvider client={queries}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>
  )
}

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
