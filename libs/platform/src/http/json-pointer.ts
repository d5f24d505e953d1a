/** One step of a JSON Pointer: `~` and `/` are part of a name there only in disguise (RFC 6901, section 3). */
export const pointerStep = (name: string | number): string =>
  `/${String(name).replaceAll('~', '~0').replaceAll('/', '~1')}`;
