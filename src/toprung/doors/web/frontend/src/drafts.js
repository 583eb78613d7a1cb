// Nothing typed is lost: leaving a changed form is asked about, and a form that was sent into an ended session is
// filled again after the log-in. Drafts live in this tab alone and are gone with it.
import { make, onContent, within } from './page.js';

const KEY = 'toprung.draft';
const KEPT_FOR = 60 * 60 * 1000;
const changed = new Set();

document.addEventListener('input', (event) => {
  const form = event.target.closest?.('form');
  if (form && changes(form)) changed.add(form);
});
document.addEventListener('submit', (event) => {
  changed.delete(event.target);
  if (changes(event.target) && !event.defaultPrevented) keep(event.target);
});
document.addEventListener('reset', (event) => changed.delete(event.target));
document.addEventListener('htmx:afterRequest', ({ detail }) => {
  const form = detail.elt.closest?.('form');
  if (!form || !changes(form)) return;
  if (detail.successful && detail.xhr.status < 400) changed.delete(form);
  else changed.add(form);
});
window.addEventListener('beforeunload', (event) => {
  if ([...changed].some((form) => form.isConnected)) event.preventDefault();
});

const draft = read();
if (draft && !document.body.classList.contains('with-nav')) write({ ...draft, ended: true });
else if (draft && !draft.ended) sessionStorage.removeItem(KEY);
else if (draft) onContent((root) => within(root, 'form').filter((form) => address(form) === draft.form).forEach((form) => restore(form, draft)));

/** Does sending this form change something, and is it not one with secrets? */
function changes(form) {
  const method = (form.getAttribute('method') ?? 'get').toLowerCase();
  const sends = method === 'post' || ['hx-post', 'hx-put', 'hx-patch'].some((name) => form.hasAttribute(name));
  return sends && !form.matches('[data-no-draft]') && !form.querySelector('input[type=password]');
}

function keep(form) {
  const fields = written(form).map((field) => [field.name, field.value]);
  if (fields.length) write({ form: address(form), fields, at: Date.now(), ended: false });
}

function restore(form, { fields }) {
  sessionStorage.removeItem(KEY);
  const lost = written(form).filter((field) => fields.some(([name, value]) => name === field.name && value !== field.value));
  if (!lost.length) return;
  for (const field of lost) field.value = fields.find(([name]) => name === field.name)[1];
  const word = make('div', { class: 'alert alert-info', role: 'status' }, 'Your session had ended, and nothing was saved. What you typed is here again: look it over, then save.');
  form.prepend(word);
  changed.add(form);
  form.closest('dialog')?.showModal();
  word.scrollIntoView({ block: 'center' });
}

function written(form) {
  return [...form.elements].filter((field) => field.name && (field.matches('textarea, select') || field.matches('input:not([type=hidden]):not([type=file]):not([type=checkbox]):not([type=radio]):not([type=submit])')));
}

function address(form) {
  return new URL(form.getAttribute('action') || form.getAttribute('hx-post') || '', window.location.href).pathname;
}

function read() {
  try {
    const found = JSON.parse(sessionStorage.getItem(KEY) ?? 'null');
    return found && Date.now() - found.at < KEPT_FOR ? found : null;
  } catch {
    // Storage is off, or holds what another version wrote: there is no draft then.
    return null;
  }
}

function write(value) {
  try {
    sessionStorage.setItem(KEY, JSON.stringify(value));
  } catch {
    // Storage is off or full: the form works as any form does.
  }
}
