// A word in the corner. Good news goes by itself; trouble stays until it is closed.
import { make, on } from './page.js';

const SHOWN_FOR = 7000;

/** Shows a sentence in the corner; tone: success, info, warning or error. */
export function toast(text, tone = 'success') {
  const place = document.getElementById('toasts');
  const note = make('div', { class: `toast-note toast-note-${tone}` });
  note.append(make('span', {}, text), make('button', { type: 'button', class: 'btn-close', 'aria-label': 'Close', 'data-toast-close': '' }));
  for (const other of place.children) if (other.textContent === text) other.remove();
  place.append(note);
  if (tone === 'success' || tone === 'info') setTimeout(() => note.remove(), SHOWN_FOR);
}

on('click', '[data-toast-close]', (button) => button.closest('.toast-note').remove());

// The header HX-Trigger: {"toast": "..."} becomes this event.
document.addEventListener('toast', ({ detail }) => toast(typeof detail === 'string' ? detail : detail.value));
