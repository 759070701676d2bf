// Loaded before a program to have it go by a clock that is wrong: CLOCK_SKEW_MS ahead of the machine's.
const skewMs = Number(process.env['CLOCK_SKEW_MS'] ?? 0);
const machineNow = Date.now;
Date.now = () => machineNow() + skewMs;
