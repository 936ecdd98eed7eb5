/** Incidents that weigh more than their type: a lost or stolen device, somebody who sees other people's records (domain.md B.1 "Conflicts"). Pure; called by filing and by the gateway when a ticket opens. */
import type { Draft } from '../../flows/types.js';
import { LOST_ANSWER, saysLost, saysOthersRecords } from '../../flows/weighty.js';

type Said = Pick<Draft, 'type' | 'text' | 'answers'>;

export function lostDevice({ type, text, answers }: Said): boolean {
  if (type !== 'device') return false;
  return Object.values(answers).includes(LOST_ANSWER) || saysLost(text);
}

/** Privacy: raised wherever it was filed. */
export function seesOthersRecords({ type, text }: Said): boolean {
  return (type === 'master_data' || type === 'user_account') && saysOthersRecords(text);
}

export const weighsMore = (said: Said): boolean => lostDevice(said) || seesOthersRecords(said);
