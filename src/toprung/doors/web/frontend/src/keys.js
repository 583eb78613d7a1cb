// Letters as commands, as the keyboard help tells them. Never while somebody writes or a dialog is open.
import { open } from './dialogs.js';
import { isWriting } from './page.js';

const ROWS = '[data-list] tbody tr, [data-list] > li, [data-list] > [data-row]';
const FIRST = 'a[data-open], th a[href], td a[href], a[href], button';
const AFTER_G = 1500;
let gAt = 0;

const COMMANDS = {
  '?': () => open(document.getElementById('keys')),
  '/': () => (document.querySelector('[data-search], main input[type=search]') ?? { focus() {} }).focus(),
  j: () => move(1),
  k: () => move(-1),
  x: () => current()?.querySelector('input[data-select]')?.click(),
  g: () => { gAt = Date.now(); },
};

document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape' && event.target instanceof Element && event.target.matches('[data-search]')) event.target.blur();
  if (event.ctrlKey || event.metaKey || event.altKey || isWriting(event.target) || document.querySelector('dialog[open]')) return;
  const page = Date.now() - gAt < AFTER_G ? document.querySelector(`[data-go="${CSS.escape(event.key)}"]`) : null;
  gAt = 0;
  const act = page ? () => page.click() : COMMANDS[event.key];
  if (!act) return;
  event.preventDefault();
  act();
});

document.addEventListener('focusin', (event) => {
  document.querySelectorAll('.row-at').forEach((row) => row.classList.remove('row-at'));
  event.target.closest?.(ROWS)?.classList.add('row-at');
});

function current() {
  return document.querySelector('.row-at');
}

// The row's own link takes the focus, so that Enter opens it and a screen reader reads it.
function move(step) {
  const rows = [...document.querySelectorAll(ROWS)].filter((row) => row.querySelector(FIRST));
  const at = rows.indexOf(current());
  const next = rows[at < 0 ? (step > 0 ? 0 : rows.length - 1) : Math.min(Math.max(at + step, 0), rows.length - 1)];
  next?.querySelector(FIRST).focus();
  next?.scrollIntoView({ block: 'nearest' });
}
