/** The simulator page: language, people, clock and the rhythm of asking; chat.js, phone.js and tickets.js are its rooms. */
import { $, $$, api, clockOf, dayOf, el, offsetOf, page, t } from './base.js';
import { chat } from './chat.js';
import { phone } from './phone.js';
import { tickets } from './tickets.js';

const POLL_MS = 1000;

function translate() {
  document.documentElement.lang = page.language;
  document.title = t('title');
  for (const node of $$('[data-t]')) node.textContent = t(node.dataset.t);
  for (const node of $$('[data-label]')) node.setAttribute('aria-label', t(node.dataset.label));
  for (const node of $$('button[data-label]')) node.title = t(node.dataset.label);
  for (const node of $$('[data-hint]')) node.placeholder = t(node.dataset.hint);
}

function showTab(tab) {
  document.body.dataset.tab = tab;
  for (const button of $$('nav button')) {
    if (button.dataset.tab === tab) {
      button.setAttribute('aria-current', 'page');
      $('.news', button)?.setAttribute('hidden', '');
    } else button.removeAttribute('aria-current');
  }
  rooms[tab]?.seen?.();
}

async function showClock() {
  const { now, virtual, stands } = await api('/simulator/clock');
  page.offset = offsetOf(now);
  $('#clock').hidden = !virtual;
  $('#advance').hidden = !stands;
  $('#clock').title = stands ? t('clock.stands') : '';
  $('#now').textContent = `${dayOf(now)} ${clockOf(now)}`;
  $('#now').dateTime = now;
}

let added = JSON.parse(localStorage.getItem('people') ?? '[]');

function fillPeople() {
  for (const [room, kind] of [['#chat', 'field'], ['#desk', 'desk']]) {
    const select = $(`${room} select`);
    const chosen = select.value || sessionStorage.getItem(room);
    const all = page.people.filter((person) => person.kind === kind).concat(kind === 'field' ? added.map((number) => ({ phone: number })) : []);
    select.replaceChildren(...all.map((person) => el('option', { value: person.phone }, label(person))));
    if (all.some((person) => person.phone === chosen)) select.value = chosen;
  }
}

function label(person) {
  const role = person.role ? page.texts[page.language][`type.role.${person.role}`] ?? person.role : null;
  return [person.name ?? (added.includes(person.phone) ? person.phone : t('person.unknown')), role, person.district === '*' ? null : person.district].filter(Boolean).join(' · ');
}

const rooms = { chat: null, desk: null, phone: null, tickets: null };

async function poll() {
  if (document.hidden) return;
  try {
    await Promise.all([rooms.chat.poll(), rooms.desk.poll(), rooms.phone.poll(), rooms.tickets.poll(), showClock()]);
    $('#offline').hidden = true;
  } catch {
    $('#offline').hidden = false;
  }
}

let again;
async function rhythm() {
  clearTimeout(again);
  await poll();
  clearTimeout(again);
  again = setTimeout(rhythm, POLL_MS);
}

/** Something was done: look at once and a little later. */
function soon() {
  void rhythm();
  setTimeout(() => void poll(), 250);
}

function wire() {
  for (const button of $$('nav button')) button.addEventListener('click', () => showTab(button.dataset.tab));
  for (const button of $$('[data-advance]')) {
    button.addEventListener('click', async () => {
      button.disabled = true;
      await api('/simulator/clock', { advance: button.dataset.advance }).catch(() => {});
      button.disabled = false;
      soon();
    });
  }
  $('#language').addEventListener('click', () => {
    page.language = page.language === 'pt' ? 'en' : 'pt';
    localStorage.setItem('language', page.language);
    translate();
    fillPeople();
    for (const room of Object.values(rooms)) room.redraw();
  });
  const adding = $('.adding');
  $('.add').addEventListener('click', () => {
    adding.hidden = !adding.hidden;
    if (!adding.hidden) $('input', adding).focus();
  });
  adding.addEventListener('submit', async (event) => {
    event.preventDefault();
    const number = $('input', adding).value.replace(/[\s().-]/g, '');
    try {
      if (!/^\+[1-9]\d{7,14}$/.test(number)) throw new Error('no number');
      await api(`/simulator/messages?with=${encodeURIComponent(number)}`);
    } catch {
      $('.fault', adding).textContent = t('person.wrong');
      return;
    }
    $('.fault', adding).textContent = '';
    adding.hidden = true;
    if (!added.includes(number) && !page.people.some((person) => person.phone === number)) added = [...added, number];
    localStorage.setItem('people', JSON.stringify(added));
    fillPeople();
    $('#chat select').value = number;
    $('#chat select').dispatchEvent(new Event('change'));
    $('#chat .write textarea').focus();
  });
  document.addEventListener('soon', soon);
  document.addEventListener('visibilitychange', () => document.hidden || soon());
}

async function begin() {
  [page.texts, page.people] = await Promise.all([api('/simulator/texts'), api('/simulator/people')]);
  await showClock();
  translate();
  fillPeople();
  const number = () => $('#chat select').value;
  rooms.chat = chat($('#chat'), '#chat', () => {
    rooms.tickets.redraw();
    rooms.phone.changed();
  });
  rooms.desk = chat($('#desk'), '#desk', () => {});
  rooms.phone = phone($('#phone'), number);
  rooms.tickets = tickets($('#tickets'), number);
  wire();
  showTab('chat');
  await rhythm();
  document.body.dataset.ready = '';
}

void begin();
