/** `relatorio [hoje|ontem|data]` and `triagem`: the daily report and the triage list in chat, of the member's areas. Called by desk/run. */
import { dailyReport } from '../../helpdesk/daily-report.js';
import type { Order } from '../../helpdesk/order.js';
import { dayMeant, dayOf } from '../../helpdesk/report-day.js';
import { dailyWords, triageWords, visibleTo } from '../report-words.js';
import { triage } from '../../helpdesk/triage.js';
import type { Change } from '../change.js';
import { queueWords } from '../outgoing.js';
import { reply } from './scene.js';
import type { DeskScene } from './scene.js';

export function reportOrder(order: Extract<Order, { readonly do: 'report' | 'triage' }>, scene: DeskScene): Change[] {
  const { before, content, member, to, world } = scene;
  const { now } = world;
  if (before.report === undefined) return reply(scene, 'reportdesk.no_day');
  const data = visibleTo(before.report, member, content);
  const answer = (text: string): Change[] => queueWords(to, { text }, { purpose: 'answer' }, world);
  if (order.do === 'triage') {
    const list = triage(data.tickets, now);
    return list.total === 0 ? reply(scene, 'reportdesk.nothing_open') : answer(triageWords(list, { member, content, now }));
  }
  const meant = dayMeant(order.words, now, content.timezone);
  if (meant === null || meant > now) return reply(scene, 'reportdesk.no_day');
  const report = dailyReport(data, [], dayOf(meant, content.timezone), content.timezone, now);
  return report === null ? reply(scene, 'reportdesk.no_day') : answer(dailyWords(report, { member, content, now }));
}
