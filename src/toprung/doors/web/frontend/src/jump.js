// Ctrl-K: a combobox over accounts, pages and actions, fed by the jump endpoint.
import { open, sessionEnded } from './dialogs.js';
import { calmly, make, on } from './page.js';

const dialog = document.getElementById('jump');
const KINDS = { account: 'Account', page: 'Page', action: 'Action' };
let asked = 0;
let chosen = -1;

if (dialog) {
  const input = dialog.querySelector('.jump-input');
  const list = dialog.querySelector('.jump-list');
  const word = dialog.querySelector('.jump-word');
  const options = () => [...list.children];

  const choose = (index) => {
    const all = options();
    chosen = all.length ? (index + all.length) % all.length : -1;
    all.forEach((option, at) => option.setAttribute('aria-selected', String(at === chosen)));
    if (chosen >= 0) {
      input.setAttribute('aria-activedescendant', all[chosen].id);
      all[chosen].scrollIntoView({ block: 'nearest' });
    } else input.removeAttribute('aria-activedescendant');
  };

  const show = (results, text) => {
    list.replaceChildren(...results.map(optionOf));
    input.setAttribute('aria-expanded', String(results.length > 0));
    word.textContent = results.length ? '' : `Nothing is called “${text}”. Try fewer letters, or an account's id.`;
    choose(0);
  };

  const look = async () => {
    const mine = ++asked;
    const text = input.value.trim();
    try {
      const answer = await fetch(`${document.body.dataset.jump}?q=${encodeURIComponent(text)}`, { headers: { Accept: 'application/json' } });
      if (answer.status === 401) return dialog.close(), sessionEnded();
      if (!answer.ok) throw new Error(String(answer.status));
      const { results } = await answer.json();
      if (mine === asked) show(results, text);
    } catch {
      word.textContent = 'Toprung could not be reached: check your connection, then try again.';
    }
    return undefined;
  };

  const begin = () => {
    open(dialog);
    input.select();
    look();
  };

  document.addEventListener('keydown', (event) => {
    if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === 'k') {
      event.preventDefault();
      if (dialog.open) dialog.close();
      else begin();
    }
  });
  on('click', '[data-open-jump]', begin);
  input.addEventListener('input', calmly(look, 120));
  input.addEventListener('keydown', (event) => {
    if (event.key === 'ArrowDown') choose(chosen + 1);
    else if (event.key === 'ArrowUp') choose(chosen - 1);
    else if (event.key === 'Enter') go(options()[chosen]);
    else return;
    event.preventDefault();
  });
  list.addEventListener('mousemove', (event) => {
    const at = options().indexOf(event.target.closest('.jump-option'));
    if (at >= 0 && at !== chosen) choose(at);
  });
  list.addEventListener('click', (event) => go(event.target.closest('.jump-option')));
}

function optionOf(place, index) {
  const option = make('li', { class: 'jump-option', role: 'option', id: `jump-${index}`, 'aria-selected': 'false', 'data-href': place.href });
  option.append(make('span', { class: 'jump-kind' }, KINDS[place.kind]), make('span', { class: 'jump-label' }, place.label), make('span', { class: 'jump-hint' }, place.hint));
  return option;
}

function go(option) {
  if (option) window.location.assign(option.dataset.href);
}
