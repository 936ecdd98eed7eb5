/** A telephone: shows and speaks what the caller hears, takes keys, words and recordings. */
import { $, $$, api, el, news, page, soon, t } from './base.js';
import { dataUrl } from './files.js';

const KEYS = [['1', ''], ['2', 'ABC'], ['3', 'DEF'], ['4', 'GHI'], ['5', 'JKL'], ['6', 'MNO'], ['7', 'PQRS'], ['8', 'TUV'], ['9', 'WXYZ'], ['*', ''], ['0', '+'], ['#', '']];
/** Keys in a row belong together where the number of digits is open. */
const PAUSE_MS = 1600;

export function phone(root, number) {
  const heard = $('#heard', root);
  const line = $('#line', root);
  const say = $('#say', root);
  const words = $('#words', root);
  let call = null;
  let state = 'ready';
  let typed = '';
  let timer = null;
  let recorder = null;
  let ring = null;

  const on = () => call !== null && !call.ended;

  function show() {
    line.textContent = t(`phone.${state}`);
    const dial = $('#dial', root);
    dial.textContent = t(on() ? 'phone.hangup' : 'phone.call');
    dial.classList.toggle('busy', on());
    const kind = on() ? call.expects.kind : null;
    $('#ring', root).hidden = kind !== 'dial';
    say.hidden = !(kind === 'record' || (kind === 'keys' && call.expects.speech));
    words.placeholder = t(kind === 'record' ? 'phone.record_it' : 'phone.say_it');
    words.setAttribute('aria-label', words.placeholder);
    $('#record', root).hidden = kind !== 'record';
    $('#record', root).setAttribute('aria-label', t(recorder ? 'phone.stop' : 'phone.record'));
    $('#record', root).title = t(recorder ? 'phone.stop' : 'phone.record');
    $('#silence', root).hidden = kind !== 'keys';
    $('.hide', root).hidden = on();
    const offered = new Set(kind === 'keys' ? call.expects.keys.map((each) => each.key) : []);
    for (const button of $$('.keys button', root)) {
      button.disabled = !on() || kind === 'dial';
      button.classList.toggle('offered', offered.has(button.dataset.key));
      button.setAttribute('aria-label', t('phone.key', { key: button.dataset.key }));
    }
    const sound = $('#sound', root);
    sound.setAttribute('aria-label', t(sound.getAttribute('aria-pressed') === 'true' ? 'phone.mute' : 'phone.sound'));
    sound.title = sound.getAttribute('aria-label');
  }

  const nothingYet = () => heard.replaceChildren(el('p', { class: 'empty' }, t('phone.empty')));

  function write(text, mine = false) {
    heard.append(el('p', mine ? { class: 'you' } : {}, text));
    heard.scrollTop = heard.scrollHeight;
  }

  function speak(texts, lang) {
    if (!('speechSynthesis' in window) || $('#sound', root).getAttribute('aria-pressed') !== 'true') return;
    for (const text of texts) {
      const spoken = new SpeechSynthesisUtterance(text);
      spoken.lang = lang === 'en' ? 'en-GB' : 'pt-PT';
      const voices = speechSynthesis.getVoices();
      spoken.voice = voices.find((voice) => voice.lang.replace('_', '-') === spoken.lang) ?? voices.find((voice) => voice.lang.startsWith(spoken.lang.slice(0, 2))) ?? null;
      spoken.rate = 0.95;
      speechSynthesis.speak(spoken);
    }
  }

  const hush = () => 'speechSynthesis' in window && speechSynthesis.cancel();

  function take(answer) {
    for (const old of $$('p', heard)) old.classList.add('old');
    call = answer;
    state = answer.ended ? 'ended' : 'talking';
    const top = heard.scrollHeight;
    answer.say.forEach((text) => write(text));
    heard.scrollTop = top - 12;
    speak(answer.say, answer.languages ?? page.language);
    show();
    soon();
  }

  async function go(body, mine) {
    if (!on()) return;
    hush();
    if (mine) write(mine, true);
    try {
      take(await api(`/simulator/calls/${call.id}`, { turn: call.turn, ...body }));
    } catch {
      write(t('phone.fault'));
      call = { ...call, ended: true };
      state = 'ended';
      show();
    }
  }

  async function start(extra = {}) {
    hush();
    heard.replaceChildren();
    state = 'ringing';
    line.textContent = t('phone.ringing');
    try {
      take(await api('/simulator/calls', { from: $('#hidden', root).checked && !extra.callbackId ? 'anonymous' : number(), dial: 'wait', ...extra }));
    } catch {
      call = null;
      state = 'ready';
      write(t('phone.fault'));
      show();
    }
  }

  async function hangUp() {
    hush();
    stopTimer();
    const { id } = call;
    call = { ...call, ended: true };
    state = 'ended';
    show();
    await api(`/simulator/calls/${id}`, { hangup: true }).catch(() => {});
    soon();
  }

  function stopTimer() {
    clearTimeout(timer);
    typed = '';
  }

  function press(key) {
    if (!on()) return;
    hush();
    clearTimeout(timer);
    typed += key;
    const { expects } = call;
    const wanted = expects.kind === 'keys' && expects.digits !== 'many' ? expects.digits : 32;
    const flush = () => {
      const digits = typed.length > 1 ? typed.replace(/#$/, '') : typed;
      stopTimer();
      void go({ digits }, t('phone.you', { digits }));
    };
    if (typed.length >= wanted || (key === '#' && wanted > 1)) flush();
    else timer = setTimeout(flush, PAUSE_MS);
  }

  async function record() {
    const fault = $('.fault', say);
    fault.textContent = '';
    if (recorder) return recorder.stop();
    try {
      const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
      const parts = [];
      recorder = new MediaRecorder(stream);
      recorder.ondataavailable = ({ data }) => parts.push(data);
      recorder.onstop = async () => {
        stream.getTracks().forEach((track) => track.stop());
        const sound = await dataUrl(new Blob(parts, { type: recorder.mimeType }));
        recorder = null;
        $('#record', root).setAttribute('aria-pressed', 'false');
        await go({ recording: sound }, t('phone.you_recorded'));
      };
      recorder.start();
      $('#record', root).setAttribute('aria-pressed', 'true');
    } catch {
      recorder = null;
      fault.textContent = t('phone.no_microphone');
    }
    show();
  }

  $('#keys', root).append(...KEYS.map(([key, letters]) => el('button', { type: 'button', 'data-key': key, onclick: () => press(key) }, key, el('small', { 'aria-hidden': 'true' }, letters))));
  $('#dial', root).addEventListener('click', () => void (on() ? hangUp() : start()));
  $('#silence', root).addEventListener('click', () => void go({ silence: true }, t('phone.you_silent')));
  $('#record', root).addEventListener('click', () => void record());
  $('#sound', root).addEventListener('click', ({ currentTarget }) => {
    const loud = currentTarget.getAttribute('aria-pressed') !== 'true';
    currentTarget.setAttribute('aria-pressed', String(loud));
    localStorage.setItem('sound', loud ? 'on' : 'off');
    if (!loud) hush();
    show();
  });
  for (const button of $$('[data-dial]', root)) button.addEventListener('click', () => void go({ dial: button.dataset.dial }, button.textContent));
  say.addEventListener('submit', (event) => {
    event.preventDefault();
    const text = words.value.trim();
    if (text === '') return;
    words.value = '';
    void go(call.expects.kind === 'record' ? { recording: text } : { speech: text }, t('phone.you_said', { text }));
  });
  root.addEventListener('keydown', (event) => {
    if (event.target === words || !on() || !/^[\d*#]$/.test(event.key) || event.ctrlKey || event.metaKey || event.altKey) return;
    press(event.key);
  });
  $('#incoming button', root).addEventListener('click', () => {
    $('#incoming', root).hidden = true;
    void start({ callbackId: ring });
  });
  if (localStorage.getItem('sound') === 'off') $('#sound', root).setAttribute('aria-pressed', 'false');
  nothingYet();
  show();

  async function poll() {
    const rings = on() || number() === '' ? [] : await api(`/simulator/calls?with=${encodeURIComponent(number())}`);
    const newest = rings.at(-1)?.callbackId ?? null;
    if (newest !== null && newest !== ring) news('phone');
    ring = newest;
    $('#incoming', root).hidden = ring === null;
  }

  const changed = () => {
    if (on()) void hangUp();
    call = null;
    state = 'ready';
    nothingYet();
    show();
  };
  const redraw = () => {
    if (call === null) nothingYet();
    show();
  };
  return { poll, redraw, changed };
}
