// Loads a program's modules and starts nothing.
import { pathToFileURL } from 'node:url'

await import(pathToFileURL(process.argv[2] ?? '').href)
console.log('loaded')
