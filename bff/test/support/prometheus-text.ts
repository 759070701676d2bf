/** Every series of a page of metrics, by its name with its labels as they are written. */
export function readSeries(text: string): Map<string, number> {
  return new Map(
    text
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'))
      .map((line) => {
        const end = line.lastIndexOf(' ');
        return [line.slice(0, end), Number(line.slice(end + 1))];
      }),
  );
}

/** What a page of metrics declares. */
export function seriesNames(text: string): { name: string; type: string; help: string }[] {
  const helps = new Map(
    Array.from(text.matchAll(/^# HELP (\S+) (.*)$/gm), ([, name = '', help = '']) => [name, help]),
  );
  return Array.from(text.matchAll(/^# TYPE (\S+) (\S+)$/gm), ([, name = '', type = '']) => ({
    name,
    type,
    help: helps.get(name) ?? '',
  }));
}
