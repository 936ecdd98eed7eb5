/** What Twilio's Content API shows in place of our text: buttons of a menu, and the words of an approved template. Pure; used by the sender and when it reconciles. */
import type { Content } from '../content/types.js';
import type { OutBody, TemplateUse } from '../gateway/records.js';

/** The content sid of a menu that was made at deploy, in the language of the text. */
export function menuSid(body: OutBody, content: Pick<Content, 'menus' | 'texts'>): string | undefined {
  if (body.kind !== 'text' || body.menu === undefined) return undefined;
  const sids = content.menus[body.menu];
  return sids?.[languageOf(body.choices ?? [], content)];
}

/** A row carries no language: its choices' titles are those of one language or the other; Portuguese in doubt. */
function languageOf(choices: readonly { readonly id: string; readonly title: string }[], { texts }: Pick<Content, 'texts'>): 'pt' | 'en' {
  const told = choices.find(({ id }) => texts.en[`choice.${id}`] !== undefined && texts.en[`choice.${id}`] !== texts.pt[`choice.${id}`]);
  return told !== undefined && texts.en[`choice.${told.id}`] === told.title ? 'en' : 'pt';
}

/** The approved words with their variables; null where the catalogue has no such template. */
export function templateText({ key, vars, language }: TemplateUse, content: Pick<Content, 'templates'>): string | null {
  const text = content.templates[key]?.text[language];
  return text === undefined ? null : text.replace(/\{\{(\d+)\}\}/gu, (whole, number: string) => vars[Number(number) - 1] ?? whole);
}
