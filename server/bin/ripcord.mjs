#!/usr/bin/env node
// Stands apart from what is built, so that an install links it before the first build.
import '../dist/cli/main.js'
