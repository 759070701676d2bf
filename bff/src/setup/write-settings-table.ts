import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withSettingsTable } from './settings-table.ts';

// npm run docs:settings: brings the table in docs/configure.md up to date.
const root = join(import.meta.dirname, '..', '..', '..');
const page = join(root, 'docs', 'configure.md');
const example = readFileSync(join(root, '.env.example'), 'utf8');
writeFileSync(page, withSettingsTable(readFileSync(page, 'utf8'), example));
