/** `ajuda`: what this person may order, in his language and by his role. Called by run.ts. */
import { renderNotice } from '../../conversation/render.js';
import type { OrderName } from '../../helpdesk/order.js';
import { may } from '../../helpdesk/rights.js';
import type { Change } from '../change.js';
import { languageOfMember, reply } from './scene.js';
import type { DeskScene } from './scene.js';

/** In the order of a day's work; a line each. */
const GROUPS: readonly (readonly OrderName[])[] = [
  ['list', 'mine', 'show', 'callbacks', 'report', 'triage'],
  ['take', 'assign', 'comment', 'say', 'call', 'called'],
  ['retype', 'why', 'prioritise', 'forward', 'wait', 'defer', 'change_request'],
  ['solve', 'reject', 'close', 'reopen', 'undo'],
  ['file', 'duty', 'incident', 'link', 'people', 'faq'],
];

/** Looking at the team is not what its line is about. */
const CHANGES: Readonly<Partial<Record<OrderName, string>>> = { people: 'remover' };

export function helpWords(scene: DeskScene): Change[] {
  const { member, content } = scene;
  const say = (key: string): string => renderNotice(content, languageOfMember(member), key, {});
  const line = (order: OrderName): string => say(member.role === 'monitor' || member.role === 'l3' ? lineFor(order, member.role) : `desk.help_line.${order}`);
  const groups = GROUPS.map((group) => group.filter((order) => may(member.role, order, CHANGES[order])).map(line).join('\n')).filter((group) => group !== '');
  return reply(scene, 'desk.help', { lines: groups.join('\n\n') });
}

/** What means something else, or is said otherwise, to a local monitor or to L3. */
const OTHERWISE: ReadonlySet<string> = new Set(['monitor.forward', 'monitor.list', 'monitor.solve', 'l3.forward', 'l3.solve', 'l3.reject', 'l3.defer', 'l3.wait']);
const lineFor = (order: OrderName, role: 'monitor' | 'l3'): string => (OTHERWISE.has(`${role}.${order}`) ? `desk.help_${role}.${order}` : `desk.help_line.${order}`);
