import { runTool } from './run-tool.mjs';

// npm run setup: puts this installation before an Airtable base.
await runTool('bff/src/setup/main.ts');
