import { z } from 'zod'

// Before any schema is made: a page's policy lets no text become code, and reports each attempt.
z.config({ jitless: true })
