// How htmx asks: with the newest token, without eval, and with a word where something went wrong.
import htmx from 'htmx.org/dist/htmx.esm.js';
import { sessionEnded } from './dialogs.js';
import { token } from './page.js';
import { toast } from './toasts.js';

const SAFE = new Set(['get', 'head', 'options']);
const UNREACHED = 'Toprung could not be reached. What you typed is still here: check your connection, then try again.';
const FAILED = 'That did not work, and nothing was saved. What you typed is still here: try again, and tell your admin if it stays so.';

document.addEventListener('htmx:configRequest', ({ detail }) => {
  if (SAFE.has(detail.verb)) return;
  // The page's own token may be of a session that has ended since.
  detail.headers['X-CSRFToken'] = token();
  if (detail.parameters.csrfmiddlewaretoken) detail.parameters.csrfmiddlewaretoken = token();
});

document.addEventListener('submit', (event) => {
  const field = event.target.elements?.namedItem('csrfmiddlewaretoken');
  if (field && token()) field.value = token();
}, true);

document.addEventListener('htmx:beforeSwap', ({ detail }) => {
  if (detail.xhr.status === 401) {
    detail.isError = false;
    sessionEnded();
    return;
  }
  // An alert that says where it belongs is shown; any other page of an error is not put into this one.
  if (detail.xhr.status >= 400 && detail.xhr.getResponseHeader('HX-Retarget')) {
    detail.shouldSwap = true;
    detail.isError = false;
  }
});

document.addEventListener('htmx:afterSwap', ({ detail }) => {
  if (detail.xhr?.status >= 400) detail.target.scrollIntoView({ block: 'nearest' });
});

for (const [type, words] of [['htmx:responseError', FAILED], ['htmx:sendError', UNREACHED], ['htmx:timeout', UNREACHED]]) {
  // What a page asks for by itself is asked for again in a moment, and nobody waits for it.
  document.addEventListener(type, ({ detail }) => detail.elt.matches('[data-live]') || toast(words, 'error'));
}

export { htmx };
