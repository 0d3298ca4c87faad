import { MantineProvider } from '@mantine/core'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { ApiError, session } from '../lib/api'
import { sessionQuery } from '../lib/queries'
import { leadingBack } from '../lib/return-address'
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

// What was typed stays in the tab; the log-in leads back to it.
session.addEventListener('over', () => {
  const { pathname, href } = router.state.location
  if (pathname === '/login') return
  queries.removeQueries({ queryKey: sessionQuery.queryKey })
  void router.navigate({ to: '/login', search: leadingBack(href) })
})

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
