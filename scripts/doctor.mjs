import { runTool } from './run-tool.mjs';

// npm run doctor: looks at everything that has to be right, and says what to do about the rest.
await runTool('bff/src/doctor/main.ts');
