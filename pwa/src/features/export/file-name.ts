import type { ExportFormat } from './export-protocol.ts';

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what a file name must not have.
const NOT_IN_NAMES = /[\\/:*?"<>|\u0000-\u001f\u007f]+/g;
const MAX_LENGTH = 80;

/** The name of a file: what is in it, and of which day. @param day a civil date */
export function fileName(viewName: string | null, day: string, format: ExportFormat): string {
  const view = (viewName ?? '')
    .replaceAll(NOT_IN_NAMES, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim()
    .slice(0, MAX_LENGTH);
  return `${['Orders', view, day].filter((part) => part !== '').join(' - ')}.${format}`;
}
