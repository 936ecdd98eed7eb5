/** The tickets of the chosen person with their history, as the helpdesk sees them. */
import { $, $$, api, el, news, t, whenOf as when } from './base.js';

export function tickets(root, number) {
  const list = $('.list', root);
  let seen = '';
  let rows = [];

  const row = (name, value) => (value ? [el('dt', {}, t(`ticket.${name}`)), el('dd', {}, value)] : []);
  const badge = (kind, text) => el('span', { class: `badge ${kind}` }, text);

  function file(each) {
    if (each.file === null) return el('span', {}, t('ticket.waiting_file'));
    const href = `/simulator/media/${each.file.split('/').map(encodeURIComponent).join('/')}`;
    const picture = each.mime.startsWith('image/') ? el('img', { src: href, alt: '', loading: 'lazy' }) : null;
    return el('a', { href, target: '_blank', rel: 'noopener' }, picture, `${each.mime} · ${Math.max(1, Math.round((each.bytes ?? 0) / 1024))} kB`);
  }

  function event(each) {
    const by = each.by === 'reporter' || each.by === 'gateway' ? t(`by.${each.by}`) : each.by;
    return el('li', {}, el('time', { datetime: each.at }, `${when(each.at)} · ${by} · ${t(`channel.${each.channel}`)}`), t(`event.${each.type}`), each.text ? el('q', {}, `: ${each.text}`) : null);
  }

  function one(ticket, open) {
    const answers = Object.entries(ticket.answers ?? {}).map(([slot, value]) => `${t(`slot.${slot}`, {}, slot)}: ${value}`).join('\n');
    return el('details', { class: 'ticket', 'data-number': ticket.number, open },
      el('summary', {}, el('span', { class: 'number', 'aria-label': t('ticket.number', { number: [...ticket.number].join(' ') }) }, ticket.number),
        badge(ticket.status, t(`status.${ticket.status}`)), badge(ticket.priority, t(`type.priority.${ticket.priority}`)),
        el('span', { class: 'kind' }, `${t(`category.${ticket.category}`)} · ${t(`type.${ticket.type}`)}`)),
      el('div', { class: 'body' },
        ticket.description ? el('p', { class: 'words' }, ticket.description) : null,
        el('dl', {}, ...row('who', [ticket.reporter.name, ticket.reporter.phone].filter(Boolean).join('\n')), ...row('place', [ticket.area.district, ticket.area.province].filter(Boolean).join(', ')),
          ...row('level', ticket.level), ...row('way', t(`channel.${ticket.channel}`)), ...row('with', ticket.assignee ?? t('ticket.nobody')),
          ...row('due', ticket.dueAt && when(ticket.dueAt)), ...row('solution', ticket.solution), ...row('answers', answers), ...row('why', (ticket.evidence ?? []).join(', '))),
        ticket.attachments.length > 0 ? el('div', {}, el('h3', {}, t('ticket.files')), el('div', { class: 'files' }, ...ticket.attachments.map(file))) : null,
        el('div', {}, el('h3', {}, t('ticket.history')), el('ol', { class: 'history' }, ...ticket.events.map(event)))));
  }

  function draw() {
    const before = new Map($$('details', list).map((each) => [each.dataset.number, each.open]));
    const focused = list.contains(document.activeElement) ? document.activeElement.closest('details')?.dataset.number : undefined;
    list.replaceChildren(...(rows.length === 0 ? [el('p', { class: 'empty' }, t('ticket.empty'))] : rows.map((ticket, index) => one(ticket, before.get(ticket.number) ?? index === 0))));
    if (focused !== undefined) $(`details[data-number="${focused}"] summary`, list)?.focus();
  }

  /** What changed, in a sentence for who listens. */
  function tell(fresh) {
    const before = new Map(rows.map((ticket) => [ticket.number, JSON.stringify(ticket)]));
    const changed = fresh.find((ticket) => before.get(ticket.number) !== JSON.stringify(ticket));
    if (changed !== undefined) $('.told', root).textContent = `${t('ticket.number', { number: [...changed.number].join(' ') })}: ${t(`status.${changed.status}`)}`;
  }

  async function poll() {
    if (number() === '') return;
    const whom = number();
    const fresh = await api(`/simulator/tickets?with=${encodeURIComponent(whom)}`);
    if (whom !== number()) return;
    const mark = whom + JSON.stringify(fresh);
    if (mark === seen) return;
    if (seen.startsWith(whom)) {
      news('tickets');
      tell(fresh);
    }
    seen = mark;
    rows = fresh;
    draw();
  }

  return { poll, redraw: draw };
}
