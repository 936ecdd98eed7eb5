/** The world's numbering plans (libphonenumber-js, all metadata), loaded when the first number comes that is not Mozambican: 65 ms and 12 MB that most starts never need. Used by content/phone.ts and channels/twilio-address.ts. */
import { createRequire } from 'node:module';
import type { parsePhoneNumberFromString } from 'libphonenumber-js/max';

const PACKAGE = 'libphonenumber-js/max';
/** Mozambique's own plan as the library's metadata has it: fixed lines, mobiles, free calls. test/phone-plan.test.ts holds the two together. */
const MOZAMBICAN = /^\+258(?:2(?:[1346]\d|5[0-2]|[78][12]|93)\d{5}|8[2-9]\d{7}|800\d{6})$/u;

const load = createRequire(import.meta.url);
let parse: typeof parsePhoneNumberFromString | null = null;

/** @throws where the package is missing: called at the start, so that it does not show at the first number only */
export function findPhonePlan(): void {
  load.resolve(PACKAGE);
}

/**
 * The number as E.164 where the plan of its country has it, else null.
 * @param text digits, with `+` and country code or without (then Mozambican); nothing else around them
 */
export function validPhone(text: string): string | null {
  if (MOZAMBICAN.test(text)) return text;
  parse ??= (load(PACKAGE) as { readonly parsePhoneNumberFromString: typeof parsePhoneNumberFromString }).parsePhoneNumberFromString;
  const parsed = parse(text, { defaultCountry: 'MZ', extract: false });
  return parsed?.isValid() === true ? parsed.number : null;
}
