import { pointerStep } from './json-pointer.js';

const [QUOTE, BACKSLASH, COLON, COMMA] = [0x22, 0x5c, 0x3a, 0x2c] as const;
const [OPENING_BRACE, CLOSING_BRACE, OPENING_BRACKET, CLOSING_BRACKET] = [0x7b, 0x7d, 0x5b, 0x5d] as const;

/** Where in an object (by its names so far) or in a list the text is. */
type Level = { readonly names?: Set<string>; at: string | number };

/**
 * Pointer to the first member whose name stands twice in its object, of a text that is JSON. `JSON.parse` takes the last one without a
 * word, and whoever sent the text may have meant the first. One pass over the text, without recursion and without making anything of
 * what is in it: a tree of positions of a body that was made to be large would cost more than the body.
 */
export const repeatedMember = (json: string): string | undefined => {
  const levels: Level[] = [];
  let [start, end] = [0, 0];
  for (let position = 0; position < json.length; position += 1) {
    switch (json.charCodeAt(position)) {
      case QUOTE:
        start = position;
        end = position = endOfText(json, position);
        break;
      case OPENING_BRACE:
        levels.push({ names: new Set(), at: '' });
        break;
      case OPENING_BRACKET:
        levels.push({ at: 0 });
        break;
      case CLOSING_BRACE:
      case CLOSING_BRACKET:
        levels.pop();
        break;
      case COMMA: {
        const level = levels.at(-1);
        if (typeof level?.at === 'number') level.at += 1;
        break;
      }
      case COLON: {
        const level = levels.at(-1)!;
        // The same name may be spelled with escapes.
        level.at = JSON.parse(json.slice(start, end + 1)) as string;
        if (level.names!.has(level.at)) return levels.map(({ at }) => pointerStep(at)).join('');
        level.names!.add(level.at);
        break;
      }
    }
  }
  return undefined;
};

const endOfText = (json: string, start: number): number => {
  let position = start + 1;
  while (json.charCodeAt(position) !== QUOTE) position += json.charCodeAt(position) === BACKSLASH ? 2 : 1;
  return position;
};
