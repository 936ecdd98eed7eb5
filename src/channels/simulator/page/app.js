/** The simulator page: language, people, clock and the rhythm of asking; chat.js, phone.js and tickets.js are its three rooms. */
import { chat } from './chat.js';
import { phone } from './phone.js';
import { tickets } from './tickets.js';

export const $ = (selector, from = document) => from.querySelector(selector);
export const $$ = (selector, from = document) => [...from.querySelectorAll(selector)];

const POLL_MS = 1000;
let texts = { pt: {}, en: {} };
export let language = localStorage.getItem('language') === 'en' ? 'en' : 'pt';

/** A text of the page, or of `type.` where the key begins so. */
export function t(key, vars = {}) {
  const text = texts[language][`simulator.${key}`] ?? texts[language][key] ?? key;
  return text.replace(/\{\{(\w+)\}\}/g, (_, name) => String(vars[name] ?? ''));
}

/** An element with attributes, listeners (`onclick`) and children. */
export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith('on')) node.addEventListener(name.slice(2), value);
    else if (value !== undefined && value !== false) node.setAttribute(name, value === true ? '' : value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

export async function api(path, body) {
  const response = await fetch(path, body === undefined ? {} : { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw Object.assign(new Error(answer.error ?? response.statusText), { status: response.status });
  return answer;
}

/** The wall clock as written in the time (the campaign's zone), whatever zone the browser is in. */
export const clockOf = (iso) => iso.slice(11, 16);
export const dayOf = (iso) => `${iso.slice(8, 10)}/${iso.slice(5, 7)}`;

let zone = 0;
/** A UTC time in the campaign's zone. */
export const local = (iso) => new Date(Date.parse(iso) + zone).toISOString();

function translate() {
  document.documentElement.lang = language;
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
}

/** Something new in a room that is not on the screen of a small telephone. */
export function news(tab) {
  if (document.body.dataset.tab !== tab) $(`nav [data-tab=${tab}] .news`)?.removeAttribute('hidden');
}

async function showClock() {
  const { now, virtual, stands } = await api('/simulator/clock');
  zone = offsetOf(now);
  $('#clock').hidden = !virtual;
  $('#advance').hidden = !stands;
  $('#clock').title = stands ? t('clock.stands') : '';
  $('#now').textContent = `${dayOf(now)} ${clockOf(now)}`;
  $('#now').dateTime = now;
}

function offsetOf(iso) {
  const found = /([+-])(\d\d):(\d\d)$/.exec(iso);
  return found === null ? 0 : (found[1] === '-' ? -1 : 1) * (Number(found[2]) * 60 + Number(found[3])) * 60_000;
}

let added = JSON.parse(localStorage.getItem('people') ?? '[]');
let people = [];

export const nameOf = (number) => {
  const known = people.find((person) => person.phone === number);
  return known?.name ?? (number === '+258841234567' ? t('person.unknown') : number);
};

function fillPeople() {
  for (const [room, kind] of [['#chat', 'field'], ['#desk', 'desk']]) {
    const select = $(`${room} select`);
    const chosen = select.value || sessionStorage.getItem(room);
    const all = people.filter((person) => person.kind === kind).concat(kind === 'field' ? added.map((number) => ({ phone: number })) : []);
    select.replaceChildren(...all.map((person) => el('option', { value: person.phone }, label(person))));
    if (all.some((person) => person.phone === chosen)) select.value = chosen;
  }
}

function label(person) {
  const role = person.role ? texts[language][`type.role.${person.role}`] ?? person.role : null;
  return [person.name ?? (added.includes(person.phone) ? null : t('person.unknown')), role, person.district === '*' ? null : person.district, person.phone].filter(Boolean).join(' · ');
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
export function soon() {
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
    language = language === 'pt' ? 'en' : 'pt';
    localStorage.setItem('language', language);
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
      await api(`/simulator/messages?with=${encodeURIComponent(number)}`);
    } catch {
      $('.fault', adding).textContent = t('person.wrong');
      return;
    }
    $('.fault', adding).textContent = '';
    adding.hidden = true;
    if (!added.includes(number) && !people.some((person) => person.phone === number)) added = [...added, number];
    localStorage.setItem('people', JSON.stringify(added));
    fillPeople();
    $('#chat select').value = number;
    $('#chat select').dispatchEvent(new Event('change'));
    $('#chat .write textarea').focus();
  });
  document.addEventListener('visibilitychange', () => document.hidden || soon());
}

async function begin() {
  [texts, people] = await Promise.all([api('/simulator/texts'), api('/simulator/people')]);
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
