/** Walks the text of a JSON file that is known to parse: every string with its dotted key and line, and keys that stand twice. Called by texts.ts. */

export interface JsonText {
  readonly key: string;
  readonly line: number;
  /** Null where the value is no string. */
  readonly text: string | null;
}

export interface JsonWalk {
  readonly texts: readonly JsonText[];
  readonly twice: readonly { readonly key: string; readonly line: number }[];
}

interface Open {
  readonly prefix: string;
  readonly list: boolean;
  readonly seen: Set<string>;
  key: string;
  line: number;
  expectsKey: boolean;
}

/** @param json text that JSON.parse accepts */
export function walkJson(json: string): JsonWalk {
  const texts: JsonText[] = [];
  const twice: { key: string; line: number }[] = [];
  const stack: Open[] = [];
  let line = 1;
  let at = 0;
  while (at < json.length) {
    const top = stack.at(-1);
    const mark = json.charCodeAt(at);
    const end = endOf(json, at, mark);
    if (mark === NEWLINE) line += 1;
    else if (mark === OBJECT || mark === LIST) stack.push({ prefix: top === undefined ? '' : `${top.key}.`, list: mark === LIST, seen: new Set(), key: top?.key ?? '', line, expectsKey: mark === OBJECT });
    else if (mark === OBJECT_END || mark === LIST_END) stack.pop();
    else if (mark === COMMA) {
      if (top !== undefined) top.expectsKey = !top.list;
    } else if (mark !== COLON && mark > BLANK) {
      const string = mark === QUOTE ? unquoted(json.slice(at, end)) : null;
      if (top?.expectsKey === true && string !== null) {
        top.key = top.prefix + string;
        if (top.seen.has(string)) twice.push({ key: top.key, line });
        top.seen.add(string);
        top.line = line;
        top.expectsKey = false;
      } else texts.push({ key: top?.key ?? '', line: top?.list === true ? line : top?.line ?? line, text: top?.list === false ? string : null });
    }
    at = end;
  }
  return { texts, twice };
}

const [NEWLINE, BLANK, QUOTE, COMMA, COLON, LIST, LIST_END, OBJECT, OBJECT_END, BACKSLASH] = [0x0a, 0x20, 0x22, 0x2c, 0x3a, 0x5b, 0x5d, 0x7b, 0x7d, 0x5c] as const;
/** What a number or a word ends at. */
const AFTER_WORD = /[\s{}[\]:,"]/gu;

/** Where the token that begins at `at` is over. */
function endOf(json: string, at: number, mark: number): number {
  if (mark === QUOTE) {
    let close = json.indexOf('"', at + 1);
    while (close !== -1 && escaped(json, close)) close = json.indexOf('"', close + 1);
    return close === -1 ? json.length : close + 1;
  }
  if (mark <= BLANK || mark === COMMA || mark === COLON || mark === LIST || mark === LIST_END || mark === OBJECT || mark === OBJECT_END) return at + 1;
  AFTER_WORD.lastIndex = at + 1;
  return AFTER_WORD.exec(json)?.index ?? json.length;
}

/** An odd number of backslashes stands before it. */
function escaped(json: string, quote: number): boolean {
  let first = quote;
  while (json.charCodeAt(first - 1) === BACKSLASH) first -= 1;
  return (quote - first) % 2 === 1;
}

const unquoted = (token: string): string => (token.includes('\\') ? (JSON.parse(token) as string) : token.slice(1, -1));
