/** Words that make an incident weigh more: a lost or stolen device, other people's records on the screen (domain.md B.1 "Conflicts"). Pure; called by presumed.ts and helpdesk/sensitive.ts. */
import { plain } from './words.js';

/** The answer of `data/types.yaml` that says so. */
export const LOST_ANSWER = 'lost_stolen';

const LOST = /\b(perd(i|eu|emos|eram|id[oa]s?)|roub(o|aram|ad[oa]s?|ou)|furt(o|aram|ad[oa]s?)|assalt(o|aram|ad[oa]s?)|desaparece(u|ram)|lost|stolen|robbed)\b/u;
const DEVICE = /\b(telefone|telemovel|celular|tablet|aparelho|dispositivo|phone|device)\b/u;
const OTHERS = /\b(vejo|ve|vemos|aparece(m)?|mostra|abre|see|shows?)\b.{0,40}\b(registos?|dados|casas|familias|agregados|nomes|records?|data)\b.{0,40}\b(outr[oa]s?|alhei[oa]s?|other|someone|another)\b/u;

export function saysLost(text: string): boolean {
  const words = plain(text);
  return LOST.test(words) && DEVICE.test(words);
}

export const saysOthersRecords = (text: string): boolean => OTHERS.test(plain(text));
