/** Incidents that weigh more than their type: a lost or stolen device, somebody who sees other people's records (domain.md B.1 "Conflicts"). Pure; called by filing and by the gateway when a ticket opens. */
import type { Draft } from '../../flows/types.js';
import { fold } from '../conversation/words.js';

/** The answer of `data/types.yaml` that says so, or the person's own words. */
const LOST_ANSWER = 'lost_stolen';
const LOST = /\b(perd(i|eu|emos|eram|id[oa]s?)|roub(o|aram|ad[oa]s?|ou)|furt(o|aram|ad[oa]s?)|assalt(o|aram|ad[oa]s?)|desaparece(u|ram)|lost|stolen|robbed)\b/u;
const DEVICE = /\b(telefone|telemovel|celular|tablet|aparelho|dispositivo|phone|device)\b/u;
const OTHERS = /\b(vejo|ve|vemos|aparece(m)?|mostra|abre|see|shows?)\b.{0,40}\b(registos?|dados|casas|familias|agregados|nomes|records?|data)\b.{0,40}\b(outr[oa]s?|alhei[oa]s?|other|someone|another)\b/u;

type Said = Pick<Draft, 'type' | 'text' | 'answers'>;

export function lostDevice({ type, text, answers }: Said): boolean {
  if (type !== 'device') return false;
  const words = fold(text);
  return Object.values(answers).includes(LOST_ANSWER) || (LOST.test(words) && DEVICE.test(words));
}

/** Privacy: raised wherever it was filed. */
export function seesOthersRecords({ type, text }: Said): boolean {
  return (type === 'master_data' || type === 'user_account') && OTHERS.test(fold(text));
}

export const weighsMore = (said: Said): boolean => lostDevice(said) || seesOthersRecords(said);
