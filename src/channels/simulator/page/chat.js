/** A WhatsApp-like chat: what a person writes (kept by this tab) and what the helpdesk sent (kept by the gateway), in order of time. */
import { $, api, clockOf, dayOf, el, local, nameOf, news, soon, sync, t } from './base.js';
import { dataUrl, smaller } from './files.js';

const MAX_DATA_URL = 1_000_000;
const PLACE = { latitude: -16.1328, longitude: 33.6064, label: 'Tete' };

export function chat(root, room, changed) {
  const log = $('.log', root);
  const select = $('select', root);
  const form = $('.write', root);
  const area = $('textarea', form);
  const number = () => select.value;
  let received = [];
  let asking = null;

  const key = () => `said:${number()}`;
  const said = () => JSON.parse(localStorage.getItem(key()) ?? '[]');

  function keep(entry) {
    const all = said().filter((each) => each.id !== entry.id);
    const slim = [...all, entry].slice(-60);
    try {
      localStorage.setItem(key(), JSON.stringify(slim));
    } catch {
      localStorage.setItem(key(), JSON.stringify(slim.map(({ photo: _photo, ...rest }) => rest)));
    }
  }

  /** Words from before the gateway began anew. */
  function forget(newest) {
    const all = said();
    if (!all.some((each) => each.seq > newest)) return;
    localStorage.removeItem(key());
    draw();
  }

  function bubble(entry) {
    const mine = entry.mine === true;
    const card = (entry.media ?? []).filter((each) => each.kind === 'contact').map((each) => el('span', { class: 'card' }, `${each.name}\n${each.phone}`));
    return el('div', { class: `says${mine ? ' mine' : ''}${entry.lost ? ' lost' : ''}` },
      entry.channel === 'sms' ? el('b', { class: 'sms' }, 'SMS') : null,
      entry.photo ? el('img', { src: entry.photo, alt: '' }) : null,
      ...worded(entry),
      ...card,
      el('time', { datetime: entry.at }, clockOf(local(entry.at))));
  }

  function draw() {
    // What I said stands behind the message that I had read last: a clock that stands still gives everything the same time.
    const all = [...received, ...said().map((each) => ({ ...each, mine: true }))].sort((one, other) => one.seq - other.seq || Number(one.mine ?? false) - Number(other.mine ?? false));
    const nodes = [];
    const last = all.at(-1);
    let day = '';
    for (const entry of all) {
      const its = dayOf(local(entry.at));
      if (its !== day) nodes.push(el('span', { class: 'day' }, its));
      day = its;
      nodes.push(bubble(entry));
      if (entry.choices?.length > 0) nodes.push(options(entry, entry === last));
    }
    if (room === '#desk') nodes.push(...commands(received));
    if (nodes.length === 0) nodes.push(nothingYet());
    const atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 80;
    sync(log, nodes);
    if (atEnd || last?.mine) log.scrollTop = log.scrollHeight;
    $('.number', root).textContent = number();
    $('.face', root).textContent = (nameOf(number()) ?? '?').slice(0, 1).toUpperCase();
  }

  /** Numbers stay: whoever has no buttons answers with them. Old ones can still be tapped, as on a telephone. */
  function options(entry, newest) {
    const button = (choice, index) => el('button', { type: 'button', tabindex: newest ? null : '-1', onclick: () => void send({ choice }, choice.title) }, el('small', { 'aria-hidden': 'true' }, index + 1), choice.title);
    return el('div', { class: `choices${newest ? '' : ' past'}`, role: 'group', 'aria-live': 'off' }, ...entry.choices.map(button));
  }

  function nothingYet() {
    if (room === '#desk') return el('p', { class: 'empty' }, t('desk.empty'));
    const examples = ['sync', 'nets', 'lost'].map((name) => t(`chat.example.${name}`));
    return el('div', { class: 'empty' }, el('p', {}, t('chat.empty')), el('div', { class: 'choices' }, ...examples.map((words) => el('button', { type: 'button', onclick: () => void send({ text: words }, words) }, words))));
  }

  /** The alert has its own buttons; the solution begins here. */
  function commands(rows) {
    const ticket = rows.map((each) => /(?<![+\d])\d{4,8}(?!\d)/.exec(each.text)?.[0]).filter(Boolean).at(-1);
    if (ticket === undefined) return [];
    const begin = () => {
      area.value = `resolver ${ticket} `;
      area.focus();
    };
    return [el('div', { class: 'choices', role: 'group', 'aria-live': 'off' }, el('button', { type: 'button', onclick: begin }, `resolver ${ticket} …`))];
  }

  async function poll() {
    const whom = number();
    if (whom === '' || asking === whom) return;
    asking = whom;
    try {
      const after = received.at(-1)?.seq ?? 0;
      const first = received.length === 0;
      const fresh = await api(`/simulator/messages?with=${encodeURIComponent(whom)}&after=${after}`);
      if (whom !== number()) return;
      if (first) forget(fresh.at(-1)?.seq ?? 0);
      if (fresh.length === 0) return;
      const known = new Set(received.map((each) => each.seq));
      received = [...received, ...fresh.filter((each) => !known.has(each.seq))];
      draw();
      if (after > 0 || room === '#desk') news(room.slice(1));
    } finally {
      asking = null;
    }
  }

  async function send(what, text, photo) {
    const seq = received.at(-1)?.seq ?? 0;
    const id = `PAGE${crypto.randomUUID?.() ?? Math.random().toString(36).slice(2)}`;
    try {
      const { at } = await api('/simulator/messages', { from: number(), id, ...what });
      keep({ id, seq, text, at, photo });
    } catch {
      keep({ id, seq, text, at: received.at(-1)?.at ?? new Date().toISOString(), lost: true });
    }
    draw();
    soon();
  }

  async function sendFile(file) {
    const url = file.type.startsWith('image/') ? await smaller(file).catch(() => dataUrl(file)) : await dataUrl(file);
    if (url.length > MAX_DATA_URL) {
      area.setCustomValidity(t('chat.too_big'));
      area.reportValidity();
      area.setCustomValidity('');
      return;
    }
    const caption = area.value.trim();
    area.value = '';
    const image = url.startsWith('data:image/');
    await send({ mediaUrl: url, mediaType: /^data:([^;,]+)/.exec(url)?.[1], fileName: file.name, ...(caption === '' ? {} : { text: caption }) }, image ? caption : `📎 ${file.name}\n${caption}`.trim(), image ? url : undefined);
  }

  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const text = area.value.trim();
    if (text === '') return;
    area.value = '';
    grow();
    void send({ text }, text);
  });
  area.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      form.requestSubmit();
    }
  });
  const grow = () => {
    area.style.height = 'auto';
    area.style.height = `${area.scrollHeight + 2}px`;
  };
  area.addEventListener('input', grow);
  const file = $('input[type=file]', form);
  $('.photo', form)?.addEventListener('click', () => file.click());
  file?.addEventListener('change', () => {
    if (file.files[0]) void sendFile(file.files[0]);
    file.value = '';
  });
  $('.place', form)?.addEventListener('click', async () => {
    const place = await here().catch(() => PLACE);
    void send({ location: place }, `📍 ${t('chat.sent_place')}: ${place.latitude.toFixed(3)}, ${place.longitude.toFixed(3)}`);
  });
  for (const button of root.querySelectorAll('[data-say]')) button.addEventListener('click', () => void send({ text: button.dataset.say }, button.dataset.say));
  select.addEventListener('change', () => {
    sessionStorage.setItem(room, number());
    received = [];
    draw();
    changed();
    soon();
  });
  draw();
  /** The room comes on the screen of a small telephone. */
  const seen = () => {
    log.scrollTop = log.scrollHeight;
  };
  return { poll, redraw: draw, seen };
}

/** The list of choices at the end is shown as buttons; who listens hears it here. */
function worded(entry) {
  if (entry.lost) return [`${entry.text}\n`, el('b', { class: 'not-sent' }, t('chat.not_sent'))];
  const list = (entry.choices ?? []).map((choice, index) => `${index + 1}. ${choice.title}`).join('\n');
  return list !== '' && entry.text.endsWith(list) ? [...bold(entry.text.slice(0, -list.length).trimEnd()), el('span', { class: 'unseen' }, `\n${list}`)] : bold(entry.text);
}

/** As WhatsApp shows it: *10013* is bold. */
const bold = (text) => text.split(/(?<![^\s(])\*(\S(?:[^*\n]*\S)?)\*(?![^\s.,:;!?)])/).map((part, index) => (index % 2 === 1 ? el('b', {}, part) : part));

const here = () => new Promise((resolve, reject) => {
  if (!navigator.geolocation) reject(new Error('none'));
  else navigator.geolocation.getCurrentPosition(({ coords }) => resolve({ latitude: coords.latitude, longitude: coords.longitude }), reject, { timeout: 2000 });
});
