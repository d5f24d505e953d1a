import Table from 'cli-table3';

export type OutputFormat = 'table' | 'json';

/** Data go to standard output, so that a pipe gets nothing else. */
export const printJson = (value: unknown): void => {
  process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
};

export const printTable = (head: readonly string[], rows: readonly (readonly string[])[]): void => {
  const chars = {
    top: '',
    'top-mid': '',
    'top-left': '',
    'top-right': '',
    bottom: '',
    'bottom-mid': '',
    'bottom-left': '',
    'bottom-right': '',
  };
  const inner = { left: '', 'left-mid': '', mid: '', 'mid-mid': '', right: '', 'right-mid': '', middle: '  ' };
  const style = { head: [], border: [], 'padding-left': 0, 'padding-right': 0 };
  const table = new Table({ head: [...head], chars: { ...chars, ...inner }, style });
  table.push(...rows.map((row) => [...row]));
  process.stdout.write(`${table.toString()}\n`);
};

/** What is meant for the person, not for the pipe. */
export const say = (text: string): void => {
  process.stderr.write(`${text}\n`);
};
