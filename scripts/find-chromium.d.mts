/** The Chromium or Chrome of this machine, or the one that Playwright fetched; undefined when there is none. */
export declare function findChromium(): string | undefined;
