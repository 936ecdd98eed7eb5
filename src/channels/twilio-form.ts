/** Reads an urlencoded form or query the way Twilio signed it: flat keys, `+` and %xx decoded, repeats kept in order. Called by twilio-signature. */

/** A repeated key holds all its values; brackets in a key mean nothing. Has no prototype. */
export type RawForm = Readonly<Record<string, string | readonly string[]>>;

export interface ParsedForm {
  readonly form: RawForm;
  /** False where a %xx is broken or not UTF-8: such a value stays as it came. */
  readonly sound: boolean;
  /** A key came more than once. */
  readonly repeats: boolean;
}

/** Twilio sends some sixty; more is nobody we know. */
const MOST_PAIRS = 1000;

/** @returns null with more than 1,000 pairs */
export function parseForm(text: string): ParsedForm | null {
  const form = Object.create(null) as Record<string, string | string[]>;
  let sound = true;
  let repeats = false;
  let pairs = 0;
  const decode = (part: string): string => {
    const spaced = part.includes('+') ? part.replaceAll('+', ' ') : part;
    if (!spaced.includes('%')) return spaced;
    try {
      return decodeURIComponent(spaced);
    } catch {
      sound = false;
      return spaced;
    }
  };
  for (let start = 0; start < text.length;) {
    const found = text.indexOf('&', start);
    const end = found === -1 ? text.length : found;
    if (end > start) {
      pairs += 1;
      if (pairs > MOST_PAIRS) return null;
      const pair = text.slice(start, end);
      const equals = pair.indexOf('=');
      const key = decode(equals === -1 ? pair : pair.slice(0, equals));
      const value = equals === -1 ? '' : decode(pair.slice(equals + 1));
      const before = form[key];
      if (before === undefined) form[key] = value;
      else {
        repeats = true;
        form[key] = typeof before === 'string' ? [before, value] : [...before, value];
      }
    }
    start = end + 1;
  }
  return { form, sound, repeats };
}

/** One value a key: the first of a repeated one. */
export type Form = Readonly<Record<string, string>>;

export function single({ form: raw, repeats }: ParsedForm): Form {
  if (!repeats) return raw as Form;
  const form = Object.create(null) as Record<string, string>;
  for (const [key, value] of Object.entries(raw)) form[key] = typeof value === 'string' ? value : value[0] ?? '';
  return form;
}
